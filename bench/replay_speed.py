"""How many contacts a second `kontor replay` puts through the whole rules, on one core."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from bench.machine import Range
from bench.workload import POLICY, Bank
from models.recording import write_line

START_MS: Final = 1_764_000_000_000
STEP_MS: Final = 10


class Replay(NamedTuple):
    """Contacts are opened and closed: two lines of the recording each."""

    contacts: int
    contacts_per_s: Range
    """By wall clock, the start of Python included."""
    cpu_us_per_contact: Range


def measure(contacts: int, repeats: int) -> Replay:
    """Replay a recording of so many contacts, `repeats` times, as a person would: by the command."""
    bank = Bank()
    with TemporaryDirectory() as name:
        recording, policy = Path(name) / "day.jsonl", Path(name) / "policy.yaml"
        policy.write_text(POLICY, encoding="utf-8")
        with recording.open("wb") as out:
            out.writelines(write_line(line) for line in bank.people(START_MS))
            for number, line in enumerate(bank.contacts(contacts, START_MS)):
                out.write(write_line(line._replace(timestamp_ms=START_MS + number * STEP_MS)))
        runs = [_once(recording, policy) for _ in range(repeats)]
    rate = Range.of([contacts / wall for wall, _ in runs])
    return Replay(contacts, rate, Range.of([used * 1e6 / contacts for _, used in runs]))


def _once(recording: Path, policy: Path) -> tuple[float, float]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "kontor", "replay", "--policy", str(policy), str(recording)],
        stdout=subprocess.DEVNULL, env=environment, check=True,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - begun, used
