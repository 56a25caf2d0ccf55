"""
All employed managers of a desk before one need: who is refused by what, who could take it, in which order.

Kept from one decision to the next and mended by what changed since: with thousands of managers
a decision looks at the few who moved. With few managers it is quicker to look at all again.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
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

Entry = tuple[int, RankKey | None, bool]
"""Verdict, rank key of one who is eligible, whether `specialist` names him."""

_EXACT: Final = 64
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

    def __init__(self) -> None:
        self.counts = [0] * (REASONS + 1)
        self.eligible: list[RankKey] = []

    def enter(self, verdict: int, key: RankKey | None) -> None:
        """Count one; `key` for one who is eligible."""
        self.counts[verdict] += 1
        if key is not None:
            insort(self.eligible, key)

    def leave(self, verdict: int, key: RankKey | None) -> None:
        """Count him no more."""
        self.counts[verdict] -= 1
        if key is not None:
            del self.eligible[bisect_left(self.eligible, key)]

    def best(self, contact_id: str) -> Iterator[str]:
        """Manager ids by rank. Only those never assigned can be equal before the hash."""
        tied: list[str] = []
        head: tuple[int, int, int] | None = None
        for levels, after, seq, manager_id in self.eligible:
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

    __slots__ = ("_entries", "_suits", "anyone", "need", "seen", "specialists")

    def __init__(self, need: Need) -> None:
        self.need = need
        self.anyone = Group()
        self.specialists = Group()
        self.seen = -1
        """The desk's change log is taken in up to here; -1: everything is to be looked at."""
        self._entries: dict[str, Entry] = {}
        self._suits: dict[str, tuple[int, int, bool]] = {}
        """Refusal by profile, levels (negative), whether he is a specialist: they stay until the profile changes."""

    def rebuild(self, managers: Mapping[str, Manager]) -> None:
        """
        Look at every employed manager again.

        `_look_at` for all of them in one loop, because most decisions of a desk with few managers come here.
        """
        need, suits_of, entries = self.need, self._suits, dict[str, Entry]()
        weight, channel = need.weight, need.channel
        whole = need.max_load_ppm == MILLION
        anyone, specialists = Group(), Group()
        counts = anyone.counts
        for manager_id, manager in managers.items():
            suits = suits_of.get(manager_id) or self._suit(manager)
            key = None
            verdict = manager.unfit
            if verdict < 0:
                verdict = suits[0]
                if verdict < 0:
                    after, capacity = manager.load + weight, manager.capacity
                    if after > (capacity if whole else ceiling(manager, need)):
                        verdict = AT_CAPACITY
                    elif channel in manager.full:
                        verdict = CHANNEL_LIMIT
                    else:
                        verdict = ELIGIBLE
                        key = (suits[1], (after << _EXACT) // capacity, manager.last_seq or 0, manager_id)
                        anyone.eligible.append(key)
            counts[verdict] += 1
            entries[manager_id] = (verdict, key, suits[2])
            if suits[2]:
                specialists.counts[verdict] += 1
                if key is not None:
                    specialists.eligible.append(key)
        anyone.eligible.sort()
        specialists.eligible.sort()
        self.anyone, self.specialists, self._entries = anyone, specialists, entries

    def mend(self, manager: Manager) -> None:
        """Look again at one who changed."""
        before = self._entries.pop(manager.id, None)
        if before is not None:
            verdict, key, special = before
            self.anyone.leave(verdict, key)
            if special:
                self.specialists.leave(verdict, key)
        if manager.employed:
            verdict, key, special = self._entries[manager.id] = self._look_at(manager)
            self.anyone.enter(verdict, key)
            if special:
                self.specialists.enter(verdict, key)

    def profile_changed(self, manager_id: str) -> None:
        """Forget what followed from his old profile."""
        self._suits.pop(manager_id, None)

    def _look_at(self, manager: Manager) -> Entry:
        suits = self._suits.get(manager.id) or self._suit(manager)
        verdict = manager.unfit
        if verdict < 0:
            verdict = suits[0]
            if verdict < 0:
                need = self.need
                verdict = no_room(manager, need)
                if verdict < 0:
                    after = ((manager.load + need.weight) << _EXACT) // manager.capacity
                    return ELIGIBLE, (suits[1], after, manager.last_seq or 0, manager.id), suits[2]
        return verdict, None, suits[2]

    def _suit(self, manager: Manager) -> tuple[int, int, bool]:
        need, skills = self.need, manager.skills
        levels = -sum(skills.get(skill, 0) for skill in need.wished)
        special = need.specialism is not None and need.specialism in manager.industries
        suits = self._suits[manager.id] = (unsuited(manager, need), levels, special)
        return suits

    def verdict(self, manager_id: str) -> int:
        """The refusal of an employed manager, or `ELIGIBLE`."""
        return self._entries[manager_id][0]

    def is_specialist(self, manager_id: str) -> bool:
        """Whether the word `specialist` names him."""
        return self._entries[manager_id][2]
