"""How long to wait before a dead worker is started again."""

from dataclasses import dataclass


@dataclass(slots=True)
class Backoff:
    """
    Doubling delays up to a cap, forgotten after a healthy time.

    Without jitter: a launcher has one worker, and two launchers whose workers died
    of the same broker are told apart by when they noticed. A delay one can predict
    is a delay one can test and explain.
    """

    first_s: float = 0.25
    cap_s: float = 15.0
    healthy_s: float = 60.0
    _next_s: float = 0.0

    def delay(self, healthy_for_s: float) -> float:
        """Seconds to wait now, after a worker that had been ready for `healthy_for_s` seconds."""
        if healthy_for_s >= self.healthy_s or self._next_s == 0:
            self._next_s = self.first_s
        delay = self._next_s
        self._next_s = min(self._next_s * 2, self.cap_s)
        return delay
