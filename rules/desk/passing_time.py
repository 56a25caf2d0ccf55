"""The desk's clock goes on: what time alone changes, and what is forgotten."""

from heapq import heappop

from models.instants import format_instant
from rules.desk.contact import OFFERED, Contact
from rules.desk.cooling_off import watch
from rules.desk.desk import Desk
from rules.desk.due import Due, Entry, Lapse
from rules.desk.manager_acts import COOLED_OFF, end_lead
from rules.desk.membership import drop_if_empty
from rules.desk.naming import held_last, lead_of, remembered
from rules.desk.offering import run_out
from rules.desk.placing import watch_bound
from rules.desk.policy_tables import LineTable
from rules.desk.presence import silence_due, tell_fitness
from rules.desk.ramp_up import still_ends, tell_pace
from rules.desk.rewalling import end_consent
from rules.desk.serving import forget
from rules.desk.staff import Manager

MOST_PURGED = 100
"""Ended contacts that one command forgets."""


def advance(desk: Desk, clock: int) -> None:
    """Set the clock, put into force what is due up to it, forget whose horizon is over."""
    desk.clock = clock
    desk.work.now = format_instant(clock)
    due = desk.due.due
    if due and due[0][0] <= clock:
        for _, kind, entity_id in desk.due.pop_until(clock):
            _fall_due(desk, kind, entity_id)
    lapse(desk)
    if desk.work.expiring:
        for contact in sorted(desk.work.expiring.values(), key=lambda each: each.age_key):
            run_out(desk, contact)
    if desk.ended:
        _purge(desk)
    desk.house.touched[desk.row_key] = None


def lapse(desk: Desk) -> None:
    """Notice what has lapsed up to now without a tick of its own."""
    lapses = desk.due.lapses
    if lapses and lapses[0][0] <= desk.clock:
        for _, kind, entity_id in desk.due.pop_lapses_until(desk.clock):
            _lapse(desk, kind, entity_id)


def _fall_due(desk: Desk, kind: int, entity_id: str) -> None:
    if kind == Due.WRAP_UP_END:
        _end_wrap_up(desk, entity_id)
    elif kind == Due.RAMP_UP:
        tell_pace(desk, desk.managers[entity_id])
    elif kind == Due.OFFER_TIMEOUT:
        asked = desk.contacts.get(entity_id)
        if asked is not None and asked.status == OFFERED and (asked.expires_at or 0) <= desk.clock:
            desk.work.expiring[entity_id] = asked
    elif kind == Due.DEBOUNCE_END:
        tell_fitness(desk, desk.managers[entity_id])
    elif kind == Due.CONSENT_END:
        end_consent(desk, entity_id)
    elif kind in {Due.STEP, Due.ESCALATION}:
        waiting = desk.waiting.by_id.get(entity_id)
        if waiting is not None:
            pile = desk.work.stale if kind == Due.STEP else desk.work.escalating
            pile[entity_id] = waiting


def _end_wrap_up(desk: Desk, contact_id: str) -> None:
    contact = desk.contacts.get(contact_id)
    if contact is not None and contact.wrap_until is not None and contact.wrap_until <= desk.clock:
        assert contact.manager_id is not None
        manager = desk.managers[contact.manager_id]
        if contact.id in manager.wrapping:
            manager.wrapped(contact)
            desk.touch_load(manager, better=True)


def _lapse(desk: Desk, kind: int, entity_id: str) -> None:
    if kind == Lapse.BOUND:
        over = desk.waiting.by_id.get(entity_id)
        if over is not None:
            watch_bound(desk, over)
        return
    if kind == Lapse.MEMORY:
        contact = desk.waiting.by_id.get(entity_id)
        if contact is not None:
            contact.forgets_at = None
            desk.work.stale[entity_id] = contact
        return
    if kind == Lapse.ABSENCE:
        desk.work.absences[entity_id] = desk.managers[entity_id]
        return
    coverage = desk.coverages.get(entity_id)
    if coverage is not None and kind == Lapse.ROTATION:
        desk.work.tenures[entity_id] = coverage
        return
    if coverage is None or coverage.noted is None or desk.tables is None:
        return
    coverage.noted = None
    free_since = coverage.free_since
    ends = None if coverage.lead is None or free_since is None else free_since + desk.tables.cooling_off_ms
    if ends is not None and desk.clock >= ends:
        end_lead(desk, coverage, COOLED_OFF)
    forget(desk, coverage)
    watch(desk, coverage)
    drop_if_empty(desk, coverage)


def _purge(desk: Desk) -> None:
    """Forget contacts that ended a horizon ago."""
    if desk.tables is None:
        return
    for _ in range(MOST_PURGED):
        if not desk.ended or desk.ended[0][0] + desk.tables.horizon_ms > desk.clock:
            return
        ended_at, contact_id = desk.ended[0]
        contact = desk.contacts.get(contact_id)
        if contact is not None and contact.ended_at == ended_at:
            if contact.wrap_until is not None and contact.wrap_until > desk.clock:
                return
            del desk.contacts[contact_id]
            desk.house.touch("contact", desk.id, contact_id)
        heappop(desk.ended)


def next_due(desk: Desk) -> int | None:
    """The next instant at which time alone changes something here, later than the clock."""
    if desk.tables is None:
        return None
    first = desk.due.next(lambda entry: still_due(desk, entry))
    silence = silence_due(desk)
    if silence is not None and silence > desk.clock and (first is None or silence < first):
        return silence
    return first


def still_due(desk: Desk, entry: Entry) -> bool:
    """Whether an entry says what the state says."""
    instant, kind, entity_id = entry
    tables = desk.tables
    if tables is None or instant <= desk.clock:
        return False
    if kind == Due.STEP:
        # The first of those who wait is looked at after every command.
        contact = desk.waiting.by_id.get(entity_id)
        return contact is not None and instant - contact.opened_at in _line_of(contact).opens_ms[1:]
    if kind == Due.ESCALATION:
        contact = desk.waiting.by_id.get(entity_id)
        return contact is not None and instant in _openings(contact, kind)
    if kind in {Due.OFFER_TIMEOUT, Due.WRAP_UP_END}:
        held = desk.contacts.get(entity_id)
        return held is not None and _ends_at(desk, held, kind) == instant
    if kind == Due.CONSENT_END:
        consent = desk.rivals.consents.get(entity_id)
        return consent is not None and consent["until"] == instant
    return _is_due_of(desk, desk.managers[entity_id], kind, instant)


def _is_due_of(desk: Desk, manager: Manager, kind: int, instant: int) -> bool:
    assert desk.tables is not None
    if kind == Due.RAMP_UP:
        return still_ends(desk, manager, instant)
    if kind == Due.UNTIL_END:
        return manager.employed and manager.until == instant
    return (
        manager.employed
        and manager.state == "available"
        and manager.since is not None
        and manager.since + desk.tables.debounce_ms == instant
    )


def _ends_at(desk: Desk, contact: Contact, kind: int) -> int | None:
    """When an offer runs out or a wrap-up ends, if there is one."""
    if kind == Due.OFFER_TIMEOUT:
        return contact.expires_at if contact.status == OFFERED else None
    manager = None if contact.manager_id is None else desk.managers[contact.manager_id]
    return contact.wrap_until if manager is not None and contact.id in manager.wrapping else None


def _line_of(contact: Contact) -> LineTable:
    assert contact.line is not None
    return contact.line


def _openings(contact: Contact, kind: int) -> tuple[int, ...]:
    line = _line_of(contact)
    if kind == Due.STEP:
        return tuple(contact.opened_at + opens for opens in line.opens_ms[1:])
    if line.escalate_ms is None or contact.escalated:
        return ()
    return (contact.opened_at + line.escalate_ms,)


def note_dues(desk: Desk, contact: Contact) -> None:
    """Put the instants of a contact that waits on among the due ones, once for each line it comes under."""
    if contact.due_line is not contact.line:
        contact.due_line = contact.line
        if desk.tables is not None and contact.over_since is None:
            desk.due.put_lapse(contact.opened_at + desk.tables.bound_ms, Lapse.BOUND, contact.id)
        for kind in (Due.STEP, Due.ESCALATION):
            for instant in _openings(contact, kind):
                if instant > desk.clock:
                    desk.due.put(instant, kind, contact.id)
    _note_memory(desk, contact)


def _note_memory(desk: Desk, contact: Contact) -> None:
    coverage = desk.coverages[contact.coverage_id]
    if desk.tables is None or lead_of(desk, coverage) is not None or held_last(desk, coverage) is not None:
        return
    served = remembered(desk, coverage)
    if served is not None:
        forgets_at = served.at + desk.tables.memory_ms
        if forgets_at != contact.forgets_at:
            contact.forgets_at = forgets_at
            desk.due.put_lapse(forgets_at, Lapse.MEMORY, contact.id)
