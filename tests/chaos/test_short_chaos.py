"""About three minutes of chaos with fixed seeds; `make chaos` goes on for as long as you like."""

from pathlib import Path

import pytest

from tests.chaos.drawing import directed
from tests.chaos.series import Series

SEEDS = (1, 2)
KEPT = ((101, ("asked to stop", "deleted kontor.intake-inbox")),)
"""Rounds that once failed, by seed, with what mattered in them."""

pytestmark = [pytest.mark.bus, pytest.mark.slow, pytest.mark.timeout(600)]


def test_rounds_of_faults_lose_nothing_and_decide_nothing_twice(tmp_path: Path) -> None:
    with Series(tmp_path) as series:
        for seed in SEEDS:
            series.round(seed)
        for seed, faults in KEPT:
            series.play(directed(seed, faults))
    told = [sentence for truth in series.truths for sentence in truth.violations]
    assert told == [], f"what was done and said stands in {tmp_path}"
    assert sum(truth.figures["faults"] for truth in series.truths) >= 10
    assert sum(truth.figures["contacts"] for truth in series.truths) >= 500
