"""The search for successors: the best there is, the same whatever the order, never beyond a limit."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.desk.rank import tie_hash
from rules.desk.spread import allowed, spread_of
from rules.handover.problem import Problem
from rules.handover.solving import MOST_AT_ONCE, _Costs, solve
from tests.rules.handover.problems import Limits, best_worth, candidate, hashed, problem, problems, ward, worth

thorough = settings(max_examples=150, deadline=None)
FAR = Limits(max_groups=100_000)


@thorough
@given(problems())
def test_no_plan_is_worth_more_than_the_one_found(asked: Problem) -> None:
    plan = solve(asked)
    found = {step.coverage_id: step.to for step in plan.steps}
    assert worth(asked, found) == best_worth(asked)
    assert sorted([*found, *plan.nobody]) == [each.coverage_id for each in asked.wards]


@thorough
@given(st.lists(st.integers(0, 2), min_size=2, max_size=4), st.integers(1, 4), st.integers(0, 1_000))
def test_of_plans_that_are_worth_the_same_the_one_with_the_smallest_hashes_is_found(
    books: list[int], count: int, first: int
) -> None:
    people = [candidate(f"M{number}", groups) for number, groups in enumerate(books)]
    wards = [ward(f"K{first + number:04}", *(each.id for each in people)) for number in range(count)]
    asked = problem(people, wards)
    plans = [
        dict(zip([each.coverage_id for each in wards], to, strict=True))
        for to in product([each.id for each in people], repeat=count)
    ]
    least = min(worth(asked, plan) for plan in plans)
    best = min(sum(hashed(*pair) for pair in plan.items()) for plan in plans if worth(asked, plan) == least)
    found = sum(hashed(step.coverage_id, step.to) for step in solve(asked).steps)
    assert found - best < 2**22  # the hashes are cut to what is left of a whole number, never to less than 30 bits here


@thorough
@given(problems(), st.randoms())
def test_the_plan_hangs_on_no_order_of_the_candidates(asked: Problem, chance: object) -> None:
    shuffled = list(asked.candidates.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' Random
    assert solve(replace(asked, candidates=dict(shuffled))) == solve(asked)


@thorough
@given(
    st.lists(st.integers(-5, 100), min_size=1, max_size=8),
    st.lists(st.lists(st.integers(0, 100), max_size=4), min_size=1, max_size=3),
    st.integers(200_000, 1_000_000),
    st.integers(2_000, 10_000),
)
def test_no_step_breaks_a_limit_to_a_books_margins(
    margins: list[int], books: list[list[int]], share: int, index: int
) -> None:
    limits = Limits(200, share, index)
    held: dict[str, list[Mapping[str, int]]] = {
        f"M{number}": [{"RUB": margin} for margin in book] for number, book in enumerate(books)
    }
    people = [candidate(name, len(book), book=tuple(book)) for name, book in held.items()]
    wards = [ward(f"K{number}", *sorted(held), margin=margin) for number, margin in enumerate(margins)]
    plan = solve(problem(people, wards, limits))
    assert len(plan.steps) + len(plan.nobody) == len(margins)
    earned = {each.coverage_id: each.margins for each in wards}
    for step in plan.steps:
        before = spread_of(held[step.to])
        held[step.to].append(earned[step.coverage_id])
        after = spread_of(held[step.to])
        assert before is None or after is None or allowed(limits, before, after)


def test_what_one_may_not_take_for_its_margin_goes_to_another() -> None:
    rich = candidate("M1", 2, book=({"RUB": 10}, {"RUB": 10}))
    wide = candidate("M2", 9, book=tuple({"RUB": 100} for _ in range(9)))
    asked = problem([rich, wide], [ward("K", "M1", "M2", backup="M1", margin=90)], Limits(max_margin_share_ppm=500_000))
    assert [(step.coverage_id, step.to) for step in solve(asked).steps] == [("K", "M2")]
    alone = problem([rich], [ward("K", "M1", margin=90)], Limits(max_margin_share_ppm=500_000))
    assert solve(alone) == ((), ("K",))


@thorough
@given(st.lists(st.integers(-5, 50), min_size=1, max_size=6))
def test_steps_are_taken_from_the_greatest_margin_down_equals_by_id(margins: list[int]) -> None:
    wards = [ward(f"K{number}", "M1", margin=margin) for number, margin in enumerate(margins)]
    falling = sorted(range(len(margins)), key=lambda number: (-margins[number], number))
    assert [step.coverage_id for step in solve(problem([candidate("M1")], wards)).steps] == [f"K{n}" for n in falling]


def test_the_backup_stays_where_he_is_not_the_lead_and_a_new_one_is_the_best_by_grade() -> None:
    people = [candidate("M1"), candidate("M2"), candidate("M3", grade=2)]
    asked = problem(people, [ward("A", "M1", "M2", "M3", backup="M1"), ward("B", "M2", backup="M1")])
    assert {step.coverage_id: (step.to, step.backup) for step in solve(asked).steps} == {
        "A": ("M1", "M3"),
        "B": ("M2", "M1"),
    }


def test_a_backup_and_a_stranger_are_worth_as_much_as_two_known_faces_so_the_books_decide() -> None:
    def takers(known: int, stranger: int) -> set[tuple[str, str]]:
        people = [candidate("M1", 9), candidate("M2", known), candidate("M3", stranger)]
        wards = [ward("A", "M1", "M2", backup="M1", known=["M2"]), ward("B", "M1", "M3", known=["M1"])]
        return {(step.coverage_id, step.to) for step in solve(problem(people, wards, Limits(max_groups=10))).steps}

    assert takers(known=4, stranger=5) == {("A", "M2"), ("B", "M1")}
    assert takers(known=5, stranger=4) == {("A", "M1"), ("B", "M3")}


def test_new_backups_are_spread_over_those_of_one_grade() -> None:
    people = [candidate("M1"), candidate("M2", 9), candidate("M3", 9)]
    for number in range(8):
        wards = [ward(f"K{number}{letter}", "M1", "M2", "M3", known=["M1"]) for letter in "AB"]
        assert {step.backup for step in solve(problem(people, wards)).steps} == {"M2", "M3"}


@thorough
@given(
    st.dictionaries(st.sampled_from("ABCDE"), st.tuples(st.integers(1, 4), st.integers(0, 4)), min_size=2),
    st.sampled_from("ABCDE"),
    st.integers(1, 4),
)
def test_a_new_backup_is_of_the_highest_grade_then_behind_the_fewest_then_of_the_smallest_hash(
    told: dict[str, tuple[int, int]], lead: str, count: int
) -> None:
    told.setdefault(lead, (1, 0))
    people = [replace(candidate(name, grade=grade), backup_of=behind) for name, (grade, behind) in told.items()]
    wards = [ward(f"K{number}", *sorted(told), known=[lead]) for number in range(count)]
    behind = {name: behind for name, (_, behind) in told.items()}
    for step in solve(problem(people, wards)).steps:
        assert step.to == lead
        best = min(
            told.keys() - {lead},
            key=lambda name: (-told[name][0], behind[name], tie_hash(step.coverage_id, name)),
        )
        assert step.backup == best
        behind[best] += 1


def test_a_backup_who_becomes_the_lead_stands_behind_one_fewer() -> None:
    def behind(number: int, before: int) -> str | None:
        people = [candidate("M1"), replace(candidate("M2"), backup_of=before), replace(candidate("M3"), backup_of=1)]
        known = ward(f"K{number}", "M1", "M2", "M3", known=["M1"])
        first, second = solve(problem(people, [ward("A", "M2", backup="M2", margin=1), known])).steps
        assert [first.to, first.backup, second.to] == ["M2", None, "M1"]
        return second.backup

    for before, named in ((1, {"M2"}), (2, {"M2", "M3"}), (3, {"M3"})):
        assert {behind(number, before) for number in range(8)} == named


def test_whom_a_client_wishes_for_stands_behind_it_before_the_best() -> None:
    people = [candidate("M1"), candidate("M2"), candidate("M3", grade=5)]
    wished = replace(ward("A", "M1", "M2", "M3", known=["M1"]), wished=("M1", "M2"))
    (step,) = solve(problem(people, [wished])).steps
    assert (step.to, step.backup) == ("M1", "M2")


def test_the_largest_problem_is_still_reckoned_in_whole_numbers() -> None:
    names = [f"M{number}" for number in range(8)]
    people = [candidate(name, 1000 * number) for number, name in enumerate(names)]
    wards = [ward(f"K{number:03}", *names) for number in range(MOST_AT_ONCE)]
    plan = solve(problem(people, wards, FAR))
    assert {step.to for step in plan.steps} == {"M0"}
    assert len(plan.steps) == MOST_AT_ONCE


@thorough
@given(
    st.integers(1, MOST_AT_ONCE),
    st.lists(st.tuples(st.integers(0, 9_000), st.integers(1, MOST_AT_ONCE)), min_size=1, max_size=4),
)
def test_a_criterion_outweighs_all_after_it_together_and_every_sum_is_exact(
    count: int, books: list[tuple[int, int]]
) -> None:
    people = {f"M{number}": groups for number, (groups, _) in enumerate(books)}
    places = {f"M{number}": min(most, count) for number, (_, most) in enumerate(books)}
    wards = [ward(f"K{number}", *people) for number in range(count)]
    asked = problem([candidate(*each) for each in people.items()], wards)
    costs = _Costs(asked, places)
    far = {each.id: costs.of(wards[0], each) for each in asked.candidates.values()}
    near = {each.id: costs.of(replace(wards[0], backup=each.id), each) for each in asked.candidates.values()}
    known = costs.of(replace(wards[0], known_to=frozenset(people)), asked.candidates["M0"]) - near["M0"]
    assert {far[each] - near[each] for each in people} == {2 * known}
    of_ties = costs.group // count
    for each in people:
        tie = near[each] % costs.group
        assert tie << 52 <= hashed("K0", each) * of_ties < (tie + 1) << 52
    assert count * max(near[each] + costs.group * (places[each] - 1) for each in people) < known
    assert count * max(far[each] + costs.group * (places[each] - 1) for each in people) < costs.nobody
    assert count * costs.nobody <= 2**53 < 2 * count * costs.nobody


def test_a_book_four_thousand_groups_ahead_costs_as_much_as_any_longer_one() -> None:
    def takers(groups: int) -> set[str]:
        people = [candidate("M0"), candidate("M1", groups), candidate("M2", groups + 1)]
        plans = [solve(problem(people, [ward("A", "M0"), ward(f"K{n}", "M1", "M2")], FAR)) for n in range(12)]
        return {step.to for plan in plans for step in plan.steps if step.coverage_id != "A"}

    assert takers(3_999) == {"M1"}
    assert takers(4_000) == {"M1", "M2"}


def test_how_long_all_books_are_together_matters_to_nobody() -> None:
    people = [candidate("M1", 9_000), candidate("M2", 9_001)]
    both = ["M1", "M2"]
    plans = [solve(problem(people, [ward(f"K{number}", *both, known=both)], FAR)) for number in range(12)]
    assert {step.to for plan in plans for step in plan.steps} == {"M1"}


PROGRAM = """
from rules.handover.solving import solve
from tests.rules.handover.problems import candidate, problem, ward
names = [f"M{n}" for n in range(7)]
print(solve(problem([candidate(n) for n in names], [ward(f"K{n:02}", *names) for n in range(40)])))
"""


def test_equals_are_told_apart_by_a_hash_that_is_the_same_in_every_process() -> None:
    def told(seed: str) -> str:
        environment = os.environ | {"PYTHONHASHSEED": seed}
        return subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, check=True, capture_output=True, text=True
        ).stdout

    assert told("1") == told("77")


def test_the_solver_is_imported_only_when_somebody_leaves() -> None:
    code = "import sys, agents.desk, kontor.cli, rules.replay.driver; print({'scipy', 'numpy'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
