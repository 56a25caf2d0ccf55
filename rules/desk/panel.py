"""
All employed managers of a desk before one need: who is refused by what, who could take it, in which order.

Kept from one decision to the next and mended by what changed since: with thousands of managers
a decision looks at the few who moved. With few managers it is quicker to count all again; who of
them is there and suited changes seldom, so only what these hold is looked at.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from models.messages.explanation import REFUSALS
from models.short_hashes import sha256_hex
from rules.desk.constraints import AT_CAPACITY, CHANNEL_LIMIT, RAMP_UP, no_room, skill_levels, unsuited
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


def tie_hash(subject_id: str, manager_id: str) -> str:
    """The last word of a rank: stable, and different for every contact, client or coverage."""
    return sha256_hex(f"{subject_id}|{manager_id}".encode())


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

    __slots__ = (
        "_able",
        "_entries",
        "_managers",
        "_others",
        "_people",
        "_specialists",
        "_suits",
        "anyone",
        "need",
        "seen",
    )

    def __init__(self, need: Need, managers: Mapping[str, Manager]) -> None:
        self.need = need
        self.anyone = Group()
        self.seen = -1
        """The desk's change log is taken in up to here; -1: everything is to be looked at."""
        self._managers = managers
        """Everyone employed, now and later."""
        self._people = -1
        """The desk's count of changes of people when `_able` and `_others` were told."""
        self._able: list[tuple[Manager, int]] = []
        """Who is there and suited, with his levels (negative)."""
        self._others: list[int] = []
        """Counts of everybody else."""
        self._entries: dict[str, Entry] = {}
        """Empty while the panel is counted and not mended."""
        self._specialists: dict[str, Group] = {}
        """By industry, as they are asked for."""
        self._suits: dict[str, tuple[int, int]] = {}
        """Refusal by profile, and levels (negative): they stay until the profile changes."""

    def count(self, people: int) -> None:
        """
        Count everybody again, the way for few managers; `people` says whether who is there or suited has changed.

        Most decisions of a desk with few managers come here, so `no_room` is written out: what changes with
        every contact here, ramp-up in `_part`.
        """
        if people != self._people:
            self._people = people
            self._part()
        need = self.need
        weight, channel, ppm = need.weight, need.channel, need.max_load_ppm
        counts, eligible = self._others.copy(), list[RankKey]()
        for manager, levels in self._able:
            after, capacity = manager.load + weight, manager.capacity
            if after > (capacity if ppm == MILLION else capacity * ppm // MILLION):
                counts[AT_CAPACITY] += 1
            elif channel in manager.full:
                counts[CHANNEL_LIMIT] += 1
            else:
                eligible.append((levels, (after << EXACT) // capacity, manager.last_seq or 0, manager.id))
        counts[ELIGIBLE] = len(eligible)
        eligible.sort()
        self.anyone = Group(counts, eligible)
        self._entries.clear()
        self._specialists.clear()

    def _part(self) -> None:
        """Part those who are there and suited from the others."""
        self._able, self._others = [], [0] * (REASONS + 1)
        for manager in self._managers.values():
            verdict = manager.unfit
            if verdict < 0:
                verdict, levels = self._suits.get(manager.id) or self._suit(manager)
                if verdict < 0 and manager.slowed:
                    verdict = RAMP_UP
                if verdict < 0:
                    self._able.append((manager, levels))
                    continue
            self._others[verdict] += 1

    @property
    def mendable(self) -> bool:
        """Whether everybody has been looked at one by one."""
        return len(self._entries) > 0

    def rebuild(self) -> None:
        """Look at everybody again, so that the panel can be mended from now on."""
        self._entries = {manager.id: self._look_at(manager) for manager in self._managers.values()}
        self._specialists.clear()
        counts = [0] * (REASONS + 1)
        for verdict, _, _ in self._entries.values():
            counts[verdict] += 1
        self.anyone = Group(counts, sorted(key for _, key, _ in self._entries.values() if key is not None))

    def mend(self, manager: Manager) -> None:
        """Look again at one who changed."""
        before = self._entries.get(manager.id)
        now = self._look_at(manager) if manager.employed else None
        if now == before:
            return
        if before is not None:
            for group in self._groups_of(before):
                group.leave(before)
        if now is None:
            del self._entries[manager.id]
            return
        self._entries[manager.id] = now
        for group in self._groups_of(now):
            group.enter(now)

    def specialists(self, industry: str) -> Group:
        """Those whose industries contain it."""
        group = self._specialists.get(industry)
        if group is None:
            group = self._specialists[industry] = Group()
            for manager in self._managers.values():
                if industry in manager.industries:
                    group.enter(self._entries.get(manager.id) or self._look_at(manager))
        return group

    def _groups_of(self, entry: Entry) -> list[Group]:
        if not self._specialists:
            return [self.anyone]
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
        suits = self._suits[manager.id] = (unsuited(manager, self.need), -skill_levels(manager, self.need))
        return suits

    def verdict(self, manager_id: str) -> int:
        """The refusal of an employed manager as he is now, or `ELIGIBLE`; whether the groups are up to date or not."""
        manager = self._managers[manager_id]
        verdict = manager.unfit
        if verdict < 0:
            verdict = (self._suits.get(manager_id) or self._suit(manager))[0]
            if verdict < 0:
                verdict = no_room(manager, self.need)
        return ELIGIBLE if verdict < 0 else verdict
