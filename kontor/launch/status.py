"""What a worker process tells its launcher about itself."""

import json
import time
from collections.abc import Callable
from typing import Final

RUNNING: Final = frozenset({"ready", "running"})
"""States in which the worker decides."""


class Status:
    """The last word of a worker process, and since when it has been ready."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self.state = "starting"
        self.group: str | None = None
        self.member: str | None = None
        self._ready_since: float | None = None
        self._ready_s = 0.0

    def take(self, line: bytes) -> None:
        """
        One line of the worker: a JSON object with `state`, `group`, `member`, each as far as it is known.

        A line that is none is left aside: a worker's last words may be cut off by its death.
        """
        try:
            told = json.loads(line)
        except ValueError:
            return
        if not isinstance(told, dict):
            return
        self.group = _text(told.get("group")) or self.group
        # A member id is never taken back: the group may still know it when the worker does not.
        self.member = _text(told.get("member")) or self.member
        state = _text(told.get("state"))
        if state is not None:
            self._enter(state)

    @property
    def ready(self) -> bool:
        """Whether the worker's last word is that it decides."""
        return self.state in RUNNING

    def ready_for_s(self) -> float:
        """The longest it has been ready without a break."""
        now = 0.0 if self._ready_since is None else self._monotonic() - self._ready_since
        return max(self._ready_s, now)

    def _enter(self, state: str) -> None:
        was_ready, self.state = self.ready, state
        if self.ready and not was_ready:
            self._ready_since = self._monotonic()
        elif was_ready and not self.ready:
            self._ready_s, self._ready_since = self.ready_for_s(), None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
