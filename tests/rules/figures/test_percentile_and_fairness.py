"""The definitions behind the tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.figures.fairness import gini, jain
from rules.figures.percentile import Spread, nearest_rank


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([7], 50, 7), ([1, 2], 50, 1), ([1, 2, 3], 50, 2), (range(1, 101), 99, 99), (range(1, 101), 100, 100),
     (range(1, 11), 90, 9), (range(1, 11), 99, 10), ([15, 20, 35, 40, 50], 30, 20)],
)  # fmt: skip
def test_nearest_rank_is_a_value_that_was_there(values: list[int], percent: int, expected: int) -> None:
    assert nearest_rank(list(values), percent) == expected


@given(st.lists(st.integers(0, 10**6), min_size=1), st.integers(1, 100))
def test_at_least_the_percentage_lies_at_or_below_and_less_without_it(values: list[int], percent: int) -> None:
    found = nearest_rank(sorted(values), percent)

    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


def test_no_times_give_zeros_and_a_percentile_of_nothing_is_an_error() -> None:
    assert Spread.of([]) == (0, 0.0, 0, 0, 0)
    with pytest.raises(ValueError, match="at least one value"):
        nearest_rank([], 50)


def test_a_spread_of_the_numbers_to_a_thousand_says_its_count_its_mean_and_three_percentiles() -> None:
    assert Spread.of(range(1000, 0, -1)) == (1000, 500.5, 500, 900, 990)


def test_equal_shares_are_fair_and_one_for_all_is_not() -> None:
    assert (jain([0.5, 0.5, 0.5]), gini([0.5, 0.5, 0.5])) == (1.0, 0.0)
    assert (jain([0.0, 0.0, 0.0, 1.0]), gini([0.0, 0.0, 0.0, 1.0])) == (0.25, 0.75)
    assert (jain([0.0, 0.0]), gini([0.0, 0.0])) == (1.0, 0.0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_fairness_is_the_textbook_double_sum(shares: list[float]) -> None:
    total, count = sum(shares), len(shares)
    if total < 1e-9:
        return

    assert gini(shares) == pytest.approx(
        sum(abs(a - b) for a in shares for b in shares) / (2 * count * total), abs=1e-9
    )
    assert 1 / count - 1e-9 <= jain(shares) <= 1 + 1e-9
