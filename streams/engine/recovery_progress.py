"""Saying how far a long recovery is: to the observer always, in the log every few seconds."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Final

from streams.engine.observer import Observer

EVERY_S: Final = 5.0
log = logging.getLogger(__name__)


class RecoveryProgress:
    """How much of the journals of one unit has been read."""

    def __init__(
        self, unit: str, ends: Mapping[int, int], observer: Observer, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`ends` are the offsets up to which each partition's journal is read; compacted ones hold fewer records."""
        self._unit = unit
        self._observer = observer
        self._clock = clock
        self._said = clock()
        self._read = dict.fromkeys(ends, 0)
        self._most = sum(ends.values())

    def __call__(self, partition: int, read: int, to_read: int) -> None:
        """`read` of about `to_read` records of a partition were read."""
        self._observer.recovering(self._unit, partition, read, to_read)
        self._read[partition] = read
        now = self._clock()
        if now - self._said >= EVERY_S:
            self._said = now
            log.info(
                "%s: taking over %d partitions, %d of at most %d journal records are read",
                self._unit, len(self._read), sum(self._read.values()), self._most,
            )  # fmt: skip
