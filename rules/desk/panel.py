"""
All employed managers of a desk before one need: who is refused by what, who could take it, in which order.

Kept from one decision to the next and mended by what changed since: with thousands of managers
a decision looks at the few who moved. With few managers it is quicker to look at all again.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

from models.messages.explanation import REFUSALS
from rules.desk.constraints import no_room, unsuited
from rules.desk.need import Need
from rules.desk.sorted_keys import SortedKeys
from rules.desk.staff import Manager

REASONS: Final = len(REFUSALS)
ELIGIBLE: Final = REASONS
"""Index of the count of those nothing refuses."""

RankKey = tuple[int, int, int, str]
"""Levels (negative), load after (scaled to an exact whole number), seq of the last assignment or 0, manager_id."""

_EXACT: Final = 64
"""
Bits by which load / capacity is scaled before it is cut: two fractions with capacities up to 2**32
that differ, differ by at least 2**-64, so cutting keeps their order, and equal ones stay equal.
"""


def rank_key(manager: Manager, need: Need, levels: int) -> RankKey:
    """The order of candidates named by the same word, but for the hash that settles who was never assigned."""
    after = ((manager.load + need.weight) << _EXACT) // manager.capacity
    return (-levels, after, manager.last_seq or 0, manager.id)


def tie_hash(contact_id: str, manager_id: str) -> str:
    """The last word of a rank: stable, and different for every contact."""
    return sha256(f"{contact_id}|{manager_id}".encode()).hexdigest()


class Group:
    """A part of the employed managers: counts by refusal (and `ELIGIBLE`), and the eligible by rank."""

    __slots__ = ("counts", "eligible")

    def __init__(self) -> None:
        self.counts = [0] * (REASONS + 1)
        self.eligible: SortedKeys[RankKey] = SortedKeys()

    @property
    def size(self) -> int:
        """How many managers are in it."""
        return sum(self.counts)

    def enter(self, verdict: int, key: RankKey | None) -> None:
        """Count one; `key` for one who is eligible."""
        self.counts[verdict] += 1
        if key is not None:
            self.eligible.add(key)

    def leave(self, verdict: int, key: RankKey | None) -> None:
        """Count him no more."""
        self.counts[verdict] -= 1
        if key is not None:
            self.eligible.remove(key)

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
        self._entries: dict[str, tuple[int, RankKey | None, bool]] = {}
        self._suits: dict[str, tuple[int, int]] = {}
        """Refusal by profile, and levels: they stay until the profile changes."""

    def rebuild(self, managers: Mapping[str, Manager]) -> None:
        """Look at every employed manager again."""
        self.anyone = Group()
        self.specialists = Group()
        self._entries.clear()
        for manager in managers.values():
            self._enter(manager)

    def mend(self, manager: Manager) -> None:
        """Look again at one who changed."""
        before = self._entries.pop(manager.id, None)
        if before is not None:
            verdict, key, special = before
            self.anyone.leave(verdict, key)
            if special:
                self.specialists.leave(verdict, key)
        self._enter(manager)

    def profile_changed(self, manager_id: str) -> None:
        """Forget what followed from his old profile."""
        self._suits.pop(manager_id, None)

    def _enter(self, manager: Manager) -> None:
        if not manager.employed:
            return
        need = self.need
        verdict, levels = manager.unfit, 0
        if verdict < 0:
            suits = self._suits.get(manager.id)
            if suits is None:
                skills = manager.skills
                suits = (unsuited(manager, need), sum(skills.get(skill, 0) for skill in need.wished))
                self._suits[manager.id] = suits
            verdict, levels = suits
            if verdict < 0:
                verdict = no_room(manager, need)
        key = rank_key(manager, need, levels) if verdict < 0 else None
        if key is not None:
            verdict = ELIGIBLE
        special = need.specialism is not None and need.specialism in manager.industries
        self._entries[manager.id] = (verdict, key, special)
        self.anyone.enter(verdict, key)
        if special:
            self.specialists.enter(verdict, key)

    def verdict(self, manager_id: str) -> int:
        """The refusal of an employed manager, or `ELIGIBLE`."""
        return self._entries[manager_id][0]

    def key(self, manager_id: str) -> RankKey | None:
        """His rank key, if he is eligible."""
        return self._entries[manager_id][1]

    def is_specialist(self, manager_id: str) -> bool:
        """Whether the word `specialist` names him."""
        return self._entries[manager_id][2]
