"""
Worker processes born of one that has imported everything already.

A series starts hundreds of them, and importing costs more than all else they do in
their short lives. Each is a process of its own all the same, killed as any other.
"""

import contextlib
import ctypes
import gc
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
ROOT = Path(__file__).resolve().parents[2]


class Born:
    """A process of the nursery, with as much of `subprocess.Popen` as is needed of it."""

    def __init__(self, nursery: "Nursery", pid: int) -> None:
        self.pid = pid
        self._nursery = nursery

    @property
    def returncode(self) -> int | None:
        return self._nursery.codes.get(self.pid)

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        deadline = None if timeout is None else time.monotonic() + timeout
        while (code := self.returncode) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(["worker"], timeout or 0)
            time.sleep(0.02)
        return code

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class Nursery:
    """The harness's end: asks for processes, and hears of their ends."""

    def __init__(self) -> None:
        self.codes: dict[int, int] = {}
        """Exit codes by process id, negative for a signal."""
        self._born: dict[str, int] = {}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.nursery"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        threading.Thread(target=self._hear, daemon=True, name="nursery").start()

    def start(self, name: str, environment: Mapping[str, str], log: Path) -> Born:
        assert self._process.stdin is not None
        wish = f"{name}/{time.monotonic_ns()}"
        line = json.dumps({"wish": wish, "environment": dict(environment), "log": str(log)})
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()
        deadline = time.monotonic() + 30
        while wish not in self._born:
            assert time.monotonic() < deadline, "the nursery does not answer"
            time.sleep(0.005)
        return Born(self, self._born.pop(wish))

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait(10)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(ValueError, OSError):
            for line in self._process.stdout:
                told = json.loads(line)
                if "wish" in told:
                    self.codes.pop(told["pid"], None)  # numbers come again in a long series
                    self._born[told["wish"]] = told["pid"]
                else:
                    self.codes[told["pid"]] = told["code"]


def main() -> None:
    """The nursery itself: one JSON line in for each birth, one out for each birth and each death."""
    from kontor.entry import put_rooms_first

    put_rooms_first()
    import tests.chaos.child  # noqa: F401

    assert threading.active_count() == 1, "a process with threads must not be copied"
    gc.freeze()
    pending = b""
    while True:
        readable, _, _ = select.select([0], [], [], 0.02)
        if readable:
            got = os.read(0, 1 << 16)
            if not got:
                return
            pending += got
            *lines, pending = pending.split(b"\n")
            for line in lines:
                _bear(json.loads(line))
        _bury()


def _bear(wish: dict[str, Any]) -> None:
    pid = os.fork()
    if pid:
        _say({"wish": wish["wish"], "pid": pid})
        return
    code = 1
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # Linux: nothing outlives its series
        log = os.open(wish["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        for number in (1, 2):
            os.dup2(log, number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ.clear()
        os.environ.update(wish["environment"])
        from tests.chaos.child import main as work

        code = work()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _bury() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            _say({"pid": pid, "code": os.waitstatus_to_exitcode(status)})


def _say(told: dict[str, Any]) -> None:
    os.write(1, json.dumps(told).encode() + b"\n")


if __name__ == "__main__":
    main()
