"""The search for successors: the best there is, the same whatever the order, never beyond a limit."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.desk.spread import allowed, spread_of
from rules.handover.problem import Problem
from rules.handover.solving import MOST_AT_ONCE, solve
from tests.rules.handover.problems import Limits, best_worth, candidate, problem, problems, ward, worth

thorough = settings(max_examples=150, deadline=None)


@thorough
@given(problems())
def test_no_plan_is_worth_more_than_the_one_found(asked: Problem) -> None:
    plan = solve(asked)
    found = {step.coverage_id: step.to for step in plan.steps}
    assert worth(asked, found) == best_worth(asked)
    assert sorted([*found, *plan.nobody]) == [each.coverage_id for each in asked.wards]


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


def test_the_backup_stays_where_he_is_not_the_lead_and_a_new_one_is_the_best_by_grade() -> None:
    people = [candidate("M1"), candidate("M2"), candidate("M3", grade=2)]
    asked = problem(people, [ward("A", "M1", "M2", "M3", backup="M1"), ward("B", "M2", backup="M1")])
    assert {step.coverage_id: (step.to, step.backup) for step in solve(asked).steps} == {
        "A": ("M1", "M3"),
        "B": ("M2", "M1"),
    }


def test_whom_a_client_wishes_for_stands_behind_it_before_the_best() -> None:
    people = [candidate("M1"), candidate("M2"), candidate("M3", grade=5)]
    wished = replace(ward("A", "M1", "M2", "M3", known=["M1"]), wished=("M1", "M2"))
    (step,) = solve(problem(people, [wished])).steps
    assert (step.to, step.backup) == ("M1", "M2")


def test_the_largest_problem_is_still_reckoned_in_whole_numbers() -> None:
    names = [f"M{number}" for number in range(8)]
    people = [candidate(name, 1000 * number) for number, name in enumerate(names)]
    wards = [ward(f"K{number:03}", *names) for number in range(MOST_AT_ONCE)]
    plan = solve(problem(people, wards, Limits(max_groups=100_000)))
    assert {step.to for step in plan.steps} == {"M0"}
    assert len(plan.steps) == MOST_AT_ONCE


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
