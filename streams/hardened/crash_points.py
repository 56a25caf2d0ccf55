"""
Places where a test may end, stop or block the worker, between each two steps.

`KONTOR_TEST_CRASH_AT=<point>:<n>[:kill|stop|block]` acts at the n-th pass of the
point: SIGKILL (the default), SIGSTOP, or a blocked loop of ten seconds. Without
the variable a point costs one comparison.
"""

import os
import signal
import time
from typing import Final

VARIABLE: Final = "KONTOR_TEST_CRASH_AT"
POINTS: Final = (
    "opening",
    "fenced",
    "recovered",
    "republished",
    "fetched",
    "folded",
    "journal_sent",
    "chunk_sent",
    "journal_acked",
    "publish_sent",
    "published",
    "acknowledged",
    "copy_sent",
    "copied",
)
"""The points, in the order in which a record passes them."""
_BLOCK_S: Final = 10.0


class CrashPoint:
    """The armed point of this process, if any."""

    def __init__(self, armed: str | None) -> None:
        """`armed` is the value of the environment variable. Raises ValueError when it is not of its form."""
        name, _, rest = (armed or "").partition(":")
        passes, _, act = rest.partition(":")
        if name and name not in POINTS:
            raise ValueError(f"{VARIABLE} names no crash point: {name}")
        self.name = name
        self._left = int(passes or 1)
        self._act = act or "kill"

    def reach(self, point: str) -> None:
        """Say that the worker stands at `point`."""
        if point != self.name:
            return
        self._left -= 1
        if self._left == 0:
            os.write(2, f"crash point {point} reached: {self._act}\n".encode())
            if self._act == "block":
                time.sleep(_BLOCK_S)
            else:
                os.kill(os.getpid(), signal.SIGSTOP if self._act == "stop" else signal.SIGKILL)


_armed = CrashPoint(os.environ.get(VARIABLE))
reach = _armed.reach
