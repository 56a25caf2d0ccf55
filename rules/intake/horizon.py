"""
What is kept only for a while: events seen, contacts that are over, records that came too early.

One queue for all, in the order of the inbox, so that it is the same after a restart whatever
happened before. An entry whose row has changed meanwhile is passed over.
"""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Final

MOST_AT_ONCE: Final = 100
"""Rows purged with one record at most, so that no record pays for a long silence before it."""


_STRETCH: Final = 4096
"""Places of the inbox whose entries are sorted together."""


class Horizon:
    """Row keys in the order in which they are to be forgotten."""

    __slots__ = ("_queue",)

    def __init__(self) -> None:
        self._queue: deque[tuple[int, int, str]] = deque()

    def restore(self, entries: Iterable[tuple[int, int, str]]) -> None:
        """
        Take over `(now_ms, place, row key)` of everything kept, in any order.

        Sorted stretch by stretch of the inbox: one sort of millions would hold the interpreter for many seconds, in
        which a worker that takes over answers no heartbeat.
        """
        stretches: dict[int, list[tuple[int, int, str]]] = {}
        for entry in entries:
            stretches.setdefault(entry[1] // _STRETCH, []).append(entry)
        self._queue = deque()
        for number in sorted(stretches):
            self._queue += sorted(stretches.pop(number), key=lambda entry: entry[1:])

    def keep(self, now_ms: int, place: int, key: str) -> None:
        """Remember that `key` was kept when the inbox stood at `place`."""
        self._queue.append((now_ms, place, key))

    def purge(self, before_ms: int, forget: Callable[[str, int], bool]) -> None:
        """
        Forget what was kept at or before `before_ms`, at most `MOST_AT_ONCE` rows.

        `forget(key, place)` says whether there was still something to forget.
        """
        queue = self._queue
        if not queue or queue[0][0] > before_ms:
            return
        purged = 0
        while queue and queue[0][0] <= before_ms and purged < MOST_AT_ONCE:
            _, place, key = queue.popleft()
            purged += forget(key, place)
