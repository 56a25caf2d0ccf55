"""
Whether a worker is alive and whether it is ready, from what its engine reports.

Alive: going on as it is makes sense. Ready: its journals are recovered and it
decides. A worker of a settled group may own nothing (more workers than
partitions): it is ready too, for it takes over when another goes.
"""

import time
from collections.abc import Callable
from typing import Any, Final, NamedTuple

STUCK_S: Final = 30.0
"""Above this age of the oldest batch in work, with lag, a worker is not alive."""
SILENT_S: Final = 30.0
"""An engine that has settled reports about every second; silent for so long, it is not alive."""


class Verdict(NamedTuple):
    """An answer to a probe: yes or no, and what to say."""

    well: bool
    says: dict[str, Any]

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return 200 if self.well else 503


class Health:
    """What is known of the engine, as far as the probes ask."""

    def __init__(self, worker: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._worker = worker
        self._monotonic = monotonic
        self._settled = False
        self._why_not = "it has not joined the consumer group yet"
        self._stopping: str | None = None
        self._partitions: dict[str, list[int]] = {}
        self._epoch: int | None = None
        self._lag = 0
        self._oldest_s = 0.0
        self._reported_at: float | None = None

    def unsettled(self, why: str) -> None:
        """The worker does not decide for now."""
        self._settled = False
        self._why_not = why
        self._reported_at = None

    def owns(self, unit: str, partitions: list[int], epoch: int) -> None:
        """The unit owns exactly these partitions."""
        self._partitions[unit] = sorted(partitions)
        self._epoch = epoch

    def settled(self) -> None:
        """Journals are recovered and records flow."""
        self._settled = True
        self._reported_at = self._monotonic()

    def stopping(self, why: str) -> None:
        """The worker is about to end."""
        self._stopping = why

    def working(self, oldest_s: float, lag: int) -> None:
        """The engine's report of every second."""
        self._oldest_s = oldest_s
        self._lag = lag
        if self._settled:
            self._reported_at = self._monotonic()

    def live(self) -> Verdict:
        """Whether going on makes sense. That the loop runs is shown by there being an answer at all."""
        if self._oldest_s > STUCK_S and self._lag:
            why = f"the oldest batch has been in work for {self._oldest_s:.0f} s and {self._lag} records wait behind it"
            return Verdict(well=False, says={"live": False, "reason": why})
        silent = 0.0 if self._reported_at is None else self._monotonic() - self._reported_at
        if silent > SILENT_S:
            why = f"the engine has not reported for {silent:.0f} s"
            return Verdict(well=False, says={"live": False, "reason": why})
        return Verdict(well=True, says={"live": True, "state": "running" if self._settled else "waiting"})

    def ready(self) -> Verdict:
        """Whether it decides."""
        if self._stopping is not None:
            return Verdict(well=False, says={"ready": False, "reason": f"it is stopping: {self._stopping}"})
        if not self._settled:
            return Verdict(well=False, says={"ready": False, "reason": self._why_not})
        return Verdict(well=True, says={"ready": True, **self.describe()})

    def describe(self) -> dict[str, Any]:
        """Who it is and what it owns."""
        return {"worker": self._worker, "epoch": self._epoch, "partitions": self._partitions}
