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

Entry = RankKey | int
"""Rank key of one who is eligible, else his refusal."""

EXACT: Final = 64
"""
Bits by which load / capacity is scaled before it is cut: two fractions with capacities up to 2**32
that differ, differ by at least 2**-64, so cutting keeps their order, and equal ones stay equal.
"""


def tie_hash(subject_id: str, manager_id: str) -> str:
    """The last word of a rank: stable, and different for every contact, client or coverage."""
    return sha256_hex(f"{subject_id}|{manager_id}".encode())


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
        "counts",
        "eligible",
        "need",
        "seen",
    )

    def __init__(self, need: Need, managers: Mapping[str, Manager]) -> None:
        self.need = need
        self.counts = [0] * (REASONS + 1)
        """Of everybody, by refusal (and `ELIGIBLE`)."""
        self.eligible: list[RankKey] = []
        """By rank."""
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
        self._specialists: dict[str, frozenset[str]] = {}
        """By industry, as they are asked for; who has left meanwhile may be among them."""
        self._suits: dict[str, tuple[int, int]] = {}
        """Refusal by profile, and levels (negative): they stay until the profile changes."""

    def count(self, people: int) -> None:
        """
        Count everybody again, the way for few managers; `people` says whether who is there or suited has changed.

        Of a desk with few managers most decisions about a group come here, so `no_room` is written out: what
        changes with every contact here, ramp-up in `_part`.
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
        self.counts, self.eligible = counts, eligible
        self._entries.clear()

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
        self._entries = self._look_at(self._managers.values())
        self.counts = _counted(self._entries.values())
        self.eligible = sorted(entry for entry in self._entries.values() if not isinstance(entry, int))

    def mend(self, changed: Iterable[Manager]) -> None:
        """Look again at those who changed, each once."""
        entries, counts, eligible = self._entries, self.counts, self.eligible
        seen = self._look_at(changed)
        for manager_id, now in seen.items():
            before = entries.get(manager_id)
            if now == before:
                continue
            self._leave(before)
            entries[manager_id] = now
            if isinstance(now, int):
                counts[now] += 1
            else:
                counts[ELIGIBLE] += 1
                insort(eligible, now)
        for manager in changed:
            if manager.id not in seen:
                self._leave(entries.pop(manager.id, None))

    def _leave(self, before: Entry | None) -> None:
        """Count one no more as he was."""
        if isinstance(before, int):
            self.counts[before] -= 1
        elif before is not None:
            self.counts[ELIGIBLE] -= 1
            del self.eligible[bisect_left(self.eligible, before)]

    def counts_of(self, industry: str) -> list[int]:
        """Of the specialists of an industry, by refusal (and `ELIGIBLE`)."""
        employed, entries = self._managers, self._entries
        theirs = [each for each in self._specialists_of(industry) if each in employed]
        return _counted([entries[each] for each in theirs] if entries else map(self.verdict, theirs))

    def eligible_of(self, industry: str) -> Iterator[RankKey]:
        """The specialists of an industry whom nothing refuses, by rank."""
        theirs = self._specialists_of(industry)
        return (key for key in self.eligible if key[3] in theirs)

    def _specialists_of(self, industry: str) -> frozenset[str]:
        theirs = self._specialists.get(industry)
        if theirs is None:
            managers = self._managers.values()
            theirs = frozenset(each.id for each in managers if industry in each.industries)
            self._specialists[industry] = theirs
        return theirs

    def profile_changed(self, manager_id: str) -> None:
        """Forget what followed from his old profile."""
        self._suits.pop(manager_id, None)
        self._specialists.clear()

    def suits(self, manager: Manager) -> bool:
        """Whether his profile is what the need asks for."""
        return (self._suits.get(manager.id) or self._suit(manager))[0] < 0

    def _look_at(self, managers: Iterable[Manager]) -> dict[str, Entry]:
        """Those of them who are employed, as they are now; many are looked at together, so `no_room` is written out."""
        need, suits = self.need, self._suits
        weight, channel, ppm = need.weight, need.channel, need.max_load_ppm
        seen: dict[str, Entry] = {}
        for manager in managers:
            if not manager.employed:
                continue
            verdict, manager_id = manager.unfit, manager.id
            if verdict < 0:
                verdict, levels = suits.get(manager_id) or self._suit(manager)
                if verdict < 0:
                    after, capacity = manager.load + weight, manager.capacity
                    if manager.slowed:
                        verdict = RAMP_UP
                    elif after > (capacity if ppm == MILLION else capacity * ppm // MILLION):
                        verdict = AT_CAPACITY
                    elif channel in manager.full:
                        verdict = CHANNEL_LIMIT
                    else:
                        seen[manager_id] = (levels, (after << EXACT) // capacity, manager.last_seq or 0, manager_id)
                        continue
            seen[manager_id] = verdict
        return seen

    def _suit(self, manager: Manager) -> tuple[int, int]:
        suits = self._suits[manager.id] = (unsuited(manager, self.need), -skill_levels(manager, self.need))
        return suits

    def verdict(self, manager_id: str) -> int:
        """The refusal of an employed manager as he is now, or `ELIGIBLE`; whether the rest is up to date or not."""
        manager = self._managers[manager_id]
        verdict = manager.unfit
        if verdict < 0:
            verdict = (self._suits.get(manager_id) or self._suit(manager))[0]
            if verdict < 0:
                verdict = no_room(manager, self.need)
        return ELIGIBLE if verdict < 0 else verdict


def _counted(entries: Iterable[Entry]) -> list[int]:
    counts = [0] * (REASONS + 1)
    for entry in entries:
        counts[entry if isinstance(entry, int) else ELIGIBLE] += 1
    return counts
