"""The messages of a desk, in the contract's field order, encoded once."""

from collections.abc import Mapping
from typing import Any, Final

from models.cloudevent import encode
from models.ids import decision_id, message_id
from models.instants import format_instant
from models.messages.told import ALERTS, ASSIGNMENTS, COVERAGE
from models.unit import Message
from rules.desk.choosing import View, explanation
from rules.desk.client import Coverage
from rules.desk.contact import ASSIGNED, Contact
from rules.desk.desk import Desk
from rules.desk.expecting import expected_wait_s
from rules.desk.naming import backup_of
from rules.desk.steps import next_opening
from rules.desk.told_of_serving import tell_lead

PUBLIC_REASON: Final = "waiting"
"""All that a channel facing the client is told: neutral, whatever the refusals."""

_STATUS: Final = {
    "contact.assigned": "assigned",
    "contact.offered": "offered",
    "contact.reassigned": "assigned",
    "contact.queued": "queued",
    "contact.escalated": "queued",
    "contact.released": "released",
    "contact.finished": "finished",
}


def next_seq(desk: Desk) -> int:
    """The number of the desk's next decision; 0 before a first policy, when nothing is decided."""
    if desk.tables is not None:
        desk.seq += 1
    return desk.seq


def decision(
    desk: Desk,
    contact: Contact,
    kind: str,
    seq: int,
    view: View | dict[str, Any] | None = None,
    **more: Any,
) -> None:
    """
    Publish one decision; `more` says what differs from the contact's own state.

    A View is one of a contact that waits still; a dict is an explanation told before the act.
    """
    tables, line = desk.tables, contact.line
    if tables is None:
        return
    assert line is not None
    queued = _STATUS[kind] == "queued"
    data = desk.snapshot_of(contact.client_id)
    opening = next_opening(desk, contact) if queued else None
    place = desk.waiting.place(contact, desk.clock, tables) if queued else None
    waited = (desk.clock - contact.opened_at) // 1000 if contact.assigned_at is None else contact.waited_s
    now = desk.work.now
    identifier = decision_id(desk.id, seq)
    told: dict[str, Any] = {
        "decision_id": identifier,
        "seq": seq,
        "epoch": desk.house.epoch,
        "attempt": contact.attempt,
        "contact_id": contact.id,
        "client_id": contact.client_id,
        "coverage_id": contact.coverage_id,
        "desk_id": desk.id,
        "cause": desk.work.cause,
        "decided_at": now,
        "opened_at": desk.written(contact.opened_at),
        "waited_s": waited,
        "policy_version": tables.version,
        "line": line.index,
        "segment": None if data is None else data["segment"],
        "tier": "standard" if data is None else data["tier"],
        "channel": contact.channel,
        "weight": contact.weight,
        "priority": contact.priority,
        "status": _STATUS[kind],
        "manager_id": contact.manager_id,
        "previous_manager_id": None,
        "backup_id": backup_of(desk, contact, desk.coverages[contact.coverage_id]),
        "introduced_by": None,
        "introduced_why": None,
        "origin": contact.origin,
        "step": contact.step,
        "split_reason": contact.split_reason,
        "reservation_id": None,
        "expires_at": None,
        "by": None,
        "flags": [],
        "reason": None,
        "load_before": None,
        "load_after": None,
        "capacity": None,
        "choice_fee_minor": _choice_fee(desk, contact) if contact.origin == "chosen" else 0,
        "next_step_at": None if opening is None else format_instant(opening),
        "expected_wait_s": None if place is None else expected_wait_s(desk, contact, place.before_of_line),
        "position": None if place is None else place.position,
        "public_reason": PUBLIC_REASON if queued else None,
        "explanation": explanation(desk, contact, view) if isinstance(view, View) else view,
    }
    if more:
        told.update(more)
    value = encode(id=identifier, source=desk.house.source, type=kind, time=now, subject=contact.id, data=told)
    desk.work.out.append(Message(ASSIGNMENTS, contact.id.encode(), value, kind, desk.work.at))


def _choice_fee(desk: Desk, contact: Contact) -> int:
    """The fee the bank asks for the client's own choice."""
    if contact.manager_id is None:
        return 0
    dossier = desk.managers[contact.manager_id].profile["dossier"]
    fee: int = 0 if dossier is None else dossier["choice_fee_minor"]
    return fee


def message(desk: Desk, topic: str, kind: str, key: str, data: Mapping[str, Any]) -> Message:
    """A message that is no decision, numbered by its place in its command."""
    identifier = message_id(desk.id, desk.seq, kind, key, len(desk.work.out))
    value = encode(id=identifier, source=desk.house.source, type=kind, time=desk.work.now, subject=key, data=data)
    return Message(topic, key.encode(), value, kind, desk.work.at)


def coverage_message(desk: Desk, coverage: Coverage, kind: str, lead: str, reason: str | None) -> None:
    """Publish that a coverage has, or has lost, its lead."""
    if desk.tables is None:
        return
    tell_lead(desk, coverage, lead if kind == "coverage.started" else None)
    data = {
        "coverage_id": coverage.id,
        "desk_id": desk.id,
        "manager_id": lead,
        "backup_id": coverage.backup,
        "origin": coverage.origin,
        "reason": reason,
        "seq": desk.seq,
    }
    desk.work.out.append(message(desk, COVERAGE, kind, f"{desk.id}/{coverage.id}", data))


def alert(
    desk: Desk,
    kind: str,
    subject: str,
    since: int,
    figures: Mapping[str, Any],
    words: tuple[str, str],
    *,
    cleared: bool = False,
) -> None:
    """Publish an alert; `words` in English and Russian."""
    if desk.tables is None:
        return
    data = {
        "kind": kind,
        "subject_id": subject,
        "desk_id": desk.id,
        "seq": desk.seq,
        "since": format_instant(since),
        "cause": desk.work.cause,
        "figures": figures,
        "message": {"en": words[0], "ru": words[1]},
        "cleared": cleared,
    }
    desk.work.out.append(message(desk, ALERTS, f"alert.{kind}", subject, data))


__all__ = ["ASSIGNED", "alert", "coverage_message", "decision", "message", "next_seq"]
