"""
Overflow: a contact that nobody here can take is offered to other desks, one after the other, each once in its life.

Everything between two desks goes through the intake's one order, so the log of each desk says all
that its decisions rest on, and the intake always knows where a contact lives. The home desk asks
and then leaves the contact alone; the other desk takes the contact in, drains, and answers in the
same command: taken, and the contact is its own from then on, or nobody, and it never was there.
"""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from rules.desk.asides import say_aside
from rules.desk.assigning import why_not_the_lead
from rules.desk.contact import WAITING, Contact
from rules.desk.desk import Desk
from rules.desk.keeping import touch_contact
from rules.desk.membership import drop_if_empty, join, part, snapshot
from rules.desk.naming import coverage_of, lead_despite_walls
from rules.desk.placing import classify, enqueue, look_again, take_out, waits_for_a_person
from rules.desk.rows import decode_contact, encode_contact
from rules.desk.waiting import queue_key

ASKED: Final = "overflow.asked"
ANSWERED: Final = "overflow.answered"

Command = Mapping[str, Any]


def ask_others(desk: Desk) -> None:
    """Offer those who wait on, for whom a step with overflow is open, to the next desk that has not been asked."""
    policy, tables = desk.house.policy, desk.tables
    assert tables is not None
    if policy is None or not policy.overflows:
        return
    asking = [each for each in desk.work.looked.values() if _may_overflow(desk, each)]
    for contact in sorted(asking, key=lambda each: queue_key(each, desk.clock, tables)):
        gone = (desk.id, contact.home, *contact.tried)
        helpers = policy.helpers(desk.id)
        if contact.home is not None:
            # It lost its manager here: who helps its home has not all been asked.
            helpers = (*helpers, *policy.helpers(contact.home))
        other = next((each for each in helpers if each not in gone), None)
        if other is not None:
            _ask(desk, contact, other)


def _may_overflow(desk: Desk, contact: Contact) -> bool:
    line = contact.line
    assert line is not None
    first = line.overflow_step
    open_here = first is not None and first < contact.open_steps and contact.asked is None
    return open_here and not waits_for_a_person(desk, contact)


def _ask(desk: Desk, contact: Contact, other: str) -> None:
    lead, split = contact.home_lead, contact.home_split
    if lead is None:
        lead = lead_despite_walls(desk, coverage_of(desk, contact.coverage_id))
        split = None if lead is None else why_not_the_lead(desk, contact, lead)
    contact.asked, contact.asks, contact.tried = other, contact.asks + 1, (*contact.tried, other)
    touch_contact(desk, contact)
    look_again(desk, contact)  # out of reach of everybody here, from now on
    row = orjson.loads(encode_contact(contact))
    whole = row | {
        "home": contact.home or desk.id,
        "asked": None,
        "home_lead": lead,
        "home_split": split,
        "wide": contact.open_steps,
        "steps": 0,
        "refused": None,
        "over_since": None,
        "unskilled": None,
        "held_since": 0,
    }
    data = {
        "contact_id": contact.id,
        "client_id": contact.client_id,
        "home": desk.id,
        "to": other,
        "ask": contact.asks,
        "moves": contact.moves,
        "contact": whole,
    }
    _tell(desk, ASKED, contact.id, contact.asks, data)


def asked(desk: Desk, command: Command) -> None:
    """Another desk offers a contact: take it in, and see in the drain whether somebody here can serve it."""
    for each in command.get("clients", ()):
        snapshot(desk, each["client_id"], each, each["at"])
    data = command["data"]
    contact = decode_contact(data["contact"])
    if desk.tables is None or contact.id in desk.contacts:
        _answer(desk, contact, data["home"], data["ask"], None)
        return
    desk.contacts[contact.id] = contact
    join(desk, contact)
    touch_contact(desk, contact)
    classify(desk, contact)
    enqueue(desk, contact)
    desk.work.guest = (contact, data["home"], data["ask"])


def answer_for_the_guest(desk: Desk) -> bool:
    """After the drain: it was taken, or goes back (True) as if it had never been here."""
    assert desk.work.guest is not None
    contact, home, ask = desk.work.guest
    _answer(desk, contact, home, ask, contact.manager_id)
    goes_back = contact.status == WAITING
    if goes_back:
        _forget(desk, contact)
    return goes_back


def _answer(desk: Desk, contact: Contact, home: str, ask: int, manager_id: str | None) -> None:
    data = {"contact_id": contact.id, "home": home, "to": desk.id, "ask": ask, "manager_id": manager_id}
    _tell(desk, ANSWERED, contact.id, ask, data)


def answered(desk: Desk, command: Command) -> None:
    """The other desk has the contact, or gives it back; or the offer did not hold any more and is made again."""
    data = command["data"]
    contact = desk.contacts.get(data["contact_id"])
    if contact is None or contact.asked != data["to"] or contact.asks != data["ask"]:
        desk.house.count("stale_answer")
    elif data["outcome"] == "taken":
        _forget(desk, contact)
    else:
        if data["outcome"] == "void":
            contact.tried = contact.tried[:-1]
        contact.asked = None
        touch_contact(desk, contact)
        desk.work.stale[contact.id] = contact


def _forget(desk: Desk, contact: Contact) -> None:
    """It is another desk's: nothing is said here, nothing is kept."""
    contact.asked = None
    take_out(desk, contact)
    del desk.contacts[contact.id]
    drop_if_empty(desk, part(desk, contact))
    touch_contact(desk, contact)


def _tell(desk: Desk, kind: str, contact_id: str, ask: int, data: Mapping[str, Any]) -> None:
    """To another desk, by way of the intake."""
    named = f"{kind}/{data['home']}/{contact_id}/{ask}"
    say_aside(desk, kind, contact_id, named, data)
