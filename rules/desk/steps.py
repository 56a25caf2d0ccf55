"""Which steps of its line are open for a contact: by time, and because nobody is worth waiting for."""

from bisect import bisect_right
from collections.abc import Iterable

from rules.desk.constraints import could_ever_hold
from rules.desk.contact import Contact
from rules.desk.desk import EVERYBODY, Desk
from rules.desk.order_of_words import ANYONE, GROUPS
from rules.desk.staff import FIT, Manager


def could_come(desk: Desk, contact: Contact, manager: Manager, next_opening: int) -> bool:
    """Whether it is worth waiting for one employed here until the next step opens."""
    need = contact.need
    assert need is not None
    if manager.id in contact.barred or not desk.suits(manager, need) or not could_ever_hold(manager, need):
        return False
    if manager.unfit == FIT:
        return True  # he is there
    state = manager.state
    if (
        state is None
        or state == "offline"
        or (desk.silent and desk.tables is not None and desk.tables.nobody_when_silent)
    ):
        return False
    if state in {"away", "leave"}:
        if manager.until is None:
            return state == "away"
        return manager.until <= next_opening
    return True


def open_steps(desk: Desk, contact: Contact) -> tuple[int, tuple[str, ...]]:
    """
    How many steps are open now, and whose coming or going may change that before time does.

    A step is waited for only while someone it names could still come; else the next is open at once.
    All are while the desk's expected wait is above what the line bears.
    """
    line, words = contact.line, contact.words
    assert line is not None
    assert words is not None
    opens = line.opens_ms
    if line.open_above_s is not None and line.index in desk.opened and contact.home is None:
        return len(opens), ()
    count = max(contact.wide, bisect_right(opens, desk.clock - contact.opened_at))
    watching: list[str] = []
    while count < len(opens):
        step = words.by_step[count - 1]
        next_opening = contact.opened_at + opens[count]
        witness = _worth_waiting_for(desk, contact, step, next_opening)
        if witness is not None:
            # As long as he could come, nobody else matters.
            watching.append(witness)
            break
        watching += [contact.named[word] for word in step if word in contact.named]
        if not GROUPS.isdisjoint(step):
            watching.append(EVERYBODY)
        count += 1
    return count, tuple(watching if len(watching) <= 1 else dict.fromkeys(watching))


def _worth_waiting_for(desk: Desk, contact: Contact, step: tuple[str, ...], next_opening: int) -> str | None:
    """The first of those a step names who could still come."""
    for word in step:
        if word in GROUPS:
            for each in _group(desk, contact, word):
                if could_come(desk, contact, each, next_opening):
                    return each.id
        else:
            named = contact.named.get(word)
            manager = None if named is None else desk.employed.get(named)
            if manager is not None and could_come(desk, contact, manager, next_opening):
                return named
    return None


def _group(desk: Desk, contact: Contact, word: str) -> Iterable[Manager]:
    """Everyone whom a word names that names many."""
    if word == ANYONE:
        return desk.employed.values()
    specialism = contact.specialism
    if specialism is None:
        return ()
    return (each for each in desk.employed.values() if specialism in each.industries)


def next_opening(desk: Desk, contact: Contact) -> int | None:
    """The next opening by time."""
    assert contact.line is not None
    opens = contact.line.opens_ms
    at = bisect_right(opens, desk.clock - contact.opened_at)
    return contact.opened_at + opens[at] if at < len(opens) else None
