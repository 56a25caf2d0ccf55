"""A manager gets a contact: by the rules, or by a person's hand."""

from typing import Any

from models.messages.explanation import REFUSALS
from rules.desk.choosing import refusal_of
from rules.desk.client import Coverage
from rules.desk.concentration import may_start
from rules.desk.contact import ASSIGNED, OFFERED, Contact
from rules.desk.desk import Desk
from rules.desk.introducing import introducer, remember
from rules.desk.keeping import renew_lead, tell_naming, touch_contact
from rules.desk.naming import client_of, coverage_of, lead_despite_walls, lead_of
from rules.desk.need import Need
from rules.desk.placing import take_out
from rules.desk.publish import coverage_message, decision, next_seq
from rules.desk.ramp_up import count_given
from rules.desk.rank import tie_hash
from rules.desk.service import remember_first, tell_named
from rules.desk.serving import begin, end, freshen, let_go, undo
from rules.desk.staff import Manager
from rules.desk.talking import tell_tariffs
from rules.desk.told_of_serving import tell_holder
from rules.desk.walls import walled

SPLITS = {"grade": "skill", "set_aside": "not_present", "channel_limit": "at_capacity"}
"""Refusals that count as another one where a split is explained."""


def assign(desk: Desk, contact: Contact, manager: Manager, word: str, told: dict[str, Any]) -> None:
    """Give a waiting contact to the candidate that won by `word`; `told` is the explanation."""
    coverage = desk.coverages[contact.coverage_id]
    split = split_reason(desk, contact, coverage, manager, word)
    contact.origin, contact.step = origin_of(contact, word)
    introduced = introducer(desk, contact, coverage, manager)
    hand_over(desk, contact, coverage, manager, split, "contact.assigned", explanation=told, **introduced)
    count_given(desk, manager)


def origin_of(contact: Contact, word: str) -> tuple[str, int | None]:
    """How a decision tells where its manager comes from, and by which step: his word, or another desk's help."""
    assert contact.words is not None
    if contact.home is None:
        return word, contact.words.step_of[contact.words.words.index(word)]
    assert contact.line is not None
    return "overflow", contact.line.overflow_step


def move_by_hand(desk: Desk, contact: Contact, manager: Manager, by: str, flags: list[str], at: int) -> None:
    """A person gave a live contact to another manager, whatever the rules say."""
    coverage = coverage_of(desk, contact.coverage_id)
    lead = contact.home_lead or lead_despite_walls(desk, coverage)
    split = None if lead is None or lead == manager.id else "by_hand"
    introduced = introducer(desk, contact, coverage, manager)
    former = None if contact.manager_id is None else desk.managers[contact.manager_id]
    if former is not None:
        remember_first(contact)
        former.let_go(contact)
        if contact.status == OFFERED:
            contact.manager_id = None
            undo(desk, coverage, former.id)
        else:
            let_go(desk, contact, coverage, former.id, at)
            contact.manager_id = None
        renew_lead(desk, coverage, at)
        desk.touch_load(former, better=True)
    contact.origin, contact.step = "manual", None
    previous = None if former is None else former.id
    contact.offered_at = None
    hand_over(
        desk,
        contact,
        coverage,
        manager,
        split,
        "contact.reassigned",
        previous_manager_id=previous,
        by=by,
        flags=flags,
        **introduced,
    )


def hand_over(
    desk: Desk,
    contact: Contact,
    coverage: Coverage,
    manager: Manager,
    split: str | None,
    kind: str,
    **more: Any,
) -> None:
    """It is his. One he was asked to take he holds already."""
    before = manager.load
    tell_named(desk, contact)
    if contact.id in desk.waiting.by_id:
        take_out(desk, contact)
    first = contact.assigned_at is None and contact.first_assigned_at is None
    if contact.assigned_at is None:
        contact.waited_s = (desk.clock - contact.opened_at) // 1000
    seq = next_seq(desk)
    freshen(desk, client_of(desk, contact.client_id))
    contact.status, contact.manager_id = ASSIGNED, manager.id
    coverage.held[contact.id] = contact
    contact.assigned_at, contact.assigned_seq, contact.answered_at = desk.clock, seq, None
    contact.split_reason = split
    if contact.id not in manager.held:
        contact.held_since = desk.acts
        manager.hold(contact)
    begin(desk, coverage, manager.id, contact.held_since)
    contact.offer_told = None
    remember(desk, contact, coverage, manager)
    manager.last_seq, manager.last_at = seq, desk.clock
    touch_contact(desk, contact)
    desk.house.touch("manager", desk.id, manager.id)
    started, renamed = _cover(desk, contact, coverage, manager)
    decision(desk, contact, kind, seq, load_before=before, load_after=manager.load, capacity=manager.capacity, **more)
    if started:
        coverage_message(desk, coverage, "coverage.started", manager.id, None)
    elif renamed and coverage.lead is not None:
        coverage_message(desk, coverage, "coverage.started", coverage.lead, "backup_left")
    desk.touch_load(manager, better=False)
    tell_naming(desk, coverage)
    if first and kind == "contact.assigned":
        tell_tariffs(desk, contact, manager.id, seq)
    else:
        tell_holder(desk, contact, manager.id)


def _cover(desk: Desk, contact: Contact, coverage: Coverage, manager: Manager) -> tuple[bool, bool]:
    """Start a coverage that nobody leads, name a backup anew where his has gone; tell which of the two happened."""
    assert contact.need is not None or desk.tables is None
    data = desk.snapshot_of(contact.client_id)
    tables = desk.tables
    if tables is None or contact.need is None:
        return False, False
    starts = (
        lead_of(desk, coverage) is None
        and contact.home_lead is None
        # Whom a wall keeps from it, though a person gave him a contact, starts nothing: an assignment elsewhere does.
        and not walled(desk, coverage, manager.id)
        # A client nobody knows may be of a holding that is somebody's.
        and data is not None
        and may_start(desk, manager, coverage)
    )
    renames = not starts and coverage.backup is not None and coverage.backup not in desk.employed
    if starts:
        if coverage.lead is not None:
            end(desk, coverage, coverage.lead, desk.work.at)
        coverage.lead_since, coverage.lead_at = desk.acts, desk.clock
        coverage.lead, coverage.origin, coverage.recorded = manager.id, contact.origin, True
    if starts or renames:
        lead = manager.id if starts else lead_of(desk, coverage)
        asked = None if data is None else data["backup_manager_id"]
        _name_backup(desk, coverage, lead, asked, contact.need)
    if coverage.lead == manager.id:
        renew_lead(desk, coverage, desk.work.at)
    if starts or renames:
        desk.house.touch("coverage", desk.id, coverage.id)
    return starts, renames


def _name_backup(desk: Desk, coverage: Coverage, lead: str | None, asked: str | None, need: Need) -> None:
    """The client's own, if he can be; else the best by grade, fewest coverages as backup, and a stable hash."""
    former = desk.managers.get(coverage.backup) if coverage.backup is not None else None
    if former is not None:
        former.backup_of -= 1
    # Of whom it is not known yet whom he served elsewhere, a wall may stand between him and the coverage.
    known = None if asked is None else desk.employed.get(asked)
    if known is not None and asked != lead and not known.awaits and not walled(desk, coverage, known.id):
        coverage.backup = known.id
    else:
        there = (each for each in desk.employed.values() if each.id != lead and not each.awaits)
        able = [each for each in there if desk.suits(each, need)]
        if desk.rivals.walled(coverage.id):
            able = [each for each in able if not walled(desk, coverage, each.id)]
        least = min(((-each.grade, each.backup_of) for each in able), default=None)
        tied = [each.id for each in able if (-each.grade, each.backup_of) == least]
        coverage.backup = min(tied, key=lambda each: tie_hash(coverage.id, each), default=None)
    if coverage.backup is not None:
        desk.managers[coverage.backup].backup_of += 1


def split_reason(desk: Desk, contact: Contact, coverage: Coverage, manager: Manager, word: str) -> str | None:
    """Why an assignment by the rules does not go to the coverage's lead."""
    lead = contact.home_lead or lead_despite_walls(desk, coverage)
    if lead is None or lead == manager.id:
        return None
    if word == "chosen":
        return "chosen"
    if word == "backup" and contact.shared:
        return "backup_share"
    return contact.home_split if contact.home_lead is not None else why_not_the_lead(desk, contact, lead)


def why_not_the_lead(desk: Desk, contact: Contact, lead: str) -> str:
    """What speaks against the lead of its coverage, as a split is explained."""
    first = desk.managers.get(lead)
    if first is None:
        return "left"
    found = refusal_of(desk, contact, first)
    if found < 0:
        return "outranked"
    reason = REFUSALS[found]
    return SPLITS.get(reason, reason)
