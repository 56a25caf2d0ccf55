"""What must be done later in a round, while other faults go on: thaw what was frozen, wake what was stopped."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable

Undo = Callable[[], None]
_LOOK_EVERY_S = 0.1


class Undoing(threading.Thread):
    """Does each thing in its time, until told to stop."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="undoing")
        self._waiting: list[tuple[float, int, Undo]] = []
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._over = threading.Event()

    def later(self, seconds: float, undo: Undo) -> None:
        with self._lock:
            heapq.heappush(self._waiting, (time.monotonic() + seconds, next(self._numbers), undo))

    def at_once(self) -> None:
        """Do now whatever waits."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for _, _, undo in sorted(waiting):
            undo()

    def await_all(self) -> None:
        """Wait until everything was done in its time: a zombie that is woken early is none."""
        while self._waiting:
            time.sleep(_LOOK_EVERY_S)

    def stop(self) -> None:
        self._over.set()

    def run(self) -> None:
        while not self._over.wait(_LOOK_EVERY_S):
            with self._lock:
                due = self._waiting and self._waiting[0][0] <= time.monotonic()
                undo = heapq.heappop(self._waiting)[2] if due else None
            if undo:
                undo()
