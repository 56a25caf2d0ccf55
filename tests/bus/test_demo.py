"""`kontor demo` on a real broker: it shows, it sums up, and it leaves nothing behind, however it ends."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from kafka.admin import KafkaAdminClient

from kontor.demo.bank import made_up_bank
from models.recording import write_line
from tests.installation import Processes, until

pytestmark = [pytest.mark.bus, pytest.mark.timeout(180)]


def demo_topics(kafka: str) -> list[str]:
    admin = KafkaAdminClient(bootstrap_servers=kafka)
    try:
        return [name for name in admin.list_topics() if name.startswith("demo-")]
    finally:
        admin.close()


def descendants_named(text: str) -> list[int]:
    """Processes whose environment or command line names it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:
            continue
        if text.encode() in told:
            found.append(int(process.name))
    return found


def test_the_demo_shows_decisions_and_figures_and_leaves_nothing(kafka: str, tmp_path: Path) -> None:
    mark = f"TMPDIR={tmp_path}"
    done = subprocess.run(
        [sys.executable, "-m", "kontor", "demo", "--seconds", "5"],
        env={"PATH": "", "KONTOR_BROKERS": kafka, "TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    for text in ("Rush hour begins.", "→ Boris", "/metrics", "same person again", "Nothing is left running."):
        assert text in done.stdout
    assert demo_topics(kafka) == []
    assert descendants_named(mark) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_nothing_either(kafka: str, tmp_path: Path, processes: Processes, number: int) -> None:
    folder = tmp_path / "t"
    folder.mkdir()
    demo = processes.python("demo", "-m", "kontor", "demo", "--seconds", "60",
                            environment={"PATH": "", "KONTOR_BROKERS": kafka, "TMPDIR": str(folder)})  # fmt: skip
    until(lambda: "→" in processes.log("demo"), 60, "the first assignment")
    demo.send_signal(number)

    assert demo.wait(60) == 130
    assert "Nothing is left running." in processes.log("demo")
    assert demo_topics(kafka) == []
    assert descendants_named(f"TMPDIR={folder}") == []
    assert list(folder.iterdir()) == []


def test_a_scenario_is_played_on_a_virtual_clock(kafka: str, tmp_path: Path) -> None:
    scenario = tmp_path / "day.jsonl"
    start_ms = 917_844_594_000  # 1999-02-01
    lines = [line._replace(timestamp_ms=start_ms + (line.timestamp_ms - start_ms) * 10)
             for line in made_up_bank(start_ms, 30_000).lines]  # fmt: skip
    scenario.write_bytes(b"".join(write_line(line) for line in lines))
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "kontor", "demo", "--scenario", str(scenario), "--speed", "60"],
        env={"PATH": "", "KONTOR_BROKERS": kafka}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    opened = sum(b'"contact.opened"' in (line.value or b"") for line in lines) - 2  # one is told three times
    assert f"│ {opened} " in done.stdout.replace("contacts                      ", "")
    assert "1999" not in done.stderr
    assert time.monotonic() - begun < 120
