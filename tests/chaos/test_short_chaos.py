"""About three minutes of chaos with fixed seeds; `make chaos` goes on for as long as you like."""

from pathlib import Path

import pytest

from tests.chaos.series import Series

SEEDS = (1, 2, 3)


@pytest.mark.bus
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_rounds_of_faults_lose_nothing_and_decide_nothing_twice(tmp_path: Path) -> None:
    with Series(tmp_path) as series:
        for seed in SEEDS:
            series.round(seed)
    told = [sentence for truth in series.truths for sentence in truth.violations]
    assert told == [], f"what was done and said stands in {tmp_path}"
    assert sum(truth.figures["faults"] for truth in series.truths) >= 8 * len(SEEDS)
    assert sum(truth.figures["contacts"] for truth in series.truths) >= 1000
