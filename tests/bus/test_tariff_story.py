"""`kontor demo --story tariff` on a real broker: a client's year, each event in a sentence, in order."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bus.test_demo import demo_topics, descendants_named

pytestmark = [pytest.mark.bus, pytest.mark.timeout(300)]
YEAR = (
    "» Amber-Works walks in for the first time",
    "→ Anna",
    "Kontor proposes: “An agreement can begin on 1 May 2026.",
    "» Amber-Works calls: Anna sees what she may talk about.",
    "Kontor tells Anna: “An agreement can begin on 1 May 2026.",
    "A-1 pending",
    "A-1 refused: Nobody approves what he proposed",
    "A-1 approved",
    "A-1 accepted",
    "A-1 active",
    "A-1 earned: 2026-05-01 to 2026-05-31",
    "A-1 earned: 2026-06-01 to 2026-06-30",
    "A-1 revoked: 2026-07-01 to 2026-07-31",
    "A-1 earned: 2026-07-01 to 2026-07-31",
    "A-1 adjusted: 2026-08-01 to 2026-08-31",
    "A-1 ending",
    "A-1 settled",
    "1 settled; dead letters: 0.",
    "Nothing is left running.",
)


def test_the_year_is_told_from_the_first_walk_in_to_the_settlement_and_nothing_is_left(
    kafka: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kontor", "demo", "--story", "tariff"],
        env={"PATH": "", "KONTOR_BROKERS": kafka, "TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    place = 0
    for text in YEAR:
        place = done.stdout.find(text, place)
        assert place >= 0, f"{text!r} is not told where it belongs:\n{done.stdout}"
    assert demo_topics(kafka) == []
    assert descendants_named(f"TMPDIR={tmp_path}") == []
    assert list(tmp_path.iterdir()) == []


def test_a_story_and_a_scenario_do_not_go_together(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kontor", "demo", "--story", "tariff", "--scenario", str(tmp_path / "day.jsonl")],
        env={"PATH": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert "--story and --scenario do not go together" in done.stderr
