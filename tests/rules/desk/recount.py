"""Everything a desk derives, derived again the slow way and compared."""

from fractions import Fraction

from models.messages.explanation import REFUSALS
from rules.desk.choosing import look
from rules.desk.constraints import refusal
from rules.desk.contact import ASSIGNED, ENDED, WAITING, Contact
from rules.desk.desk import Desk
from rules.desk.naming import known_here, lead_of, names
from rules.desk.order_of_words import ANYONE, SPECIALIST
from rules.desk.partition import DeskPartition
from rules.desk.past_bound import bound_key
from rules.desk.rank import tie_hash
from rules.desk.staff import Manager
from rules.desk.steps import open_steps
from rules.desk.waiting import queue_key


def check(fold: DeskPartition) -> None:
    """All desks of a fold."""
    for desk in fold.desks.values():
        lapses = desk.due.lapses
        if desk.tables is not None and not (lapses and lapses[0][0] <= desk.clock):
            # A tick that came late moves the clock alone: what lapsed meanwhile is noticed at the next command.
            _check_holdings(desk)
            _check_books(desk)
            _check_queue(desk)
            held = _check_held_back(desk)
            for contact in desk.waiting.by_id.values():
                _check_waiting(desk, contact, held)


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
    assert all(each.led_by == lead_of(desk, each) for each in desk.coverages.values())
    for manager in desk.managers.values():
        led = [each for each in desk.coverages.values() if lead_of(desk, each) == manager.id]
        assert manager.book == {each.id: each for each in led}
        known = [client for each in led for client in each.clients.values() if client.data is not None]
        assert manager.clients == len(known)
        backups = [each for each in desk.coverages.values() if each.backup == manager.id]
        assert manager.backup_of == len(backups)
    for contact in desk.contacts.values():
        if contact.status != ENDED:
            assert desk.coverages[contact.coverage_id].contacts[contact.id] is contact
    for coverage in desk.coverages.values():
        held = {each.id: each for each in coverage.contacts.values() if each.manager_id is not None}
        assert coverage.held == held


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


def _check_held_back(desk: Desk) -> dict[str, Contact]:
    """Who is held back for whom, told one by one from the top of the queue."""
    tables = desk.tables
    assert tables is not None
    held: dict[str, Contact] = {}
    for contact in sorted(desk.waiting.by_id.values(), key=lambda each: queue_key(each, desk.clock, tables)):
        past = desk.clock - contact.opened_at >= tables.bound_ms
        # The bound is no instant of its own: who came past it since the last command is told of at the next.
        assert contact.over_since is None or past
        if contact.over_since is None:
            continue
        able = []
        for word, manager in _named(desk, contact).values():
            if manager.id not in held and _lacks_only_room(manager, contact):
                rank = (*_missing_and_load(manager, contact, word), tie_hash(contact.id, manager.id))
                able.append((rank, manager.id))
        if able:
            held[min(able)[1]] = contact
    assert {name: contact.id for name, contact in held.items()} == {
        each.id: each.held_back_for for each in desk.managers.values() if each.held_back_for is not None
    }
    return held


def _lacks_only_room(manager: Manager, contact: Contact) -> bool:
    need = contact.need
    assert need is not None
    units = min(manager.capacity, manager.capacity * need.max_load_ppm // 1_000_000)
    return (
        REFUSALS[refusal(manager, need)] in {"at_capacity", "channel_limit"}
        and contact.weight <= units
        and manager.limits.get(contact.channel) != 0
    )


def _missing_and_load(manager: Manager, contact: Contact, word: int) -> tuple[int, int, int, Fraction, int]:
    assert contact.need is not None
    units = min(manager.capacity, manager.capacity * contact.need.max_load_ppm // 1_000_000)
    after = manager.load + contact.weight
    levels = sum(manager.skills.get(skill, 0) for skill, _, _ in contact.skills)
    return (max(0, after - units), word, -levels, Fraction(after, manager.capacity), manager.last_seq or 0)


def _named(desk: Desk, contact: Contact) -> dict[str, tuple[int, Manager]]:
    """Everyone an open step names, with the place of his best word."""
    assert contact.words is not None
    found: dict[str, tuple[int, Manager]] = {}
    for at, word in enumerate(contact.words.opened[contact.open_steps]):
        if word == ANYONE:
            named = list(desk.employed.values())
        elif word == SPECIALIST:
            named = [each for each in desk.employed.values() if contact.specialism in each.industries]
        else:
            one = known_here(desk, contact.named.get(word))
            named = [] if one is None else [one]
        for manager in named:
            found.setdefault(manager.id, (at, manager))
    return found


def _refused(desk: Desk, contact: Contact, manager: Manager, held: dict[str, Contact]) -> int:
    """The first refusal of all, -1 if nothing speaks against him."""
    assert contact.need is not None
    found = refusal(manager, contact.need)
    holder = held.get(manager.id)
    if found < 0 and holder is not None and holder is not contact:
        before = contact.over_since is None or bound_key(holder) < bound_key(contact)
        return REFUSALS.index("held_back") if before else found
    return found


def _check_waiting(desk: Desk, contact: Contact, held: dict[str, Contact]) -> None:
    """Its naming and steps are up to date, nobody named could take it, and the counts add up."""
    assert contact.words is not None
    assert contact.need is not None
    assert contact.named == names(desk, contact, desk.coverages[contact.coverage_id])
    assert contact.open_steps == contact.steps == open_steps(desk, contact)[0]
    named = _named(desk, contact)
    refusals = [_refused(desk, contact, desk.managers[each], held) for each in sorted(named)]
    assert min(refusals, default=0) >= 0, "someone idle could take it"
    view = look(desk, contact)
    assert view.considered == len(named)
    assert view.eligible == 0
    expected = {reason: refusals.count(at) for at, reason in enumerate(REFUSALS) if at in refusals}
    assert view.refused == expected
