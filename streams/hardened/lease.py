"""
No bytes leave a worker that may have lost its partitions.

A courtesy, not the proof: the proof is the journal's compare-and-set. The lease
only keeps most of a stale worker's writes out of the logs.
"""

import time
from typing import Final

LEASE_SHARE: Final = 0.9
"""Of the session timeout: the broker may hand our partitions on only after all of it."""


class Lease:
    """
    Valid while the last answered heartbeat was *sent* less than `ttl_s` ago.

    `time.monotonic` runs on while the process is stopped, so a worker that wakes
    from a long sleep finds its lease expired before it can send anything.
    """

    __slots__ = ("_renewed_at", "enabled", "generation", "ttl_s")

    def __init__(self, ttl_s: float, *, enabled: bool = True) -> None:
        self.ttl_s = ttl_s
        self.enabled = enabled
        self.generation = -1
        """The consumer group's generation under which this worker may write."""
        self._renewed_at = float("-inf")

    def renew(self, sent_at: float) -> None:
        """A heartbeat (or a join) sent at this `time.monotonic()` was answered."""
        self._renewed_at = max(self._renewed_at, sent_at)

    def valid(self) -> bool:
        """Whether bytes may be sent now."""
        return not self.enabled or time.monotonic() - self._renewed_at < self.ttl_s

    def renewed_after(self, instant: float) -> bool:
        """Whether a heartbeat sent after this `time.monotonic()` was answered."""
        return self._renewed_at > instant

    def age_s(self) -> float:
        """Seconds since the last answered heartbeat was sent."""
        return time.monotonic() - self._renewed_at
