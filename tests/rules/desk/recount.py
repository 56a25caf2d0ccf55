"""Everything a desk derives, derived again the slow way and compared."""

from models.messages.explanation import REFUSALS
from rules.desk.choosing import look
from rules.desk.constraints import refusal
from rules.desk.contact import ASSIGNED, ENDED, WAITING, Contact
from rules.desk.desk import Desk
from rules.desk.naming import known_here, lead_of, names
from rules.desk.order_of_words import ANYONE, SPECIALIST
from rules.desk.partition import DeskPartition
from rules.desk.steps import open_steps
from rules.desk.waiting import queue_key


def check(fold: DeskPartition) -> None:
    """All desks of a fold."""
    for desk in fold.desks.values():
        if desk.tables is not None:
            _check_holdings(desk)
            _check_books(desk)
            _check_queue(desk)
            for contact in desk.waiting.by_id.values():
                _check_waiting(desk, contact)


def _check_holdings(desk: Desk) -> None:
    tables = desk.tables
    assert tables is not None
    for manager in desk.managers.values():
        held = [each for each in desk.contacts.values() if each.status == ASSIGNED and each.manager_id == manager.id]
        wraps = [
            each
            for each in desk.contacts.values()
            if each.status == ENDED and each.manager_id == manager.id and (each.wrap_until or 0) > desk.clock
        ]
        weights = [tables.weights[each.channel, each.complexity] for each in held + wraps]
        assert manager.load == sum(weights)
        assert sum(manager.by_channel.values()) == len(held) + len(wraps)
        assert set(manager.held) == {each.id for each in held}


def _check_books(desk: Desk) -> None:
    for manager in desk.managers.values():
        led = [each for each in desk.coverages.values() if lead_of(desk, each) == manager.id]
        assert manager.groups == len(led)
        known = [client for each in led for client in each.clients.values() if client.data is not None]
        assert manager.clients == len(known)
        backups = [each for each in desk.coverages.values() if each.backup == manager.id]
        assert manager.backup_of == len(backups)
    for contact in desk.contacts.values():
        if contact.status != ENDED:
            assert desk.coverages[contact.coverage_id].contacts[contact.id] is contact


def _check_queue(desk: Desk) -> None:
    tables = desk.tables
    assert tables is not None
    assert set(desk.waiting.by_id) == {each.id for each in desk.contacts.values() if each.status == WAITING}
    order = sorted(desk.waiting.by_id.values(), key=lambda each: queue_key(each, desk.clock, tables))
    places = [desk.waiting.place(each, desk.clock, tables) for each in order]
    assert [each.position for each in places] == list(range(1, len(order) + 1))
    lines = [each.line for each in order]
    assert [each.before_of_line for each in places] == [lines[:at].count(line) for at, line in enumerate(lines)]
    assert desk.waiting.first(desk.clock, tables) is (order[0] if order else None)
    assert desk.waiting.oldest() == min((each.opened_at for each in order), default=None)


def _check_waiting(desk: Desk, contact: Contact) -> None:
    """Its naming and steps are up to date, nobody named could take it, and the counts add up."""
    assert contact.words is not None
    assert contact.need is not None
    assert contact.named == names(desk, contact, desk.coverages[contact.coverage_id])
    assert contact.open_steps == contact.steps == open_steps(desk, contact)[0]
    named = set()
    for word in contact.words.words[: contact.words.open_words[contact.open_steps]]:
        if word == ANYONE:
            named |= set(desk.employed)
        elif word == SPECIALIST:
            named |= {each.id for each in desk.employed.values() if contact.specialism in each.industries}
        else:
            manager = known_here(desk, contact.named.get(word))
            named |= set() if manager is None else {manager.id}
    refusals = [refusal(desk.managers[each], contact.need) for each in sorted(named)]
    assert min(refusals, default=0) >= 0, "someone idle could take it"
    view = look(desk, contact)
    assert view.considered == len(named)
    assert view.eligible == 0
    expected = {reason: refusals.count(at) for at, reason in enumerate(REFUSALS) if at in refusals}
    assert view.refused == expected
