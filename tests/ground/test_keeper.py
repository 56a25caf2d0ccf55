"""The keeper: nothing it keeps outlives whoever started it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from streams.embedded import keeper

CHILD = "import signal, time; signal.signal(signal.SIGTERM, {}); print('up', flush=True); time.sleep(60)"
OBEYS = CHILD.format("signal.SIG_DFL")
STARTS_A_KEEPER = """
import os, subprocess, sys, time
reading, writing = os.pipe()
subprocess.Popen([sys.executable, {keeper!r}, str(reading), {pid!r}, sys.executable, "-c", {child!r}],
                 pass_fds=[reading], start_new_session=True)
time.sleep(60)
"""


def _until(holds: Callable[[], bool], within_s: float = 10) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "did not come to be"
        time.sleep(0.02)


def _lives(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def _keep(pid_file: Path, code: str) -> tuple[subprocess.Popen[bytes], int]:
    reading, writing = os.pipe()
    command = [sys.executable, keeper.__file__, str(reading), str(pid_file), sys.executable, "-c", code]
    kept = subprocess.Popen(command, pass_fds=[reading], stdout=subprocess.PIPE)
    os.close(reading)
    return kept, writing


def test_the_code_of_the_child_is_the_keepers(tmp_path: Path) -> None:
    kept, pipe = _keep(tmp_path / "pid", "raise SystemExit(7)")

    kept.communicate(timeout=10)

    os.close(pipe)
    assert kept.returncode == 7


def test_a_keeper_told_to_stop_stops_its_child(tmp_path: Path) -> None:
    kept, pipe = _keep(tmp_path / "pid", OBEYS)
    assert kept.stdout is not None
    assert kept.stdout.readline() == b"up\n"
    child = int((tmp_path / "pid").read_text())

    kept.terminate()

    kept.wait(10)
    kept.stdout.close()
    os.close(pipe)
    assert not _lives(child)


def test_a_child_goes_when_the_parent_closes_the_pipe(tmp_path: Path) -> None:
    kept, pipe = _keep(tmp_path / "pid", OBEYS)
    assert kept.stdout is not None
    assert kept.stdout.readline() == b"up\n"

    os.close(pipe)

    kept.wait(10)
    kept.stdout.close()


def test_a_child_goes_when_the_parent_is_killed(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = STARTS_A_KEEPER.format(keeper=keeper.__file__, pid=str(pid_file), child=OBEYS)
    parent = subprocess.Popen([sys.executable, "-c", code])
    _until(lambda: pid_file.exists() and bool(pid_file.read_text()))
    child = int(pid_file.read_text())
    assert _lives(child)

    parent.kill()

    parent.wait(10)
    _until(lambda: not _lives(child))


def test_a_child_goes_even_when_the_keeper_is_killed(tmp_path: Path) -> None:
    kept, pipe = _keep(tmp_path / "pid", OBEYS)
    assert kept.stdout is not None
    assert kept.stdout.readline() == b"up\n"
    child = int((tmp_path / "pid").read_text())

    kept.send_signal(signal.SIGKILL)

    _until(lambda: not _lives(child))
    kept.wait(10)
    kept.stdout.close()
    os.close(pipe)
