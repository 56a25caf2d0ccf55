"""Tells of a worker whose event loop is blocked, so that it is killed: outside Kubernetes nobody acts on a probe."""

import asyncio
import time
from typing import Final

from kontor.launch.worker_pages import WorkerPages

STEP_S: Final = 5.0
BLOCKED_S: Final = 30.0
"""
After this time without an answer a worker is given up.

Its heartbeats may go on in another thread, so that the group would wait for it;
a legitimate pause of the loop is a hundred times shorter.
"""


async def blocked(pages: WorkerPages, step_s: float = STEP_S, blocked_s: float = BLOCKED_S) -> float:
    """Return when a worker that had answered once has not for `blocked_s` seconds; for how long it has not."""
    last = time.monotonic()
    while True:
        await asyncio.sleep(step_s)
        if await pages.ask("/live") is not None or not pages.answered:
            last = time.monotonic()
        elif time.monotonic() - last > blocked_s:
            return time.monotonic() - last
