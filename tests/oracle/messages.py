"""What is said, in the contract's words and order."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from models.ids import decision_id
from models.instants import format_instant
from tests.oracle import choice, coverages, health, people
from tests.oracle.built import EXPECTED_WAIT
from tests.oracle.explaining import explain
from tests.oracle.records import Contact, Data, Manager, Record
from tests.oracle.state import Desk


class Said(NamedTuple):
    """One message, its data still plain; None is a null value."""

    topic: str
    key: str
    type: str
    data: Data | None


ASSIGNMENTS: Final = "kontor.assignments"
COVERAGE: Final = "kontor.coverage"
LOADS: Final = "kontor.manager-loads"
ALERTS: Final = "kontor.alerts"


def decision(
    desk: Desk,
    contact: Contact,
    cause: Data,
    kind: str,
    status: str,
    *,
    waited_until: int | None = None,
    **fields: Any,
) -> Said:
    """One decision with the desk's next number; what is not given is null."""
    desk.seq += 1
    client = desk.client(contact)
    line, _ = desk.line_of(contact)
    until = desk.now if waited_until is None else waited_until
    data: Data = {
        "decision_id": decision_id(desk.id, desk.seq),
        "seq": desk.seq,
        "epoch": 0,
        "attempt": contact.attempt,
        "contact_id": contact.id,
        "client_id": contact.data["client_id"],
        "coverage_id": desk.coverage(contact),
        "desk_id": desk.id,
        "cause": cause,
        "decided_at": format_instant(desk.now),
        "opened_at": format_instant(contact.start),
        "waited_s": (until - contact.start) // 1000,
        "policy_version": desk.rules.version,
        "line": line,
        "segment": client.get("segment"),
        "tier": client.get("tier", "standard"),
        "channel": contact.data["channel"],
        "weight": desk.weight(contact),
        "priority": contact.data["priority"],
        "status": status,
        "manager_id": None,
        "previous_manager_id": None,
        "backup_id": people.backup(desk, contact),
        "introduced_by": None,
        "introduced_why": None,
        "origin": None,
        "step": None,
        "split_reason": None,
        "reservation_id": None,
        "expires_at": None,
        "by": None,
        "flags": [],
        "reason": None,
        "load_before": None,
        "load_after": None,
        "capacity": None,
        "choice_fee_minor": 0,
        "next_step_at": None,
        "expected_wait_s": None,
        "position": None,
        "public_reason": None,
        "explanation": None,
    }
    unknown = set(fields) - set(data) - {"outcome", "served_s", "held_units_until"}
    assert not unknown, unknown
    return Said(ASSIGNMENTS, contact.id, kind, data | fields)


def waiting_fields(desk: Desk, contact: Contact, seen: choice.Look) -> Data:
    """What is said of one who waits."""
    _, line = desk.line_of(contact)
    order = choice.queue(desk)
    later = [at for at in (choice.opening(contact, step) for step in line.steps) if at > desk.now]
    return {
        "expected_wait_s": health.expected_wait_s(desk, contact, order) if EXPECTED_WAIT else None,
        "next_step_at": format_instant(min(later)) if later else None,
        "position": order.index(contact) + 1,
        "public_reason": "waiting",
        "explanation": explain(desk, contact, seen),
    }


def book(desk: Desk, manager: Manager) -> Data:
    """The coverages he leads, and how many clients they have."""
    known = {*desk.records, *(client["coverage_id"] for client in desk.clients.values())}
    mine = [coverage_id for coverage_id in known if coverages.lead(desk, coverage_id) == manager.id]
    clients = sum(client["coverage_id"] in mine for client in desk.clients.values())
    return {"groups": len(mine), "clients": clients, "margin_share_max_ppm": None, "hhi": None}


def load_row(desk: Desk, manager: Manager, held_back: Mapping[str, str]) -> Data:
    """What a manager holds, counted anew."""
    held = people.open_contacts(desk, manager.id)
    after = people.wrap_ups(desk, manager.id)
    far = people.held_elsewhere(desk, manager.id)
    channels = [contact.data["channel"] for contact in [*held, *after]] + [channel for channel, _, _ in far]
    return {
        "manager_id": manager.id,
        "desk_id": desk.id,
        "presence": manager.state,
        "until": None if manager.until is None else format_instant(manager.until),
        "load": people.load(desk, manager.id),
        "capacity": people.capacity(desk, manager),
        "wrap_up_units": sum(desk.weight(contact) for contact in after)
        + sum(desk.units(channel, complexity) for channel, complexity, wraps in far if wraps),
        "open_contacts": len(held) + sum(not wraps for _, _, wraps in far),
        "by_channel": {channel: channels.count(channel) for channel in sorted(set(channels))},
        "channels": manager.snapshot["channels"],
        "set_aside": manager.set_aside,
        "held_back_for": held_back.get(manager.id),
        "book": book(desk, manager),
        "last_assigned_at": None if manager.last_assigned_at is None else format_instant(manager.last_assigned_at),
        "at": format_instant(desk.now),
        "seq": desk.seq,
    }


def loads(desk: Desk, left: str | None, held_back: Mapping[str, str]) -> list[Said]:
    """A row for each manager whose row changed in anything but its instant and number."""
    said = []
    for manager_id in sorted(desk.managers):
        manager = desk.managers[manager_id]
        row = load_row(desk, manager, held_back)
        if manager.employed or manager_id == left:
            before = desk.rows_said.get(manager_id)
            if (
                before is None
                or manager_id == left
                or any(before[key] != row[key] for key in row if key not in ("at", "seq"))
            ):
                said.append(Said(LOADS, manager_id, "manager.load", row))
                desk.rows_said[manager_id] = row
        if manager_id == left:
            said.append(Said(LOADS, manager_id, "manager.load", None))
            desk.rows_said.pop(manager_id, None)
    return said


def alert(desk: Desk, cause: Data, kind: str, subject: str, since: int, *, cleared: bool = False) -> Said:
    """An alert; its figures and sentences are not the oracle's business."""
    data = {
        "kind": kind,
        "subject_id": subject,
        "desk_id": desk.id,
        "seq": desk.seq,
        "since": format_instant(since),
        "cause": cause,
        "cleared": cleared,
    }
    return Said(ALERTS, subject, f"alert.{kind}", data)


def coverage(desk: Desk, coverage_id: str, kind: str, record: Record, reason: str | None) -> Said:
    """A coverage starts or ends."""
    data = {
        "coverage_id": coverage_id,
        "desk_id": desk.id,
        "manager_id": record.lead,
        "backup_id": record.backup,
        "origin": record.origin,
        "reason": reason,
        "seq": desk.seq,
    }
    return Said(COVERAGE, f"{desk.id}/{coverage_id}", kind, data)
