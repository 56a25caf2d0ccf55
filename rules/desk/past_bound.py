"""Those who wait past the policy's bound, grouped so that one look tells for many that nobody can be held back."""

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from itertools import islice

from rules.desk.contact import BoundKey, Contact
from rules.desk.sorted_keys import SortedKeys

GroupKey = tuple[object, ...]
"""Contacts that differ only in age: whom one of them can hold back, each of them can."""


def bound_key(contact: Contact) -> BoundKey:
    """Where a contact stands among those past the bound: smaller is served first."""
    return (-contact.base, contact.opened_at, contact.id)


class PastBound:
    """Waiting contacts past the bound, by group and in the order of the queue."""

    __slots__ = ("_groups", "_placed", "version")

    def __init__(self) -> None:
        self._groups: dict[GroupKey, SortedKeys[BoundKey]] = {}
        self._placed: dict[str, tuple[GroupKey, BoundKey]] = {}
        self.version = 0
        """Rises with every change."""

    def __bool__(self) -> bool:
        return bool(self._placed)

    def put(self, contact: Contact, group: GroupKey) -> None:
        """Let a contact stand in `group`, and nowhere else."""
        place = (group, bound_key(contact))
        if self._placed.get(contact.id) == place:
            self.version += 1  # others may be named by its words now
            return
        self.take(contact)
        self._placed[contact.id] = place
        self._groups.setdefault(group, SortedKeys()).add(place[1])
        self.version += 1

    def take(self, contact: Contact) -> None:
        """It stands here no more, if it did."""
        place = self._placed.pop(contact.id, None)
        if place is not None:
            keys = self._groups[place[0]]
            keys.remove(place[1])
            if not len(keys):
                del self._groups[place[0]]
            self.version += 1

    def in_order(self) -> "Walk":
        """Walk over all of them as the queue serves them."""
        return Walk([iter(keys) for keys in self._groups.values()])


class Walk:
    """Goes over several sorted groups as one; a group can be left out from where it stands on."""

    __slots__ = ("_heads",)

    def __init__(self, groups: list[Iterator[BoundKey]]) -> None:
        self._heads = [(key, at, keys) for at, keys in enumerate(groups) for key in islice(keys, 1)]
        heapify(self._heads)

    def next(self) -> BoundKey | None:
        """The first that is left; `go_on` or `leave_out` must follow."""
        return self._heads[0][0] if self._heads else None

    def go_on(self) -> None:
        """Go to the next of its group."""
        _, at, keys = heappop(self._heads)
        following = next(keys, None)
        if following is not None:
            heappush(self._heads, (following, at, keys))

    def leave_out(self) -> None:
        """Leave out the rest of its group."""
        heappop(self._heads)
