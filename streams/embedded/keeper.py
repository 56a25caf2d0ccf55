"""
Keeps one child process, and ends it when whoever started the keeper is gone.

Run as a script of the standard library alone: `keeper.py FD PIDFILE COMMAND...`.
FD is the reading end of a pipe whose writing end the parent holds and never writes
to: its end of file means that the parent has died, however. On SIGTERM, or that, the
child gets SIGTERM and, if it will not go, SIGKILL. Exits with the child's code.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

GRACE_S: Final = 15.0
"""How long the child may take to stop in order."""
_POLL_S: Final = 0.2
_PR_SET_PDEATHSIG: Final = 1


def _die_with_the_keeper() -> None:
    """In the child, before it runs: should even the keeper be killed, the kernel (Linux) ends the child."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def keep(pipe: int, pid_file: Path, command: list[str]) -> int:
    """Run `command` until it ends or must; returns its exit code, negative for a signal."""
    asked: list[int] = []
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        preexec_fn=_die_with_the_keeper,  # noqa: PLW1509  # reason: there are no threads here
    )
    pid_file.write_text(str(child.pid))
    while child.poll() is None and not asked:
        readable, _, _ = select.select([pipe], [], [], _POLL_S)
        if readable and not os.read(pipe, 1):
            break
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            child.kill()
    pid_file.unlink(missing_ok=True)
    return child.wait()


if __name__ == "__main__":
    sys.exit(keep(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]) & 0xFF)
