"""What happens to one contact after its opening: ended, given, moved by a person."""

from typing import Any

from models.instants import format_instant
from tests.oracle import choice, people
from tests.oracle.messages import Said, alert, coverage, decision
from tests.oracle.state import Contact, Data, Desk, Holding, Manager, Record


def on_contact(desk: Desk, kind: str, at: int, cause: Data, data: Data) -> list[Said]:
    """What is said of a contact after its opening."""
    contact = desk.contacts.get(data["contact_id"])
    live = contact is not None and contact.status != "over"
    if kind == "contact.reassigned":
        return _reassigned(desk, contact if live else None, at, cause, data)
    if contact is None or not live:
        return []
    if kind == "contact.accepted":
        if contact.holder == data["manager_id"] and contact.answered_at is None:
            contact.answered_at = desk.now
        return []
    if kind == "contact.closed":
        return _closed(desk, contact, at, cause, data)
    if kind == "contact.abandoned":
        return released(desk, contact, cause, "abandoned")
    return []  # contact.declined answers an offer, and there are none


def _closed(desk: Desk, contact: Contact, at: int, cause: Data, data: Data) -> list[Said]:
    fields: Data = {"outcome": data["outcome"], "served_s": None, "held_units_until": None}
    holder = contact.holder
    before = None if holder is None else people.load(desk, holder)
    if holder is not None:
        since = contact.holdings[-1].since if contact.answered_at is None else contact.answered_at
        fields["served_s"] = (desk.now - since) // 1000
        held_s = getattr(desk.rules.wrap_up_s, contact.data["channel"])
        _let_go(desk, contact)
        if held_s:
            contact.wrap_up = (holder, at, at + held_s * 1000)
            fields["held_units_until"] = format_instant(contact.wrap_up[2])
    contact.status = "over"
    return [
        decision(desk, contact, cause, "contact.finished", "finished", **_had(desk, contact, holder, before), **fields)
    ]


def released(desk: Desk, contact: Contact, cause: Data, reason: str) -> list[Said]:
    holder = contact.holder
    before = None if holder is None else people.load(desk, holder)
    if holder is not None:
        _let_go(desk, contact)
    contact.status = "over" if reason == "abandoned" else "waiting"
    fields = _had(desk, contact, holder, before)
    said = [decision(desk, contact, cause, "contact.released", "released", reason=reason, **fields)]
    if contact.status == "waiting":
        contact.attempt += 1
        contact.entered, contact.refused_said, contact.open_before = False, None, ()
        contact.origin = contact.step = contact.split_reason = contact.answered_at = contact.first_held_at = None
    return said


def _had(desk: Desk, contact: Contact, holder: str | None, before: int | None) -> Data:
    if holder is None:
        return {}
    return {
        "waited_until": contact.first_held_at,
        "manager_id": holder,
        "origin": contact.origin,
        "step": contact.step,
        "split_reason": contact.split_reason,
        "load_before": before,
        "load_after": people.load(desk, holder),
        "capacity": people.capacity(desk, desk.managers[holder]),
    }


def _let_go(desk: Desk, contact: Contact) -> None:
    desk.ends += 1
    contact.holdings[-1].ended_at, contact.holdings[-1].end_order = desk.now, desk.ends
    contact.status = "waiting"


def _reassigned(desk: Desk, contact: Contact | None, at: int, cause: Data, data: Data) -> list[Said]:
    manager = desk.managers.get(data["manager_id"])
    if contact is None or manager is None or not manager.employed:
        return [alert(desk, cause, "act_refused", data["contact_id"], desk.now)]
    former = contact.holder
    if former == manager.id:
        return []
    flags = {
        "over_capacity": people.over_capacity(desk, contact, manager) or people.over_channel(desk, contact, manager),
        "absent": not people.available(desk, manager),
        "skill": people.lacks_skill(desk, contact, manager) or people.lacks_grade(desk, contact, manager),
    }
    if former is not None:
        _let_go(desk, contact)
    fields = {
        "waited_until": None if former is None else contact.first_held_at,
        "previous_manager_id": former,
        "by": data["by"],
        "flags": [flag for flag, holds in flags.items() if holds],
    }
    return assign(desk, contact, manager, "manual", None, cause, fields)


def assign(
    desk: Desk, contact: Contact, manager: Manager, word: str, seen: choice.Look | None, cause: Data, fields: Data
) -> list[Said]:
    """Give the contact to the manager, by the router or by hand; a coverage in nobody's plan starts with that."""
    said: list[Said] = []
    coverage_id, before = desk.coverage(contact), people.load(desk, manager.id)
    split = choice.split_reason(desk, contact, manager.id, word)
    explanation = None if seen is None else choice.explain(desk, contact, seen)
    step = None
    if seen is not None:
        words = choice.words_of(desk, contact)
        step = next(index for index in seen.open_steps if word in words[index])
    renamed = False
    known = contact.data["client_id"] in desk.clients
    started = known and desk.record(coverage_id) is None and not desk.plans(coverage_id)
    kept = desk.records.get(coverage_id)
    if started:
        desk.records[coverage_id] = Record(manager.id, people.new_backup(desk, contact, manager.id), word, desk.now)
    elif kept is not None and kept.backup is not None and not desk.employed(kept.backup):
        kept.backup = people.new_backup(desk, contact, desk.lead(coverage_id))
        renamed = kept.lead is not None  # of one without a lead on record nobody is told
    contact.status, contact.origin, contact.step, contact.split_reason = "assigned", word, step, split
    contact.explanation, contact.answered_at = explanation, None
    if contact.first_held_at is None:
        contact.first_held_at = desk.now
    kind = "contact.reassigned" if word == "manual" else "contact.assigned"
    contact.holdings.append(Holding(manager.id, desk.seq + 1, desk.now))
    values: dict[str, Any] = {
        "manager_id": manager.id,
        "origin": word,
        "step": step,
        "split_reason": split,
        "load_before": before,
        "load_after": people.load(desk, manager.id),
        "capacity": people.capacity(desk, manager),
        "explanation": explanation,
        **fields,
    }
    said.append(decision(desk, contact, cause, kind, "assigned", **values))
    manager.last_seq, manager.last_assigned_at = desk.seq, desk.now
    if started:
        said.append(coverage(desk, coverage_id, "coverage.started", desk.records[coverage_id], None))
    elif renamed:
        said.append(coverage(desk, coverage_id, "coverage.started", desk.records[coverage_id], "backup_left"))
    return said
