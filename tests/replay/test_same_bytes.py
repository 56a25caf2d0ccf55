"""The same recording gives the same bytes, whatever the machine and the hash seed."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.recording import write_line
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.replay.day import NINE, Day
from tests.replay.test_replay_is_what_was_live import everything

RUN = """
import sys
from models.recording import write_line
from rules.replay.driver import replay
from rules.replay.kind import kind_of
texts = open(sys.argv[1], "rb").read().splitlines()
for line in replay(texts, kind_of(texts), until_ms=int(sys.argv[2])):
    sys.stdout.buffer.write(write_line(line))
"""


def run(hash_seed: int, file: Path, hours: int = 3) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": os.pathsep.join(sys.path)}
    until = str(NINE + hours * 3_600_000)
    return subprocess.run(
        [sys.executable, "-c", RUN, str(file), until], env=environment, capture_output=True, check=True
    ).stdout


@pytest.mark.timeout(300)
def test_twenty_hash_seeds_give_the_same_bytes(tmp_path: Path) -> None:
    file = tmp_path / "day.jsonl"
    file.write_bytes(Day(7).whole(120))

    with ThreadPoolExecutor(2) as pool:
        told = set(pool.map(lambda seed: run(seed, file), range(1, 21)))

    assert len(told) == 1
    assert len(told.pop().splitlines()) > 300


def test_reading_one_line_after_the_other_gives_what_reading_all_at_once_gives() -> None:
    texts = Day(8).whole(60).splitlines(keepends=True)
    one_by_one = b"".join(map(write_line, replay(iter(texts), Kind.BANK)))

    assert one_by_one == b"".join(map(write_line, list(replay(texts, Kind.BANK))))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [67, 91, 111, 119])
def test_whatever_policies_ask_for_other_hash_seeds_give_the_same_bytes(seed: int, tmp_path: Path) -> None:
    file = tmp_path / "bank.jsonl"
    file.write_bytes(b"".join(everything(seed)))

    told = {run(hash_seed, file, hours=24 * 7) for hash_seed in (0, 1, 7)}

    assert len(told) == 1
    assert len(told.pop().splitlines()) > 100
