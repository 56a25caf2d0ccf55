"""Managers who are asked first: an offer stands until it is answered, runs out or is taken back."""

from typing import Any

from models.ids import decision_id
from models.instants import format_instant
from rules.desk.assigning import assign, hand_over, origin_of, split_reason
from rules.desk.contact import OFFERED, Contact
from rules.desk.desk import Desk
from rules.desk.due import Due
from rules.desk.ending import lose_manager
from rules.desk.introducing import introducer
from rules.desk.keeping import touch_contact
from rules.desk.naming import client_of, coverage_of
from rules.desk.placing import take_out
from rules.desk.presence import tell_fitness
from rules.desk.publish import alert, decision, next_seq
from rules.desk.ramp_up import count_given
from rules.desk.service import tell_named
from rules.desk.serving import begin, freshen
from rules.desk.staff import Manager


def give(desk: Desk, contact: Contact, manager: Manager, word: str, told: dict[str, Any]) -> None:
    """What the rules do with the best candidate: ask him where the policy says so, else it is his."""
    assert desk.tables is not None
    desk.service.give(contact, manager.id)
    desk.service.weigh(told["refused"])
    timeout_ms = desk.tables.offer_timeout_ms
    if timeout_ms is None:
        assign(desk, contact, manager, word, told)
        return
    coverage = coverage_of(desk, contact.coverage_id)
    split = split_reason(desk, contact, coverage, manager, word)
    introduced = introducer(desk, contact, coverage, manager)
    before = manager.load
    tell_named(desk, contact)
    take_out(desk, contact)
    seq = next_seq(desk)
    contact.status, contact.manager_id = OFFERED, manager.id
    coverage.held[contact.id] = contact
    contact.origin, contact.step = origin_of(contact, word)
    contact.split_reason = split
    contact.offered_at, contact.expires_at, contact.offer_seq = desk.clock, desk.clock + timeout_ms, seq
    contact.offer_told = introduced | {"explanation": told}
    freshen(desk, client_of(desk, contact.client_id))
    contact.held_since = desk.acts
    manager.hold(contact)
    begin(desk, coverage, manager.id, desk.acts)
    count_given(desk, manager)
    wait_for_answer(desk, contact)
    touch_contact(desk, contact)
    decision(
        desk, contact, "contact.offered", seq, reservation_id=decision_id(desk.id, seq),
        expires_at=format_instant(contact.expires_at), load_before=before, load_after=manager.load,
        capacity=manager.capacity, **contact.offer_told,
    )  # fmt: skip
    desk.touch_load(manager, better=False)


def wait_for_answer(desk: Desk, contact: Contact) -> None:
    """Note when the offer of a contact runs out."""
    assert contact.expires_at is not None
    desk.due.put(contact.expires_at, Due.OFFER_TIMEOUT, contact.id)


def stands(desk: Desk, contact: Contact, manager_id: str, reservation_id: str | None) -> bool:
    """Whether an answer is to the offer that stands."""
    if contact.status != OFFERED or contact.manager_id != manager_id:
        return False
    return reservation_id is None or reservation_id == decision_id(desk.id, contact.offer_seq)


def accept(desk: Desk, contact: Contact) -> None:
    """The accept is the assignment; it repeats what the offer said."""
    assert contact.manager_id is not None
    manager = desk.managers[contact.manager_id]
    manager.missed = 0
    told = {"reservation_id": decision_id(desk.id, contact.offer_seq)} | (contact.offer_told or {})
    coverage = coverage_of(desk, contact.coverage_id)
    hand_over(desk, contact, coverage, manager, contact.split_reason, "contact.assigned", **told)


def decline(desk: Desk, contact: Contact, at: int) -> None:
    """The manager turned it down: not offered to him again, and his row of misses is over."""
    manager = _turned_down(desk, contact)
    manager.missed = 0
    lose_manager(desk, contact, "declined", at)


def run_out(desk: Desk, contact: Contact) -> None:
    """Nobody answered in time: as a decline for the contact, and one miss for the manager."""
    manager = _turned_down(desk, contact)
    manager.missed += 1
    assert desk.tables is not None
    if manager.missed >= desk.tables.missed_limit and manager.set_aside_since is None:
        manager.set_aside_since = desk.clock
        tell_fitness(desk, manager)
        desk.touch_manager(manager, better=False)
        _say_set_aside(desk, manager, desk.clock, cleared=False)
    lose_manager(desk, contact, "timeout", desk.clock)


def _turned_down(desk: Desk, contact: Contact) -> Manager:
    assert contact.manager_id is not None
    manager = desk.managers[contact.manager_id]
    if manager.id not in contact.declined:
        contact.declined = (*contact.declined, manager.id)
    contact.tries += 1
    desk.house.touch("manager", desk.id, manager.id)
    return manager


def take_back(desk: Desk, manager: Manager, at: int) -> None:
    """He went away: what he was asked to take goes to others."""
    pending = [each for each in manager.held.values() if each.status == OFFERED]
    for contact in sorted(pending, key=lambda each: each.age_key):
        lose_manager(desk, contact, "rescinded", at)


def begin_anew(desk: Desk, manager: Manager) -> None:
    """A new row of misses; nobody stays set aside."""
    manager.missed = 0
    since, manager.set_aside_since = manager.set_aside_since, None
    if since is not None:
        desk.touch_manager(manager, better=False)
        _say_set_aside(desk, manager, since, cleared=True)


def _say_set_aside(desk: Desk, manager: Manager, since: int, *, cleared: bool) -> None:
    missed = 0 if desk.tables is None else desk.tables.missed_limit
    words = (
        (f"{manager.id} is offered contacts again.", f"{manager.id} снова получает предложения.")
        if cleared
        else (f"{manager.id} missed {missed} offers in a row.", f"{manager.id} не ответил на {missed} предл. подряд.")
    )
    alert(desk, "manager_set_aside", manager.id, since, {"missed_in_a_row": missed}, words, cleared=cleared)
