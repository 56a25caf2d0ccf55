"""What a fetch brought reaches its streams whole: Faust drops an event that it takes for one already read."""

from collections import defaultdict
from types import SimpleNamespace
from typing import Any

from faust.types.tuples import TP

from streams.hardened.app import Fetching
from streams.hardened.consumer import HardenedConsumer
from streams.hardened.offset_fifo import OffsetFifo

ONE, TWO, OTHER = TP("inbox", 0), TP("inbox", 1), TP("journal", 0)


class _Consumer(HardenedConsumer):
    """As far as a fetch needs one."""

    flow_active = True

    def __init__(self, fetched: dict[TP, int], most: int) -> None:
        self.fifo = OffsetFifo()
        self._read_offset = defaultdict(lambda: None)
        self._stopped = SimpleNamespace(is_set=lambda: False)  # type: ignore[assignment]
        self.app = SimpleNamespace(  # type: ignore[assignment]
            consumer_generation_id=1, fetching=Fetching(batch_records=most), stream_of_topic={}, topic_rank={}
        )
        self.fetched = {
            tp: [SimpleNamespace(offset=offset, timestamp=0, timestamp_type=1) for offset in range(count)]
            for tp, count in fetched.items()
        }

    async def _wait_next_records(self, timeout: float) -> tuple[Any, Any]:  # noqa: ARG002, ASYNC109
        return self.fetched, frozenset(self.fetched)


async def test_no_event_of_a_fetch_lies_below_what_was_read_however_many_batches_it_carries() -> None:
    consumer = _Consumer({ONE: 1200, TWO: 3, OTHER: 501}, most=500)

    got: dict[TP, list[int]] = defaultdict(list)
    async for tp, message in consumer.getmany(1.0):
        read = consumer._read_offset[tp]
        assert read is None or message.offset >= read  # what Faust's loop asks, or it drops the event
        assert message.tp == tp
        consumer._read_offset[tp] = message.offset  # what it does then
        for batch in message.value.batches:
            got[batch.tp] += [record.offset for record in batch.records]

    assert got == {ONE: list(range(1200)), TWO: [0, 1, 2], OTHER: list(range(501))}
    assert dict(consumer._read_offset) == {ONE: 1199, TWO: 2, OTHER: 500}
