"""What follows every act: the drain, then who is queued and escalated, then loads and alerts."""

from rules.desk.breaches import tell_breaches
from rules.desk.choosing import look
from rules.desk.concentration import tell_concentration
from rules.desk.contact import Contact
from rules.desk.desk import Desk
from rules.desk.drain import drain
from rules.desk.feasibility import tell_feasibility
from rules.desk.former import tell_changes
from rules.desk.keeping import touch_contact
from rules.desk.loads import publish_loads
from rules.desk.missing_skills import tell_missing_skills
from rules.desk.overflow import answer_for_the_guest, ask_others
from rules.desk.passing_time import lapse, note_dues
from rules.desk.placing import waits_for_a_person
from rules.desk.presence import fall_silent, say_silence
from rules.desk.publish import alert, decision, next_seq
from rules.desk.tenure import tell_tenures
from rules.desk.waiting import queue_key


def conclude(desk: Desk) -> None:
    """Decide what the act made possible and say what is to be said, in the contract's order."""
    if desk.tables is None:
        _say_aside(desk)
        return
    lapse(desk)
    work, waiting = desk.work, desk.waiting.by_id
    # A contact that is served at once never waits, so those who have entered just now make no feed silent yet.
    silent = len(waiting) > len(work.entered) and fall_silent(desk)
    if work.stale or work.improved or desk.tables.opened_by_health or desk.past_bound or desk.holds:
        drain(desk)
    if work.guest is not None and answer_for_the_guest(desk):
        drain(desk)
    if waiting and fall_silent(desk):
        silent = True
        drain(desk)
    if work.looked:
        _say_queued(desk)
    if work.looked or work.escalating:
        _say_escalated(desk)
    publish_loads(desk)
    _say_alerts(desk, silent=silent)
    if work.looked:
        ask_others(desk)
    _say_aside(desk)
    desk.trim_log()


def _say_aside(desk: Desk) -> None:
    """What other desks are to hear."""
    if desk.away:
        tell_changes(desk)
    desk.work.out += desk.work.asides


def _say_alerts(desk: Desk, *, silent: bool) -> None:
    work = desk.work
    if silent and desk.silent_since is not None:
        say_silence(desk, desk.silent_since, cleared=False)
    if work.over or work.over_no_more:
        _say_bound(desk)
    if work.skills or work.entered or work.skilled:
        tell_missing_skills(desk)
    if work.breaches:
        tell_breaches(desk)
    if work.colours:
        tell_feasibility(desk)
    tell_concentration(desk)
    if work.tenures or work.absences:
        tell_tenures(desk)


def _in_order(desk: Desk, contacts: list[Contact]) -> list[Contact]:
    tables = desk.tables
    assert tables is not None
    return sorted(contacts, key=lambda each: queue_key(each, desk.clock, tables))


def _say_queued(desk: Desk) -> None:
    """Those who entered the queue; and those for whom a step is open that was not, if that changed the refusals."""
    work = desk.work
    speaking = [
        each
        for each in work.looked.values()
        if each.asked is None and (each.id in work.entered or each.open_steps > each.steps)
    ]
    for contact in _in_order(desk, speaking):
        view = look(desk, contact)
        if contact.id in work.entered or view.refused != contact.refused:
            contact.refused = view.refused
            desk.service.weigh(view.refused)
            decision(desk, contact, "contact.queued", next_seq(desk), view)
            touch_contact(desk, contact)
    for contact in work.looked.values():
        if contact.open_steps != contact.steps and contact.asked is None:
            contact.steps = contact.open_steps
            touch_contact(desk, contact)
        note_dues(desk, contact)


def _say_escalated(desk: Desk) -> None:
    work = desk.work
    due = [each for each in (work.looked | work.escalating).values() if _is_due(desk, each)]
    for contact in _in_order(desk, due):
        contact.escalated = True
        reason = "declined" if waits_for_a_person(desk, contact) else "waited"
        decision(desk, contact, "contact.escalated", next_seq(desk), look(desk, contact), reason=reason)
        touch_contact(desk, contact)


def _say_bound(desk: Desk) -> None:
    """Who waits beyond the bound now, and who does no more, by contact_id; who came back at once has not been away."""
    over, no_more = desk.work.over, desk.work.over_no_more
    for contact_id in sorted(over.keys() ^ no_more.keys()):
        if contact_id in no_more:
            contact, since = no_more[contact_id]
            words = (f"{contact.id} waits beyond the bound no more.", f"{contact.id} больше не ждёт сверх предела.")
            _bound_alert(desk, contact, since, words, cleared=True)
            continue
        contact = over[contact_id]
        assert contact.over_since is not None
        seconds = (contact.over_since - contact.opened_at) // 1000
        words = (f"{contact.id} waits longer than {seconds} s.", f"{contact.id} ждёт дольше {seconds} с.")
        _bound_alert(desk, contact, contact.over_since, words, cleared=False)


def _bound_alert(desk: Desk, contact: Contact, since: int, words: tuple[str, str], *, cleared: bool) -> None:
    waited, bound = desk.clock - contact.opened_at, since - contact.opened_at
    figures = {"contact_id": contact.id, "waited_s": waited // 1000, "bound_s": bound // 1000}
    alert(desk, "queue_over_bound", contact.id, since, figures, words, cleared=cleared)


def _is_due(desk: Desk, contact: Contact) -> bool:
    """Still queued when the time of its line is over, or declined too often; once in its life."""
    line = contact.line
    assert line is not None
    if contact.escalated or contact.asked is not None:
        return False
    if waits_for_a_person(desk, contact):
        return True
    limit = line.escalate_ms
    return limit is not None and desk.clock - contact.opened_at >= limit
