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
    """
    Everyone who waits at a desk, by id and, for each line and priority without ageing, by age.

    Most contacts are given away by the command that brings them, before anybody asks for a place in
    the queue: who came last is put among the ages only when somebody does, or another comes.
    """

    __slots__ = ("_ages", "_by_line", "_latest", "by_id")

    def __init__(self) -> None:
        self.by_id: dict[str, Contact] = {}
        self._by_line: dict[int, int] = {}
        self._ages: dict[tuple[int, int], Ages] = {}
        """By index of the line and priority."""
        self._latest: Contact | None = None
        """Who came last and is not among the ages yet."""

    def put(self, contact: Contact) -> None:
        """Let a contact wait; its `line` and `base` must not change while it does."""
        self._settle()
        self.by_id[contact.id] = self._latest = contact

    def take(self, contact: Contact) -> None:
        """It waits no more."""
        del self.by_id[contact.id]
        if contact is self._latest:
            self._latest = None
            return
        assert contact.line is not None
        self._by_line[contact.line.index] -= 1
        self._ages[contact.line.index, contact.base].remove(contact.age_key)

    def _settle(self) -> None:
        contact, self._latest = self._latest, None
        if contact is None:
            return
        assert contact.line is not None
        line = contact.line.index
        self._by_line[line] = self._by_line.get(line, 0) + 1
        ages = self._ages.get((line, contact.base))
        if ages is None:
            ages = self._ages[line, contact.base] = Ages()
        ages.add(contact.age_key)

    def counts(self) -> dict[int, int]:
        """How many wait under each line, by its index; of none where nobody does."""
        self._settle()
        return {line: count for line, count in sorted(self._by_line.items()) if count}

    def oldest(self) -> int | None:
        """The earliest virtual start."""
        self._settle()
        return min((key[0] for ages in self._ages.values() if (key := ages.first()) is not None), default=None)

    def first(self, clock: int, tables: Tables) -> Contact | None:
        """Who stands first in the queue: of equal priority the oldest is before all others."""
        self._settle()
        firsts = (self.by_id[key[1]] for ages in self._ages.values() if (key := ages.first()) is not None)
        return min(firsts, key=lambda each: queue_key(each, clock, tables), default=None)

    def of_line(self, line: int) -> Iterator[str]:
        """Ids of those who wait under a line, in no order that counts."""
        self._settle()
        for (index, _), ages in self._ages.items():
            if index == line:
                yield from [contact_id for _, contact_id in ages]

    def place(self, contact: Contact, clock: int, tables: Tables) -> Place:
        """The place in the queue order: all who stand before it are a beginning of each priority's ages."""
        self._settle()
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
