"""
The hand-over as one assignment problem: coverages to places in books, at the least cost.

Minimised, the first difference counts: coverages that nobody gets; coverages that go to somebody
other than their backup, those nobody there ever served counting twice; groups of the books after it
(the place behind k groups costs k, so the sum is least where the books are most alike); a stable
hash of coverage and manager. Solved by scipy's `linear_sum_assignment` (Crouse 2016, after Jonker
and Volgenant 1987), whose costs are whole numbers below 2**53 here, so nothing is rounded.

Walls, grades and skills leave pairs out; the most groups of a book bound its places. The limits to
margins depend on what else a book gets and are looked at after it, in the order of the steps: a pair
that breaks one is left out and all is solved again, until none does.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from rules.desk.rank import tie_hash
from rules.desk.spread import allowed, spread_of
from rules.handover.backing import name_backups
from rules.handover.problem import Candidate, Plan, Problem, Ward

MOST_AT_ONCE: Final = 200
"""Coverages of one problem; a longer book is the next plan's."""
_MOST_AHEAD: Final = 4000
"""Groups by which one book may be longer than another and still cost more for it."""
_EXACT: Final = 2**53
"""Below it a double holds every whole number."""
_BACKUP, _KNOWN, _STRANGER = 0, 1, 2

Pair = tuple[str, str]
"""A coverage and a manager."""


def solve(problem: Problem) -> Plan:
    """The plan; the same for the same problem."""
    out: set[Pair] = set()
    while True:
        given = _assigned(problem, out)
        broken = _beyond_a_limit(problem, given)
        if broken is None:
            break
        out.add(broken)
    order = [ward for ward in in_order(problem.wards) if ward.coverage_id in given]
    nobody = tuple(ward.coverage_id for ward in problem.wards if ward.coverage_id not in given)
    return Plan(name_backups(problem, [(ward, given[ward.coverage_id]) for ward in order]), nobody)


def in_order(wards: Sequence[Ward]) -> list[Ward]:
    """The greatest margin first: a share is least likely to be broken by what comes after it."""
    return sorted(wards, key=lambda ward: (-sum(ward.margins.values()), ward.coverage_id))


def _beyond_a_limit(problem: Problem, given: Mapping[str, str]) -> Pair | None:
    """The first step that a limit to margins forbids."""
    books = {each: list(candidate.book) for each, candidate in problem.candidates.items()}
    for ward in in_order(problem.wards):
        to = given.get(ward.coverage_id)
        if to is None:
            continue
        before = spread_of(books[to])
        books[to].append(ward.margins)
        after = spread_of(books[to])
        if before is not None and after is not None and not allowed(problem.limits, before, after):
            return ward.coverage_id, to
    return None


def _assigned(problem: Problem, out: set[Pair]) -> dict[str, str]:
    """Coverage to manager at the least cost; who gets none is not in it."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    choices = [_choices(problem, ward, out) for ward in problem.wards]
    names = sorted({each.id for able in choices for each in able})
    if not names:
        return {}
    places = _places(problem, choices, names)
    costs = _Costs(problem, places)
    width = sum(places.values())
    matrix = np.full((len(problem.wards), width + len(problem.wards)), np.inf)
    matrix[:, width:] = costs.nobody
    begins, place = dict[str, int](), 0
    for name in names:
        begins[name], place = place, place + places[name]
    for row, (ward, able) in enumerate(zip(problem.wards, choices, strict=True)):
        for each in able:
            first = begins[each.id]
            steps = np.arange(places[each.id], dtype=np.float64)
            matrix[row, first : first + places[each.id]] = costs.of(ward, each) + costs.group * steps
    owner = [name for name in names for _ in range(places[name])]
    _, columns = linear_sum_assignment(matrix)
    return {
        ward.coverage_id: owner[column]
        for ward, column in zip(problem.wards, map(int, columns), strict=True)
        if column < width
    }


def _choices(problem: Problem, ward: Ward, out: set[Pair]) -> list[Candidate]:
    """
    Who may take it.

    Of those who never served it, as many as there are coverages, those with the fewest groups: if one
    beyond them were best, one of them would get nothing, and be better.
    """
    able = [problem.candidates[each] for each in ward.able if (ward.coverage_id, each) not in out]
    room = [each for each in able if each.groups < problem.limits.max_groups]
    strangers = [each for each in room if _nearness(ward, each) == _STRANGER]
    strangers.sort(key=lambda each: (each.groups, tie_hash(ward.coverage_id, each.id)))
    return [each for each in room if _nearness(ward, each) != _STRANGER] + strangers[: len(problem.wards)]


def _nearness(ward: Ward, candidate: Candidate) -> int:
    if candidate.id == ward.backup:
        return _BACKUP
    return _KNOWN if candidate.id in ward.known_to else _STRANGER


def _places(problem: Problem, choices: Sequence[Sequence[Candidate]], names: Sequence[str]) -> dict[str, int]:
    """How many of the coverages each may get at most."""
    asked = dict.fromkeys(names, 0)
    for able in choices:
        for each in able:
            asked[each.id] += 1
    room = {name: problem.limits.max_groups - problem.candidates[name].groups for name in names}
    return {name: min(asked[name], room[name]) for name in names}


class _Costs:
    """Whole numbers such that a difference in an earlier criterion is more than any in the later ones together."""

    def __init__(self, problem: Problem, places: Mapping[str, int]) -> None:
        count = len(problem.wards)
        self._fewest = min(problem.candidates[name].groups for name in places)
        ahead = max(self._ahead(problem.candidates[name]) + most for name, most in places.items())
        for_all_but_ties = count * (2 * count + 1) * (count * ahead + 1) * count
        # What the whole numbers leave goes to the hash.
        self._tie_bits = (_EXACT // for_all_but_ties).bit_length() - 1
        assert self._tie_bits > 0, "a problem of so many coverages is not exact in doubles"
        self.group = count << self._tie_bits
        """What one more group in a book costs."""
        self._known = self.group * (count * ahead + 1)
        self.nobody = self._known * (2 * count + 1)
        """What it costs that nobody gets a coverage."""

    def _ahead(self, candidate: Candidate) -> int:
        return min(candidate.groups - self._fewest, _MOST_AHEAD)

    def of(self, ward: Ward, candidate: Candidate) -> int:
        """What the first place in his book costs; each place behind it costs `group` more."""
        tie = int(tie_hash(ward.coverage_id, candidate.id)[:13], 16) >> (52 - min(self._tie_bits, 52))
        return _nearness(ward, candidate) * self._known + self._ahead(candidate) * self.group + tie
