"""How late an event loop is: what a fold that takes too long does to everything else."""

import asyncio
import time
from collections import deque
from typing import Final

from prometheus_client import Gauge

STEP_S: Final = 0.25
WINDOW_S: Final = 15.0
"""At least as long as the usual time between two scrapes, so that no delay falls between them."""


class LoopDelay:
    """Sleeps a little, again and again, and shows the longest oversleeping of the last seconds."""

    def __init__(self, gauge: Gauge) -> None:
        self._gauge = gauge
        self._delays: deque[float] = deque(maxlen=int(WINDOW_S / STEP_S))

    async def watch(self) -> None:
        """Go on until cancelled."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(STEP_S)
            self._delays.append(max(0.0, time.monotonic() - before - STEP_S))
            self._gauge.set(max(self._delays))
