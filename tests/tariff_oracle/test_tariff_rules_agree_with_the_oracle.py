"""Whatever happens to a bank's tariffs, the rules say field by field what the oracle says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tariff_oracle.comparison import differences
from tests.tariff_oracle.histories import make_history


@pytest.mark.parametrize("seed", range(30))
def test_the_rules_say_what_the_oracle_says(seed: int) -> None:
    assert differences(make_history(seed, days=130)) == []


@pytest.mark.parametrize("seed", range(1000, 1010))
def test_they_say_it_also_when_they_start_anew_from_their_rows_again_and_again(seed: int) -> None:
    assert differences(make_history(seed, days=130), restart_every=3) == []


# The same lives in every run; `python -m tests.tariff_oracle.shrinking` is the place to look for more.
@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    seed=st.integers(min_value=2_000, max_value=10**9),
    days=st.sampled_from((40, 120, 260)),
    restart_every=st.sampled_from((0, 1, 7)),
)
def test_the_rules_say_what_the_oracle_says_of_any_life(seed: int, days: int, restart_every: int) -> None:
    assert differences(make_history(seed, days), restart_every) == []
