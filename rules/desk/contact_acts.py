"""What a desk does with what is said of contacts."""

from collections.abc import Mapping
from typing import Any

from rules.desk.assigning import move_by_hand
from rules.desk.breaches import through_a_wall
from rules.desk.constraints import refusal_flags
from rules.desk.contact import ASSIGNED, ENDED, WAITING, Contact
from rules.desk.desk import Desk
from rules.desk.ending import abandon, finish
from rules.desk.keeping import touch_contact
from rules.desk.membership import join, snapshot
from rules.desk.offering import accept, decline, stands
from rules.desk.placing import classify, enqueue
from rules.desk.publish import alert
from rules.desk.walls import is_walled_off

Command = Mapping[str, Any]


def opened(desk: Desk, command: Command) -> None:
    """A client got in touch; perhaps more has already been said of it."""
    for each in command.get("clients", ()):
        snapshot(desk, each["client_id"], each, each["at"])
    data, at = command["data"], command["at"]
    known = desk.contacts.get(data["contact_id"])
    if known is not None and not _forgotten(desk, known):
        desk.house.count("duplicate")
        return
    contact = Contact.opened(data, at)
    desk.contacts[contact.id] = contact
    join(desk, contact)
    touch_contact(desk, contact)
    if desk.tables is not None:
        classify(desk, contact)
    for early in command.get("early", ()):
        _FOLLOWING[early["type"]](desk, contact, early["data"], early["at"])
    if contact.status == WAITING and desk.tables is not None:
        enqueue(desk, contact)


def _forgotten(desk: Desk, contact: Contact) -> bool:
    """Whether its id may be used again: it ended a whole horizon ago."""
    ended, tables = contact.ended_at, desk.tables
    return ended is not None and tables is not None and desk.clock >= ended + tables.horizon_ms


def followed(desk: Desk, command: Command) -> None:
    """Something was said of a contact after its opening."""
    data, at = command["data"], command["at"]
    contact = desk.contacts.get(data["contact_id"])
    if contact is not None:
        if command["type"] == "contact.reassigned" and contact.status != ENDED:
            contact.moves += 1
            touch_contact(desk, contact)
        _FOLLOWING[command["type"]](desk, contact, data, at)
    elif command["type"] == "contact.reassigned":
        _refuse(desk, data["contact_id"], data, "contact_over")
    else:
        desk.house.count("unknown_contact")


def _closed(desk: Desk, contact: Contact, data: Mapping[str, Any], at: int) -> None:
    if contact.status == ENDED:
        desk.house.count("already_ended")
    else:
        finish(desk, contact, data["outcome"], at)


def _abandoned(desk: Desk, contact: Contact, _data: Mapping[str, Any], at: int) -> None:
    if contact.status == ENDED:
        desk.house.count("already_ended")
    else:
        abandon(desk, contact, at)


def _accepted(desk: Desk, contact: Contact, data: Mapping[str, Any], _at: int) -> None:
    """The manager takes what he was asked to take; where offers are off, the mark from which service counts."""
    if stands(desk, contact, data["manager_id"], data["reservation_id"]):
        accept(desk, contact)
        return
    offers = desk.tables is not None and desk.tables.offer_timeout_ms is not None
    if (
        offers
        or contact.status != ASSIGNED
        or contact.manager_id != data["manager_id"]
        or contact.answered_at is not None
    ):
        desk.house.count("stale_answer")
        return
    contact.answered_at = desk.clock
    touch_contact(desk, contact)


def _declined(desk: Desk, contact: Contact, data: Mapping[str, Any], at: int) -> None:
    """The manager turns down what he was asked to take."""
    if stands(desk, contact, data["manager_id"], data["reservation_id"]):
        decline(desk, contact, at)
        return
    desk.house.count("stale_answer")


def _reassigned(desk: Desk, contact: Contact, data: Mapping[str, Any], at: int) -> None:
    """A person's act is a fact, whatever presence, skills and capacity say."""
    manager = desk.managers.get(data["manager_id"])
    if contact.status == ENDED:
        _refuse(desk, contact.id, data, "contact_over")
    elif manager is None or not manager.employed:
        _refuse(
            desk, contact.id, data, "manager_unknown" if manager is None or manager.left_at is None else "manager_left"
        )
    elif contact.manager_id == manager.id and contact.status == ASSIGNED:
        desk.house.count("already_there")
    else:
        flags = [] if contact.need is None else refusal_flags(manager, contact.need)
        if is_walled_off(desk, contact, manager.id):
            flags.append("wall")
            through_a_wall(desk, contact, manager.id)
        move_by_hand(desk, contact, manager, data["by"], flags, at)


_WHY = {
    "contact_over": ("the contact is over", "обращение уже завершено"),
    "manager_unknown": ("the desk does not know the manager", "менеджер на этом участке неизвестен"),
    "manager_left": ("the manager has left", "менеджер больше не работает"),
}


def _refuse(desk: Desk, contact_id: str, data: Mapping[str, Any], why: str) -> None:
    desk.house.count("act_refused")
    figures = {"manager_id": data["manager_id"], "by": data["by"], "why": why}
    words = (
        f"Contact {contact_id} was not moved to {data['manager_id']}: {_WHY[why][0]}.",
        f"Обращение {contact_id} не передано {data['manager_id']}: {_WHY[why][1]}.",
    )
    alert(desk, "act_refused", contact_id, desk.clock, figures, words)


_FOLLOWING = {
    "contact.closed": _closed,
    "contact.abandoned": _abandoned,
    "contact.accepted": _accepted,
    "contact.declined": _declined,
    "contact.reassigned": _reassigned,
}
