"""The desk as a queueing system: equal managers, Poisson arrivals, exponential service."""

from collections import Counter
from statistics import mean, stdev

import pytest

from tests.rules.queueing.erlang import mean_wait_of_theory, play

WARM_UP, BATCHES = 500, 25


def test_the_formula_gives_the_textbooks_figures() -> None:
    # One server: s·ρ/(1-ρ). Two servers at ρ = 1/2: P(wait) = 1/3, so the mean wait is s/3.
    assert mean_wait_of_theory(1, 0.01, 60) == pytest.approx(60 * 0.6 / 0.4)
    assert mean_wait_of_theory(2, 1 / 60, 60) == pytest.approx(60 / 3)


@pytest.mark.parametrize(("managers", "used"), [(1, 0.5), (4, 0.7)])
def test_the_mean_wait_agrees_with_erlang_c_within_three_standard_errors(managers: int, used: float) -> None:
    arrivals_per_s = managers * used / 300
    waits = [each.waited_s for each in play(managers, arrivals_per_s, 300, 6_000, seed=17)][WARM_UP:]

    # Waits that follow each other depend on each other: the error is that of the means of batches.
    size = len(waits) // BATCHES
    means = [mean(waits[start : start + size]) for start in range(0, size * BATCHES, size)]
    error = stdev(means) / BATCHES**0.5
    expected = mean_wait_of_theory(managers, arrivals_per_s, 300)
    assert abs(mean(means) - expected) <= 3 * error
    assert error < expected / 6, "a loose bound shows nothing"


def test_eight_equal_managers_share_ten_thousand_contacts_with_a_jain_index_of_at_least_99_hundredths() -> None:
    served = Counter(each.manager_id for each in play(8, 8 * 0.6 / 300, 300, 10_000, seed=5))

    counts = [served[f"M{number}"] for number in range(8)]
    assert sum(counts) == 10_000
    # Jain, Chiu, Hawe 1984: (Σx)² / (n·Σx²).
    assert sum(counts) ** 2 / (8 * sum(count * count for count in counts)) >= 0.99
