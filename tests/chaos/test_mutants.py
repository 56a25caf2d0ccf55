"""The deliberate mistakes are still mistakes: what they replace is there, and one of them is tried."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos.drawing import directed
from tests.chaos.faults import BY_NAME
from tests.chaos.mutants import NAMES, sentence_of, steps_of
from tests.chaos.nursery import ROOT
from tests.chaos.series import Series


def test_every_mistake_replaces_what_the_workers_really_have() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.chaos.mutants_fit"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr


def test_there_are_ten_mistakes_and_more_each_with_a_sentence_and_faults_that_exist() -> None:
    assert len(NAMES) >= 10
    assert len({sentence_of(name) for name in NAMES}) == len(NAMES)
    assert {step for name in NAMES for step in steps_of(name)} <= set(BY_NAME)
    there = {file.stem for file in (ROOT / "tests" / "chaos" / "mutants").glob("*.py")} - {"__init__"}
    assert there == set(NAMES)


@pytest.mark.bus
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_worker_that_passes_over_what_raises_is_rejected(tmp_path: Path) -> None:
    mutant = "skips_what_raises"
    with Series(tmp_path) as series:
        assert not series.play(directed(1, steps_of(mutant)[:3], mutant))
    (truth,) = series.truths
    assert any(sentence.startswith("I1") for sentence in truth.violations)
