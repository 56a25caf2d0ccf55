"""
Numbers between units: what makes a record that is written twice count once.

Whoever writes to an inbox numbers his records, rising by one for each (sender,
target partition). The reader keeps the last number of each sender and drops
whatever is not above it. Both sides keep their numbers as rows of their own
journal, so after a crash they stand exactly where the rest of the state stands.
"""

from collections.abc import Iterable, Mapping
from typing import Final

RECEIVED_PREFIX: Final = "!recv/"
SENT_PREFIX: Final = "!sent/"


class Received:
    """The last number seen from each sender."""

    __slots__ = ("_last", "_touched")

    def __init__(self, rows: Mapping[str, bytes] | None = None) -> None:
        """Start from journal rows; those that are not `!recv/...` are left aside."""
        self._last = _restored(RECEIVED_PREFIX, rows or {})
        self._touched: dict[str, None] = {}

    def fresh(self, sender: str, n: int) -> bool:
        """Whether number `n` of `sender` is new; remembers it if so."""
        if n <= self._last.get(sender, -1):
            return False
        self._last[sender] = n
        self._touched[sender] = None
        return True

    def last(self, sender: str) -> int:
        """The highest number seen from `sender`; -1 if there was none."""
        return self._last.get(sender, -1)

    def take_touched(self) -> Iterable[str]:
        """Row keys of senders heard since the last call, each once; forgets them."""
        touched, self._touched = self._touched, {}
        return [RECEIVED_PREFIX + sender for sender in touched]

    def row(self, key: str) -> bytes | None:
        """The row of a key given by `take_touched`: the number in ASCII decimal."""
        n = self._last.get(key.removeprefix(RECEIVED_PREFIX))
        return None if n is None else b"%d" % n


class Sent:
    """The last number given for each (topic, partition) written to."""

    __slots__ = ("_last", "_touched")

    def __init__(self, rows: Mapping[str, bytes] | None = None) -> None:
        """Start from journal rows; those that are not `!sent/...` are left aside."""
        self._last = _restored(SENT_PREFIX, rows or {})
        self._touched: dict[str, None] = {}

    def next(self, topic: str, partition: int) -> int:
        """The number of the next record to that partition."""
        return self.take(topic, partition)

    def take(self, topic: str, partition: int, count: int = 1) -> int:
        """The first of `count` rising numbers for the next records to that partition; the very first is 0."""
        target = f"{topic}/{partition}"
        first = self._last.get(target, -1) + 1
        self._last[target] = first + count - 1
        self._touched[target] = None
        return first

    def take_touched(self) -> Iterable[str]:
        """Row keys of targets written to since the last call, each once; forgets them."""
        touched, self._touched = self._touched, {}
        return [SENT_PREFIX + target for target in touched]

    def row(self, key: str) -> bytes | None:
        """The row of a key given by `take_touched`: the number in ASCII decimal."""
        n = self._last.get(key.removeprefix(SENT_PREFIX))
        return None if n is None else b"%d" % n


def _restored(prefix: str, rows: Mapping[str, bytes]) -> dict[str, int]:
    return {key.removeprefix(prefix): int(value) for key, value in rows.items() if key.startswith(prefix)}
