"""
What one fetch brought for one stream, as a single Faust event.

Faust pays for each event with several tasks and turns of the loop; a fetch over
dozens of partitions would make it wait for itself. So an event carries a batch of
each partition, and each batch is acknowledged on its own.
"""

from collections.abc import Callable, Sequence
from typing import Any

from faust.types.tuples import TP


class RecordBatch:
    """Up to `batch_records` records of one partition, in order."""

    __slots__ = ("_delivery", "records", "tp")

    def __init__(self, tp: TP, records: Sequence[Any], delivery: "Delivery") -> None:
        self.tp = tp
        self.records = records
        """Aiokafka's records."""
        self._delivery = delivery

    @property
    def topic(self) -> str:
        """The topic's name on the bus."""
        return self.tp.topic

    @property
    def partition(self) -> int:
        """The partition's number."""
        return self.tp.partition

    def ack(self) -> None:
        """These records are done: they may be committed once all before them are."""
        self._delivery.done(self.tp, self.records[-1].offset)


class Delivery:
    """The value of a Faust event."""

    __slots__ = ("_acknowledge", "_left", "batches", "event")

    def __init__(self, parts: Sequence[tuple[TP, Sequence[Any]]], acknowledge: Callable[[TP, int], None]) -> None:
        """`acknowledge` is told partition and last offset of each batch that is done."""
        self.batches = [RecordBatch(tp, records, self) for tp, records in parts]
        self.event: Any = None
        """The Faust event, set by whoever takes it from the stream; acknowledged with the last batch."""
        self._acknowledge = acknowledge
        self._left = len(parts)

    def done(self, tp: TP, last_offset: int) -> None:
        """A batch is done."""
        self._acknowledge(tp, last_offset)
        self._left -= 1
        if self._left == 0 and self.event is not None:
            self.event.ack()
