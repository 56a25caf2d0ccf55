"""One worker of a round: its process, and what became of it."""

import contextlib
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.nursery import Born

STOPPED = {0, -signal.SIGTERM}
"""Of one asked to stop; a bare worker may not have come so far as to listen."""
FAIL_STOP, FENCED, REFUSED = 70, 75, 76
KILLED = -signal.SIGKILL


@dataclass(eq=False)
class Member:
    """One worker, bare or with its launcher."""

    name: str
    launched: bool
    process: subprocess.Popen[bytes] | Born
    log: Path
    asked: bool = False
    """It was asked to stop."""
    busy: bool = False
    """A fault has it in hand; no other may choose it."""
    allowed: set[int] = field(default_factory=lambda: {FAIL_STOP, FENCED, KILLED})
    """Exit codes that are no surprise."""

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def worker_pid(self) -> int | None:
        """Process id of the worker itself."""
        if not self.launched:
            return self.process.pid if self.alive else None
        for task in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            with contextlib.suppress(OSError, ValueError):
                if children := task.read_text().split():
                    return int(children[0])
        return None

    def last_words(self) -> str:
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return lines[-1] if lines else ""
