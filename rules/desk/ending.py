"""A contact is over, or a manager loses it."""

from heapq import heappush
from typing import Any

from models.instants import format_instant
from rules.desk.client import Served
from rules.desk.contact import ASSIGNED, ENDED, OFFERED, WAITING, Contact
from rules.desk.desk import Desk
from rules.desk.due import Due
from rules.desk.keeping import renew_lead, tell_naming, touch_contact
from rules.desk.membership import drop_if_empty, part
from rules.desk.naming import client_of, coverage_of
from rules.desk.placing import enqueue, take_out
from rules.desk.publish import decision, next_seq
from rules.desk.service import remember_first, tell_over
from rules.desk.serving import let_go, undo
from rules.desk.staff import Manager


def finish(desk: Desk, contact: Contact, outcome: str | None, at: int) -> None:
    """The service is over, by anybody or nobody."""
    tell_over(desk, contact, left=False)
    seq = next_seq(desk)
    more: dict[str, Any] = {"outcome": outcome, "served_s": None, "held_units_until": None}
    manager = _holder(desk, contact)
    if manager is not None:
        before = manager.load
        assigned_at = contact.assigned_at
        since = assigned_at if contact.answered_at is None else contact.answered_at
        held = contact.status == ASSIGNED
        if held:
            more["served_s"] = 0 if since is None else (desk.clock - since) // 1000
        _lose(desk, contact, manager, at, seq)
        wrap_up = 0 if desk.tables is None or not held else desk.tables.wrap_up_ms[contact.channel]
        if wrap_up:
            until = at + wrap_up
            more["held_units_until"] = format_instant(until)
            if until > desk.clock:
                contact.wrap_until = until
                manager.wrap_up(contact)
                desk.due.put(until, Due.WRAP_UP_END, contact.id)
        if assigned_at is not None and held:
            place = desk.pace.add(max(desk.clock, at + wrap_up) - (contact.offered_at or assigned_at))
            desk.house.touch("pace", desk.id, str(place))
        more |= {"load_before": before, "load_after": manager.load, "capacity": manager.capacity}
    decision(desk, contact, "contact.finished", seq, **more)
    _end(desk, contact, at)


def abandon(desk: Desk, contact: Contact, at: int) -> None:
    """The client left; nobody wraps up."""
    tell_over(desk, contact, left=True)
    _release(desk, contact, "abandoned", at)
    _end(desk, contact, at)


def lose_manager(desk: Desk, contact: Contact, reason: str, at: int) -> None:
    """Who had it, or was asked to take it, has it no more: back into the queue, with its age."""
    asked = contact.manager_id if contact.status == OFFERED else None
    _release(desk, contact, reason, at)
    remember_first(contact)
    contact.status, contact.manager_id = WAITING, None
    coverage = coverage_of(desk, contact.coverage_id)
    coverage.held.pop(contact.id, None)
    if asked is not None:
        undo(desk, coverage, asked)
    contact.origin = contact.step = contact.split_reason = None
    contact.assigned_at = contact.answered_at = contact.offered_at = contact.expires_at = None
    contact.offer_told = None
    contact.assigned_seq = contact.waited_s = 0
    contact.attempt += 1
    touch_contact(desk, contact)
    tell_naming(desk, coverage)
    if desk.tables is not None:
        enqueue(desk, contact)


def _release(desk: Desk, contact: Contact, reason: str, at: int) -> None:
    seq = next_seq(desk)
    more: dict[str, Any] = {"reason": reason}
    manager = _holder(desk, contact)
    if manager is not None:
        before = manager.load
        _lose(desk, contact, manager, at, seq)
        more |= {"load_before": before, "load_after": manager.load, "capacity": manager.capacity}
    decision(desk, contact, "contact.released", seq, **more)


def _holder(desk: Desk, contact: Contact) -> Manager | None:
    return None if contact.manager_id is None else desk.managers[contact.manager_id]


def _lose(desk: Desk, contact: Contact, manager: Manager, at: int, seq: int) -> None:
    """An assigned contact leaves its manager, who served its coverage last from now on."""
    manager.let_go(contact)
    desk.touch_load(manager, better=True)
    if contact.status == OFFERED:
        return  # being asked is no service
    client = client_of(desk, contact.client_id)
    client.served = Served(manager.id, seq, at)
    coverage = coverage_of(desk, client.coverage_id)
    coverage.end(client.served)
    let_go(desk, contact, coverage, manager.id, at)
    desk.house.touch("client", desk.id, client.id)


def _end(desk: Desk, contact: Contact, at: int) -> None:
    """The contact leaves the living; its row stays until the duplicates' horizon."""
    held = contact.status == ASSIGNED
    asked = contact.manager_id if contact.status == OFFERED else None
    if contact.id in desk.waiting.by_id:
        take_out(desk, contact)
    contact.status = ENDED
    contact.ended_at = desk.clock
    heappush(desk.ended, (desk.clock, contact.id))
    coverage = part(desk, contact)
    if asked is not None:
        undo(desk, coverage, asked)
    if held:
        renew_lead(desk, coverage, at)
        tell_naming(desk, coverage)
    drop_if_empty(desk, coverage)
    touch_contact(desk, contact)
