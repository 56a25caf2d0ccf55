"""The smallest changes that would let somebody take a waiting contact: whom one refusal alone keeps from it."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

from rules.desk.constraints import NOT_PRESENT, ceiling, skill_levels
from rules.desk.contact import Contact
from rules.desk.desk import Desk
from rules.desk.need import Need
from rules.desk.order_of_words import ANYONE, GROUPS
from rules.desk.rank import EXACT, RankKey, in_order
from rules.desk.staff import FIT, Manager

SHOWN: Final = 3
Gap = tuple[Literal["capacity", "presence", "grade", "skill", "channel"], int | None]
"""What is missing, and how much of it."""
_NONE: Final = 1 << 128
"""In place of a load ratio of somebody without any capacity: the largest."""


class Near:
    """One need's view of those whom exactly one refusal keeps from it, by rank; kept as a `Panel` is."""

    __slots__ = ("_gaps", "_keys", "_of_profile", "need", "ranked", "seen")

    def __init__(self, need: Need) -> None:
        self.need = need
        self.seen = -1
        self.ranked: list[RankKey] = []
        self._gaps: dict[str, Gap] = {}
        self._keys: dict[str, RankKey] = {}
        self._of_profile: dict[str, tuple[object, int, list[Gap]]] = {}
        """Profile, levels and what it lacks, by manager."""

    def catch_up(self, desk: Desk) -> None:
        """Take in whoever changed since the last time."""
        if self.seen == desk.changes:
            return
        changed = desk.changed_since(self.seen)
        if changed is None:
            self._rebuild(desk.employed)
        else:
            for manager in changed:
                self._mend(manager)
        self.seen = desk.changes

    def gap(self, manager_id: str) -> Gap | None:
        """The one thing that keeps an employed manager from it."""
        return self._gaps.get(manager_id)

    def _rebuild(self, managers: Mapping[str, Manager]) -> None:
        self._gaps, self._keys = {}, {}
        for manager in managers.values():
            self._look_at(manager)
        self.ranked = sorted(self._keys.values())

    def _mend(self, manager: Manager) -> None:
        before = self._keys.pop(manager.id, None)
        if before is not None:
            del self._gaps[manager.id]
            del self.ranked[bisect_left(self.ranked, before)]
        if manager.employed:
            self._look_at(manager)
            now = self._keys.get(manager.id)
            if now is not None:
                insort(self.ranked, now)

    def _look_at(self, manager: Manager) -> None:
        need = self.need
        known = self._of_profile.get(manager.id)
        if known is None or known[0] is not manager.profile:
            known = (manager.profile, -skill_levels(manager, need), list(_lacking(manager, need)))
            self._of_profile[manager.id] = known
        if len(known[2]) > 1:
            return
        gap = _only(manager, need, known[2])
        if gap is not None:
            after, capacity = manager.load + need.weight, manager.capacity
            ratio = (after << EXACT) // capacity if capacity else _NONE
            self._gaps[manager.id] = gap
            self._keys[manager.id] = (known[1], ratio, manager.last_seq or 0, manager.id)


def _lacking(manager: Manager, need: Need) -> Iterator[Gap]:
    """What his profile lacks: grade, skill."""
    if manager.grade < need.min_grade:
        yield "grade", need.min_grade - manager.grade
    missing = sum(max(0, level - manager.skills.get(skill, 0)) for skill, level in need.mandatory)
    if (
        (need.segment is not None and need.segment not in manager.segments)
        or (need.language is not None and need.language not in manager.languages)
        or (need.industry is not None and need.industry not in manager.industries)
    ):
        yield "skill", missing or None
    elif missing:
        yield "skill", missing


def _only(manager: Manager, need: Need, lacking: list[Gap]) -> Gap | None:
    """The one refusal he has, if it is one that could be relaxed and he has no other."""
    gaps = list(lacking)
    if manager.unfit == NOT_PRESENT:
        gaps.append(("presence", None))
    elif manager.unfit != FIT:
        return None
    if manager.set_aside_since is not None:
        return None
    if manager.slowed:
        return None
    over = manager.load + need.weight - ceiling(manager, need)
    if over > 0:
        gaps.append(("capacity", over))
    if need.channel in manager.full:
        assert need.channel is not None
        gaps.append(("channel", manager.by_channel.get(need.channel, 0) - manager.limits[need.channel] + 1))
    return gaps[0] if len(gaps) == 1 else None


def relaxations(desk: Desk, contact: Contact, opened: Iterable[str], bars: Mapping[str, int]) -> list[dict[str, Any]]:
    """At most three managers named by the words `opened`, by rank, with what alone refuses each; none of `bars`."""
    assert contact.need is not None
    near = desk.nears.get(contact.need)
    if near is None:
        near = desk.nears[contact.need] = Near(contact.need)
    near.catch_up(desk)
    if not near.ranked:
        return []
    found: dict[str, Gap] = {}
    for word in opened:
        for manager_id in _named(desk, contact, near, word):
            gap = near.gap(manager_id)
            if gap is not None and manager_id not in found and manager_id not in bars:
                found[manager_id] = gap
                if len(found) == SHOWN:
                    return _told(found)
    return _told(found)


def _named(desk: Desk, contact: Contact, near: Near, word: str) -> Iterator[str]:
    if word not in GROUPS:
        named = contact.named.get(word)
        if named is not None:
            yield named
    elif word == ANYONE:
        yield from in_order(near.ranked, contact.id)
    elif contact.specialism is not None:
        specialism = contact.specialism
        theirs = filter(lambda key: specialism in desk.employed[key[3]].industries, near.ranked)
        yield from in_order(theirs, contact.id)


def _told(found: Mapping[str, Gap]) -> list[dict[str, Any]]:
    return [{"kind": kind, "manager_id": manager_id, "amount": amount} for manager_id, (kind, amount) in found.items()]
