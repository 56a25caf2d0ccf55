"""The queue: its order, and places in it, without looking at everyone who waits."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from rules.desk.contact import Contact
from rules.desk.policy_tables import Tables
from rules.desk.sorted_keys import SortedKeys

TOP: Final = 9
"""The highest level."""

QueueKey = tuple[int, int, int, str]


def queue_key(contact: Contact, clock: int, tables: Tables) -> QueueKey:
    """
    Where a contact stands: smaller is served first.

    Those past the bound, by priority without ageing; then by level with it; then age and id.
    """
    waited = clock - contact.opened_at
    if waited >= tables.bound_ms:
        return (0, -contact.base, contact.opened_at, contact.id)
    return (1, -min(TOP, contact.base + waited // tables.ageing_ms), contact.opened_at, contact.id)


class Place(NamedTuple):
    """Where a contact stands."""

    position: int
    """1 first."""
    before_of_line: int
    """How many of its own line stand before it."""


Ages = SortedKeys[tuple[int, str]]


class Waiting:
    """Everyone who waits at a desk, by id and, for each line and priority without ageing, by age."""

    __slots__ = ("_ages", "by_id", "by_line")

    def __init__(self) -> None:
        self.by_id: dict[str, Contact] = {}
        self.by_line: dict[int, int] = {}
        self._ages: dict[tuple[int, int], Ages] = {}
        """By index of the line and priority."""

    def put(self, contact: Contact) -> None:
        """Let a contact wait; its `line` and `base` must not change while it does."""
        assert contact.line is not None
        self.by_id[contact.id] = contact
        self.by_line[contact.line.index] = self.by_line.get(contact.line.index, 0) + 1
        key = contact.line.index, contact.base
        ages = self._ages.get(key)
        if ages is None:
            ages = self._ages[key] = Ages()
        ages.add(contact.age_key)

    def take(self, contact: Contact) -> None:
        """It waits no more."""
        assert contact.line is not None
        del self.by_id[contact.id]
        self.by_line[contact.line.index] -= 1
        self._ages[contact.line.index, contact.base].remove(contact.age_key)

    def oldest(self) -> int | None:
        """The earliest virtual start."""
        return min((key[0] for ages in self._ages.values() if (key := ages.first()) is not None), default=None)

    def first(self, clock: int, tables: Tables) -> Contact | None:
        """Who stands first in the queue: of equal priority the oldest is before all others."""
        firsts = (self.by_id[key[1]] for ages in self._ages.values() if (key := ages.first()) is not None)
        return min(firsts, key=lambda each: queue_key(each, clock, tables), default=None)

    def of_line(self, line: int) -> Iterator[str]:
        """Ids of those who wait under a line, in no order that counts."""
        for (index, _), ages in self._ages.items():
            if index == line:
                yield from [contact_id for _, contact_id in ages]

    def place(self, contact: Contact, clock: int, tables: Tables) -> Place:
        """The place in the queue order: all who stand before it are a beginning of each priority's ages."""
        assert contact.line is not None
        line, base = contact.line.index, contact.base
        own, waited = contact.age_key, clock - contact.opened_at
        before_of_line = others = 0
        for (index, other), ages in self._ages.items():
            if len(ages):
                count = _standing_before(ages, other, base, own, waited, clock, tables)
                if index == line:
                    before_of_line += count
                else:
                    others += count
        return Place(before_of_line + others + 1, before_of_line)


def _standing_before(
    ages: Ages, other: int, base: int, own: tuple[int, str], waited: int, clock: int, tables: Tables
) -> int:
    """How many of priority `other` stand before one of priority `base` and age `own` who has waited so long."""
    # Virtual starts up to and including these stand before it, whatever their ids.
    past = clock - tables.bound_ms
    if waited >= tables.bound_ms:
        if other > base:
            return ages.count_below((past + 1, ""))
        return ages.count_below(own) if other == base else 0
    level = min(TOP, base + waited // tables.ageing_ms)
    higher = past if level >= TOP else max(past, clock - max(0, level + 1 - other) * tables.ageing_ms)
    same_from_below = min(own, (clock - max(0, level - other) * tables.ageing_ms + 1, ""))
    return ages.count_below(max((higher + 1, ""), same_from_below))
