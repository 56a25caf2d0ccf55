"""The queue: its order, and places in it, without looking at everyone who waits."""

from typing import Final

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


class Waiting:
    """Everyone who waits at a desk, by id and, for each priority without ageing, by age."""

    __slots__ = ("_by_base", "by_id", "by_line")

    def __init__(self) -> None:
        self.by_id: dict[str, Contact] = {}
        self.by_line: dict[int, int] = {}
        self._by_base = tuple(SortedKeys[tuple[int, str]]() for _ in range(TOP + 1))

    def put(self, contact: Contact) -> None:
        """Let a contact wait; its `line` and `base` must not change while it does."""
        assert contact.line is not None
        self.by_id[contact.id] = contact
        self.by_line[contact.line.index] = self.by_line.get(contact.line.index, 0) + 1
        self._by_base[contact.base].add(contact.age_key)

    def take(self, contact: Contact) -> None:
        """It waits no more."""
        assert contact.line is not None
        del self.by_id[contact.id]
        self.by_line[contact.line.index] -= 1
        self._by_base[contact.base].remove(contact.age_key)

    def oldest(self) -> int | None:
        """The earliest virtual start."""
        return min((key[0] for keys in self._by_base if (key := keys.first()) is not None), default=None)

    def position(self, contact: Contact, clock: int, tables: Tables) -> int:
        """The place in the queue order, 1 first: all who stand before it are a beginning of each priority's ages."""
        waited = clock - contact.opened_at
        own = contact.age_key
        before = 1
        for base, keys in enumerate(self._by_base):
            if not len(keys):
                continue
            # Virtual starts up to and including these stand before it, whatever their ids.
            past = clock - tables.bound_ms
            if waited >= tables.bound_ms:
                if base > contact.base:
                    before += keys.count_below((past + 1, ""))
                elif base == contact.base:
                    before += keys.count_below(own)
                continue
            level = min(TOP, contact.base + waited // tables.ageing_ms)
            higher = past if level >= TOP else max(past, clock - max(0, level + 1 - base) * tables.ageing_ms)
            same_from_below = min(own, (clock - max(0, level - base) * tables.ageing_ms + 1, ""))
            before += keys.count_below(max((higher + 1, ""), same_from_below))
        return before
