"""Small problems, drawn, and what a plan for them is worth, told by trying everything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from hypothesis import strategies as st

from rules.desk.rank import tie_hash
from rules.handover.problem import Candidate, Problem, Ward


@dataclass(frozen=True)
class Limits:
    max_groups: int = 200
    max_margin_share_ppm: int = 1_000_000
    max_hhi: int = 10_000


def candidate(manager_id: str, groups: int = 0, grade: int = 1, book: tuple[Mapping[str, int], ...] = ()) -> Candidate:
    return Candidate(manager_id, grade, 0, groups, book)


def ward(coverage_id: str, *able: str, backup: str | None = None, known: Sequence[str] = (), margin: int = 0) -> Ward:
    return Ward(coverage_id, {"RUB": margin} if margin else {}, able, frozenset(known), backup, ())


def problem(candidates: Sequence[Candidate], wards: Sequence[Ward], limits: Limits = Limits()) -> Problem:
    return Problem("L", limits, {each.id: each for each in candidates}, tuple(wards))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    people = [f"M{number}" for number in range(draw(st.integers(1, 4)))]
    candidates = [candidate(each, draw(st.integers(0, 4)), draw(st.integers(1, 2))) for each in people]
    wards = []
    for number in range(draw(st.integers(1, 5))):
        able = sorted(draw(st.sets(st.sampled_from(people))))
        known = draw(st.sets(st.sampled_from(people)))
        backup = draw(st.none() | st.sampled_from(people))
        wards.append(ward(f"K{number}", *able, backup=backup, known=sorted(known)))
    return problem(candidates, wards, Limits(max_groups=draw(st.integers(1, 6))))


def hashed(coverage_id: str, manager_id: str) -> int:
    """The hash that tells equals apart, below 2**52: its first thirteen digits."""
    return int(tie_hash(coverage_id, manager_id)[:13], 16)


def worth(asked: Problem, given: Mapping[str, str]) -> tuple[int, int, int]:
    """Unplaced coverages, strangeness, unevenness of the books: the less the better, the first difference counts."""
    strange = 0
    groups = {each.id: each.groups for each in asked.candidates.values()}
    uneven = 0
    for each in asked.wards:
        to = given.get(each.coverage_id)
        if to is not None:
            strange += 0 if to == each.backup else 1 if to in each.known_to else 2
            uneven += groups[to]
            groups[to] += 1
    return len(asked.wards) - len(given), strange, uneven


def best_worth(asked: Problem) -> tuple[int, int, int]:
    """The least any plan can have within the books' most groups."""
    found = []
    for choice in product(*((None, *each.able) for each in asked.wards)):
        given = {each.coverage_id: to for each, to in zip(asked.wards, choice, strict=True) if to is not None}
        full = {each.id: each.groups + list(given.values()).count(each.id) for each in asked.candidates.values()}
        if all(count <= asked.limits.max_groups for name, count in full.items() if name in given.values()):
            found.append(worth(asked, given))
    return min(found)
