"""Who lacks only room for a need, and could take it with nothing else in hand: by missing units, then by rank."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rules.desk.constraints import AT_CAPACITY, CHANNEL_LIMIT, ceiling, could_ever_hold, no_room, skill_levels
from rules.desk.desk import Desk
from rules.desk.need import Need
from rules.desk.rank import EXACT, tie_hash
from rules.desk.staff import FIT, Manager

ShortKey = tuple[int, int, int, int, str]
"""Missing units, levels (negative), load after (scaled), seq of the last assignment or 0, manager_id."""
_ROOM: Final = frozenset({AT_CAPACITY, CHANNEL_LIMIT})


class ShortOfRoom:
    """One need's view of them; kept as a `Panel` is, and only for needs of contacts past the bound."""

    __slots__ = ("_keys", "need", "ranked", "seen")

    def __init__(self, need: Need) -> None:
        self.need = need
        self.seen = -1
        self.ranked: list[ShortKey] = []
        self._keys: dict[str, ShortKey] = {}

    def catch_up(self, desk: Desk) -> None:
        """Take in whoever changed since the last time."""
        if self.seen == desk.changes:
            return
        changed = desk.changed_since(self.seen)
        if changed is None:
            keys = (self._key(desk, manager) for manager in desk.employed.values())
            self._keys = {key[-1]: key for key in keys if key is not None}
            self.ranked = sorted(self._keys.values())
        else:
            for manager in changed:
                self._mend(desk, manager)
        self.seen = desk.changes

    def key(self, manager_id: str) -> ShortKey | None:
        """The key of a manager; None for one who lacks more than room, or nothing."""
        return self._keys.get(manager_id)

    def _mend(self, desk: Desk, manager: Manager) -> None:
        before = self._keys.pop(manager.id, None)
        if before is not None:
            del self.ranked[bisect_left(self.ranked, before)]
        now = self._key(desk, manager) if manager.employed else None
        if now is not None:
            self._keys[manager.id] = now
            insort(self.ranked, now)

    def _key(self, desk: Desk, manager: Manager) -> ShortKey | None:
        need = self.need
        if (
            manager.unfit != FIT
            or not desk.suits(manager, need)
            or no_room(manager, need) not in _ROOM
            or not could_ever_hold(manager, need)
        ):
            return None
        after = manager.load + need.weight
        missing = max(0, after - ceiling(manager, need))
        return (
            missing,
            -skill_levels(manager, need),
            (after << EXACT) // manager.capacity,
            manager.last_seq or 0,
            manager.id,
        )


def short_of_room(desk: Desk, need: Need) -> ShortOfRoom:
    """The view of a need, up to date."""
    view = desk.shorts.get(need)
    if view is None:
        view = desk.shorts[need] = ShortOfRoom(need)
    view.catch_up(desk)
    return view


def first_of(keys: Iterable[ShortKey], contact_id: str, held: Mapping[str, object]) -> ShortKey | None:
    """The first by missing units and rank who is not held; only those never assigned can be equal before the hash."""
    free = filter(lambda key: key[-1] not in held, keys)
    first = next(free, None)
    if first is None or first[3]:
        return first
    return min(_equals(first, free), key=lambda key: tie_hash(contact_id, key[-1]))


def _equals(first: ShortKey, others: Iterable[ShortKey]) -> Iterator[ShortKey]:
    yield first
    for key in others:
        if key[:-1] != first[:-1]:
            return
        yield key
