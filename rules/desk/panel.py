"""
All employed managers of a desk before one need: who is refused by what, who could take it, in which order.

Kept from one decision to the next and mended by what changed since: with thousands of managers
a decision looks at the few who moved. With few managers it is quicker to count all again; who of
them is there and suited changes seldom, so only what these hold is looked at.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from heapq import heapify, heappop, merge
from typing import Final

from models.messages.explanation import REFUSALS
from rules.desk.constraints import AT_CAPACITY, CHANNEL_LIMIT, RAMP_UP, no_room, skill_levels, unsuited
from rules.desk.need import MILLION, Need
from rules.desk.rank import EXACT, RankKey
from rules.desk.staff import Manager

REASONS: Final = len(REFUSALS)
ELIGIBLE: Final = REASONS
"""Index of the count of those nothing refuses."""

UNCOUNTED: Final = 255
"""In place of a verdict: he is not among those counted."""

Suit = tuple[int, int]
"""Refusal by profile (`FIT`: none), and levels (negative)."""

_MOVED: Final = 4
"""With more of the employed moved than one of so many, the panel is put in order."""


class Panel:
    """One need's view of the desk's managers."""

    __slots__ = (
        "_able",
        "_managers",
        "_moved",
        "_others",
        "_people",
        "_ranked",
        "_specialists",
        "_suits",
        "_told",
        "_verdicts",
        "counts",
        "mendable",
        "need",
        "seen",
    )

    def __init__(self, need: Need, managers: Mapping[str, Manager], places: int) -> None:
        """Look at nobody yet; `managers`: who is employed, now and later; `places`: how many the desk knows."""
        self.need = need
        self.counts = [0] * (REASONS + 1)
        """Of everybody, by refusal (and `ELIGIBLE`)."""
        self.seen = -1
        """The desk's change log is taken in up to here; -1: everything is to be looked at."""
        self.mendable = False
        """Whether everybody has been looked at one by one."""
        self._managers = managers
        self._people = -1
        """The desk's count of changes of people when `_able` and `_others` were told."""
        self._able: list[tuple[Manager, int]] = []
        """Who is there and suited, with his levels (negative)."""
        self._others: list[int] = []
        """Counts of everybody else."""
        self._verdicts = bytearray()
        """By the managers' places, as counted (or `UNCOUNTED`); out of date while the panel is not `mendable`."""
        self._ranked: list[RankKey] = []
        """The eligible in order; what it says of those of `_moved` is out of date."""
        self._moved: dict[str, RankKey | None] = {}
        """Who changed since, with his key if he is eligible: few are asked for, so they are ordered when they are."""
        self._specialists: dict[str, frozenset[str]] = {}
        """By industry, as they are asked for; who has left meanwhile may be among them."""
        self._suits: list[Suit | None] = [None] * places
        """By the managers' places: it stays until the profile changes."""
        self._told: dict[Suit, Suit] = {}
        """Those there are: of thousands of managers few differ, and each is kept once."""

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
        self.counts = counts
        self._order(eligible)
        self.mendable = False

    def _part(self) -> None:
        """Part those who are there and suited from the others."""
        self._able, self._others = [], [0] * (REASONS + 1)
        for manager in self._managers.values():
            verdict = manager.unfit
            if verdict < 0:
                verdict, levels = self._suits[manager.place] or self._suit(manager)
                if verdict < 0 and manager.slowed:
                    verdict = RAMP_UP
                if verdict < 0:
                    self._able.append((manager, levels))
                    continue
            self._others[verdict] += 1

    def rebuild(self) -> None:
        """Look at everybody again, so that the panel can be mended from now on."""
        self.mendable = True
        self.counts, self._verdicts = [0] * (REASONS + 1), bytearray([UNCOUNTED]) * len(self._suits)
        found: dict[str, RankKey | None] = {}
        self._look_at(self._managers.values(), found)
        self._order(sorted([key for key in found.values() if key is not None]))

    def mend(self, changed: Collection[Manager]) -> None:
        """Look again at those who changed."""
        moved = self._moved
        self._look_at(changed, moved)
        if len(moved) * _MOVED > len(self._managers):
            stayed = [key for key in self._ranked if key[3] not in moved]
            self._order(sorted(stayed + [key for key in moved.values() if key is not None]))

    def _order(self, ranked: list[RankKey]) -> None:
        self._ranked, self._moved = ranked, {}

    def ranked(self) -> Iterator[RankKey]:
        """All whom nothing refuses, by rank."""
        moved = self._moved
        if not moved:
            return iter(self._ranked)
        return merge(_stayed(self._ranked, moved), _in_order(moved.values()))

    def counts_of(self, industry: str) -> list[int]:
        """Of the specialists of an industry, by refusal (and `ELIGIBLE`)."""
        counts = [0] * (REASONS + 1)
        for manager_id in self._specialists_of(industry):
            manager = self._managers.get(manager_id)
            if manager is not None:
                counts[self._verdicts[manager.place] if self.mendable else self.verdict(manager_id)] += 1
        return counts

    def ranked_of(self, industry: str) -> Iterator[RankKey]:
        """The specialists of an industry whom nothing refuses, by rank."""
        theirs, moved = self._specialists_of(industry), self._moved
        theirs_moved = [key for key in moved.values() if key is not None and key[3] in theirs]
        return merge(_stayed_of(theirs, self._ranked, moved), _in_order(theirs_moved))

    def _specialists_of(self, industry: str) -> frozenset[str]:
        theirs = self._specialists.get(industry)
        if theirs is None:
            managers = self._managers.values()
            theirs = frozenset(each.id for each in managers if industry in each.industries)
            self._specialists[industry] = theirs
        return theirs

    def profile_changed(self, manager: Manager) -> None:
        """Forget what followed from his old profile, or make room for one who is new."""
        if manager.place == len(self._suits):
            self._suits.append(None)
            self._verdicts.append(UNCOUNTED)
        self._suits[manager.place] = None
        self._specialists.clear()

    def suits(self, manager: Manager) -> bool:
        """Whether his profile is what the need asks for."""
        return (self._suits[manager.place] or self._suit(manager))[0] < 0

    def _look_at(self, managers: Iterable[Manager], found: dict[str, RankKey | None]) -> None:
        """
        Count them as they are now, and put the key of each into `found`, None of whom something refuses.

        Who is employed no more is not counted. Many are looked at together, so `no_room` is written out here too.
        """
        need, suits, verdicts = self.need, self._suits, self._verdicts
        weight, channel, ppm = need.weight, need.channel, need.max_load_ppm
        for manager in managers:
            place, verdict, key = manager.place, manager.unfit, None
            if verdict < 0:
                verdict, levels = suits[place] or self._suit(manager)
                if verdict < 0:
                    after, capacity = manager.load + weight, manager.capacity
                    if manager.slowed:
                        verdict = RAMP_UP
                    elif after > (capacity if ppm == MILLION else capacity * ppm // MILLION):
                        verdict = AT_CAPACITY
                    elif channel is not None and channel in manager.full:
                        verdict = CHANNEL_LIMIT
                    else:
                        verdict = ELIGIBLE
                        key = (levels, (after << EXACT) // capacity, manager.last_seq or 0, manager.id)
            elif not manager.employed:
                verdict = UNCOUNTED
            found[manager.id] = key
            if verdict != verdicts[place]:
                self._recount(place, verdict)

    def _recount(self, place: int, verdict: int) -> None:
        before, self._verdicts[place] = self._verdicts[place], verdict
        if before != UNCOUNTED:
            self.counts[before] -= 1
        if verdict != UNCOUNTED:
            self.counts[verdict] += 1

    def _suit(self, manager: Manager) -> Suit:
        suit = (unsuited(manager, self.need), -skill_levels(manager, self.need))
        suit = self._suits[manager.place] = self._told.setdefault(suit, suit)
        return suit

    def verdict(self, manager_id: str) -> int:
        """The refusal of an employed manager as he is now, or `ELIGIBLE`; whether the rest is up to date or not."""
        manager = self._managers[manager_id]
        verdict = manager.unfit
        if verdict < 0:
            verdict = (self._suits[manager.place] or self._suit(manager))[0]
            if verdict < 0:
                verdict = no_room(manager, self.need)
        return ELIGIBLE if verdict < 0 else verdict


def _stayed(ranked: Iterable[RankKey], moved: Container[str]) -> Iterator[RankKey]:
    """The keys of who did not move, as they are asked for: a generator expression would be a list once compiled."""
    for key in ranked:
        if key[3] not in moved:
            yield key


def _stayed_of(theirs: Container[str], ranked: Iterable[RankKey], moved: Container[str]) -> Iterator[RankKey]:
    for key in ranked:
        if key[3] in theirs and key[3] not in moved:
            yield key


def _in_order(keys: Iterable[RankKey | None]) -> Iterator[RankKey]:
    """Keys by rank, of which seldom more than a few are taken."""
    heap = [key for key in keys if key is not None]
    heapify(heap)
    while heap:
        yield heappop(heap)
