"""
All employed managers of a desk before one need: who is refused by what, who could take it, in which order.

Kept from one decision to the next and mended by what changed since: with thousands of managers
a decision looks at the few who moved. With few managers it is quicker to look at all again.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Final

from models.messages.explanation import REFUSALS
from rules.desk.constraints import AT_CAPACITY, CHANNEL_LIMIT, ceiling, no_room, unsuited
from rules.desk.need import MILLION, Need
from rules.desk.staff import Manager

REASONS: Final = len(REFUSALS)
ELIGIBLE: Final = REASONS
"""Index of the count of those nothing refuses."""

RankKey = tuple[int, int, int, str]
"""Levels (negative), load after (scaled to an exact whole number), seq of the last assignment or 0, manager_id."""

Entry = tuple[int, RankKey | None, frozenset[str]]
"""Verdict, rank key of one who is eligible, the industries he is a specialist of."""

EXACT: Final = 64
"""
Bits by which load / capacity is scaled before it is cut: two fractions with capacities up to 2**32
that differ, differ by at least 2**-64, so cutting keeps their order, and equal ones stay equal.
"""


def tie_hash(contact_id: str, manager_id: str) -> str:
    """The last word of a rank: stable, and different for every contact."""
    return sha256(f"{contact_id}|{manager_id}".encode()).hexdigest()


class Group:
    """A part of the employed managers: counts by refusal (and `ELIGIBLE`), and the eligible by rank."""

    __slots__ = ("counts", "eligible")

    def __init__(self, counts: list[int] | None = None, eligible: list[RankKey] | None = None) -> None:
        self.counts = [0] * (REASONS + 1) if counts is None else counts
        self.eligible: list[RankKey] = [] if eligible is None else eligible

    def enter(self, entry: Entry) -> None:
        """Count one."""
        self.counts[entry[0]] += 1
        if entry[1] is not None:
            insort(self.eligible, entry[1])

    def leave(self, entry: Entry) -> None:
        """Count him no more."""
        self.counts[entry[0]] -= 1
        if entry[1] is not None:
            del self.eligible[bisect_left(self.eligible, entry[1])]

    def best(self, contact_id: str) -> Iterator[str]:
        """Manager ids by rank."""
        return in_order(self.eligible, contact_id)


def in_order(ranked: Iterable[RankKey], contact_id: str) -> Iterator[str]:
    """Manager ids by rank, from sorted keys. Only those never assigned can be equal before the hash."""
    tied: list[str] = []
    head: tuple[int, int, int] | None = None
    for levels, after, seq, manager_id in ranked:
        if tied and head != (levels, after, seq):
            yield from _by_hash(contact_id, tied)
            tied = []
        if seq:
            yield manager_id
        else:
            head = (levels, after, seq)
            tied.append(manager_id)
    yield from _by_hash(contact_id, tied)


def _by_hash(contact_id: str, tied: list[str]) -> list[str]:
    return tied if len(tied) < 2 else sorted(tied, key=lambda manager_id: tie_hash(contact_id, manager_id))


class Panel:
    """One need's view of the desk's managers."""

    __slots__ = ("_entries", "_specialists", "_suits", "anyone", "need", "seen")

    def __init__(self, need: Need) -> None:
        self.need = need
        self.anyone = Group()
        self.seen = -1
        """The desk's change log is taken in up to here; -1: everything is to be looked at."""
        self._entries: dict[str, Entry] = {}
        self._specialists: dict[str, Group] = {}
        """By industry, as they are asked for."""
        self._suits: dict[str, tuple[int, int]] = {}
        """Refusal by profile, and levels (negative): they stay until the profile changes."""

    def rebuild(self, managers: Mapping[str, Manager]) -> None:
        """
        Look at every employed manager again.

        `_look_at` for all of them in one loop, because most decisions of a desk with few managers come here.
        """
        need, suits_of, entries = self.need, self._suits, dict[str, Entry]()
        weight, channel = need.weight, need.channel
        whole = need.max_load_ppm == MILLION
        counts, eligible = [0] * (REASONS + 1), list[RankKey]()
        for manager_id, manager in managers.items():
            key = None
            verdict = manager.unfit
            if verdict < 0:
                verdict, levels = suits_of.get(manager_id) or self._suit(manager)
                if verdict < 0:
                    after, capacity = manager.load + weight, manager.capacity
                    if after > (capacity if whole else ceiling(manager, need)):
                        verdict = AT_CAPACITY
                    elif channel in manager.full:
                        verdict = CHANNEL_LIMIT
                    else:
                        verdict = ELIGIBLE
                        key = (levels, (after << EXACT) // capacity, manager.last_seq or 0, manager_id)
                        eligible.append(key)
            counts[verdict] += 1
            entries[manager_id] = (verdict, key, manager.industries)
        eligible.sort()
        self.anyone = Group(counts, eligible)
        self._entries = entries
        self._specialists.clear()

    def mend(self, manager: Manager) -> None:
        """Look again at one who changed."""
        before = self._entries.pop(manager.id, None)
        if before is not None:
            for group in self._groups_of(before):
                group.leave(before)
        if manager.employed:
            now = self._entries[manager.id] = self._look_at(manager)
            for group in self._groups_of(now):
                group.enter(now)

    def specialists(self, industry: str) -> Group:
        """Those whose industries contain it."""
        group = self._specialists.get(industry)
        if group is None:
            group = self._specialists[industry] = Group()
            for entry in self._entries.values():
                if industry in entry[2]:
                    group.enter(entry)
        return group

    def _groups_of(self, entry: Entry) -> list[Group]:
        return [self.anyone, *(group for industry, group in self._specialists.items() if industry in entry[2])]

    def profile_changed(self, manager_id: str) -> None:
        """Forget what followed from his old profile."""
        self._suits.pop(manager_id, None)

    def suits(self, manager: Manager) -> bool:
        """Whether his profile is what the need asks for."""
        return (self._suits.get(manager.id) or self._suit(manager))[0] < 0

    def _look_at(self, manager: Manager) -> Entry:
        verdict = manager.unfit
        if verdict < 0:
            verdict, levels = self._suits.get(manager.id) or self._suit(manager)
            if verdict < 0:
                need = self.need
                verdict = no_room(manager, need)
                if verdict < 0:
                    after = ((manager.load + need.weight) << EXACT) // manager.capacity
                    return ELIGIBLE, (levels, after, manager.last_seq or 0, manager.id), manager.industries
        return verdict, None, manager.industries

    def _suit(self, manager: Manager) -> tuple[int, int]:
        need, skills = self.need, manager.skills
        levels = -sum([skills.get(skill, 0) for skill in need.wished])
        suits = self._suits[manager.id] = (unsuited(manager, need), levels)
        return suits

    def verdict(self, manager_id: str) -> int:
        """The refusal of an employed manager, or `ELIGIBLE`."""
        return self._entries[manager_id][0]
