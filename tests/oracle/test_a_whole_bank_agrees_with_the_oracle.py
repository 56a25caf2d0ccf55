"""Whatever the bank's topics say, a replay publishes field by field what the oracle says."""

import pytest

from tests.oracle.bank_comparison import differences
from tests.oracle.bank_histories import make_recording


@pytest.mark.parametrize("seed", range(40))
def test_a_replay_says_what_the_oracle_says(seed: int) -> None:
    assert differences(make_recording(seed)) == []
