"""A contact is given to somebody: offered, assigned by the router, by an accept or by hand."""

from typing import Any

from models.ids import decision_id
from models.instants import format_instant
from tests.oracle import choice, coverages, introductions, people, ramp, walls
from tests.oracle.explaining import explain
from tests.oracle.messages import Said, coverage, decision
from tests.oracle.records import Contact, Data, Holding, Manager, Offer, Record
from tests.oracle.state import Desk


def give(desk: Desk, contact: Contact, manager: Manager, word: str, seen: choice.Look, cause: Data) -> list[Said]:
    """What the router does with the best candidate: ask him where the policy says so, else assign."""
    before = people.load(desk, manager.id)
    values = _weighed(desk, contact, manager, word, seen)
    if ramp.runs(desk, manager):
        manager.given_at.append(desk.now)
    if not desk.rules.offer.enabled:
        return _assigned(desk, contact, manager, word, cause, before, values)
    expires_at = desk.now + desk.rules.offer.timeout_s * 1000
    values["reservation_id"] = decision_id(desk.id, desk.seq + 1)
    contact.offer = Offer(manager.id, values["reservation_id"], desk.now, expires_at, desk.record, dict(values), word)
    contact.status, contact.origin = "offered", word
    contact.step, contact.split_reason = values["step"], values["split_reason"]
    coverages.note(desk)
    values |= _loads(desk, manager, before) | {"expires_at": format_instant(expires_at)}
    return [decision(desk, contact, cause, "contact.offered", "offered", **values)]


def accepted(desk: Desk, contact: Contact, cause: Data) -> list[Said]:
    """The accept is the assignment; it repeats what the offer said."""
    offer = contact.offer
    assert offer is not None
    manager = desk.managers[offer.manager_id]
    before = people.load(desk, manager.id)
    return _assigned(desk, contact, manager, offer.word, cause, before, offer.repeated)


def by_hand(desk: Desk, contact: Contact, manager: Manager, cause: Data, fields: Data) -> list[Said]:
    """A person gives it."""
    before = people.load(desk, manager.id)
    values = _weighed(desk, contact, manager, "manual", None) | fields
    return _assigned(desk, contact, manager, "manual", cause, before, values)


def _weighed(desk: Desk, contact: Contact, manager: Manager, word: str, seen: choice.Look | None) -> Data:
    step = None
    if seen is not None:
        words = choice.words_of(desk, contact)
        step = next(index for index in seen.open_steps if word in words[index])
    return {
        "origin": word,
        "step": step,
        "split_reason": choice.split_reason(desk, contact, manager.id, word, seen),
        "explanation": None if seen is None else explain(desk, contact, seen),
        **introductions.introducer(desk, contact, manager),
    }


def _assigned(
    desk: Desk, contact: Contact, manager: Manager, word: str, cause: Data, before: int, values: dict[str, Any]
) -> list[Said]:
    """It is his; a coverage in nobody's plan starts with that."""
    said: list[Said] = []
    coverage_id, offer = desk.coverage(contact), contact.offer
    known = contact.data["client_id"] in desk.clients
    walled = walls.refused(desk, contact, manager.id)
    started = known and not walled and coverages.lead(desk, coverage_id) is None
    renamed, kept = False, desk.records.get(coverage_id)
    if started:
        desk.records[coverage_id] = Record(manager.id, people.new_backup(desk, contact, manager.id), word, desk.now)
    elif kept is not None and kept.backup is not None and not desk.employed(kept.backup):
        kept.backup = people.new_backup(desk, contact, coverages.lead(desk, coverage_id))
        renamed = kept.lead is not None  # of one without a lead on record nobody is told
    contact.status, contact.origin, contact.offer = "assigned", word, None
    contact.step, contact.split_reason, contact.answered_at = values["step"], values["split_reason"], None
    if contact.first_held_at is None:
        contact.first_held_at = desk.now
    began = (desk.record, desk.now) if offer is None else (offer.record, offer.made_at)
    contact.holdings.append(Holding(manager.id, desk.seq + 1, desk.now, record=began[0], began_at=began[1]))
    introductions.remember(desk, contact, manager.id)
    coverages.note(desk)
    kind = "contact.reassigned" if word == "manual" else "contact.assigned"
    fields = values | _loads(desk, manager, before)
    said.append(decision(desk, contact, cause, kind, "assigned", **fields))
    manager.last_seq, manager.last_assigned_at = desk.seq, desk.now
    if started:
        said.append(coverage(desk, coverage_id, "coverage.started", desk.records[coverage_id], None))
    elif renamed:
        said.append(coverage(desk, coverage_id, "coverage.started", desk.records[coverage_id], "backup_left"))
    return said


def _loads(desk: Desk, manager: Manager, before: int) -> Data:
    return {
        "manager_id": manager.id,
        "load_before": before,
        "load_after": people.load(desk, manager.id),
        "capacity": people.capacity(desk, manager),
    }
