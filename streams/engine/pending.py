"""What has arrived for a partition and is not yet in a batch, and how old the oldest unfinished of it is."""

import time
from collections import deque
from typing import Any

from streams.hardened.delivery import RecordBatch


class Pending:
    """Deliveries in order of arrival."""

    __slots__ = ("_arrived", "_batches", "records")

    def __init__(self) -> None:
        self._batches: deque[RecordBatch] = deque()
        self._arrived: deque[float] = deque()
        self.records = 0
        """Records not yet taken."""

    def add(self, batch: RecordBatch) -> None:
        """Some records came."""
        self._batches.append(batch)
        self._arrived.append(time.monotonic())
        self.records += len(batch.records)

    def take(self, most_records: int, most_bytes: int) -> tuple[list[RecordBatch], list[Any]]:
        """Whole deliveries up to the limits (at least one, if there is any), and their records."""
        taken: list[RecordBatch] = []
        records: list[Any] = []
        size = 0
        while self._batches:
            batch = self._batches[0].records
            if taken and (len(records) + len(batch) > most_records or size > most_bytes):
                break
            taken.append(self._batches.popleft())
            records += batch
            size += sum(max(record.serialized_value_size, 0) for record in batch)
        self.records -= len(records)
        return taken, records

    def done(self, deliveries: int) -> None:
        """That many of the oldest are acknowledged."""
        for _ in range(deliveries):
            self._arrived.popleft()

    def oldest(self) -> float | None:
        """When (`time.monotonic()`) the oldest one not yet acknowledged came."""
        return self._arrived[0] if self._arrived else None

    def clear(self) -> None:
        """Forget what was not taken; it will be read again."""
        for _ in range(len(self._batches)):
            self._arrived.pop()
        self._batches.clear()
        self.records = 0
