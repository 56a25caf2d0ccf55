"""What has arrived for a partition and is not yet in a batch, and how old the oldest unfinished of it is."""

import time
from collections import deque
from typing import Any


class Pending:
    """Faust events in order of arrival; each holds a list of aiokafka's records."""

    __slots__ = ("_arrived", "_events", "records")

    def __init__(self) -> None:
        self._events: deque[Any] = deque()
        self._arrived: deque[float] = deque()
        self.records = 0
        """Records not yet taken."""

    def add(self, event: Any) -> None:
        """An event came."""
        self._events.append(event)
        self._arrived.append(time.monotonic())
        self.records += len(event.value)

    def take(self, most_records: int, most_bytes: int) -> tuple[list[Any], list[Any]]:
        """Whole events up to the limits (at least one, if there is any), and their records."""
        events: list[Any] = []
        records: list[Any] = []
        size = 0
        while self._events:
            batch = self._events[0].value
            if events and (len(records) + len(batch) > most_records or size > most_bytes):
                break
            events.append(self._events.popleft())
            records += batch
            size += sum(max(record.serialized_value_size, 0) for record in batch)
        self.records -= len(records)
        return events, records

    def done(self, events: int) -> None:
        """That many of the oldest events are acknowledged."""
        for _ in range(events):
            self._arrived.popleft()

    def oldest(self) -> float | None:
        """When (`time.monotonic()`) the oldest event not yet acknowledged came."""
        return self._arrived[0] if self._arrived else None

    def clear(self) -> None:
        """Forget what was not taken; it will be read again."""
        for _ in range(len(self._events)):
            self._arrived.pop()
        self._events.clear()
        self.records = 0
