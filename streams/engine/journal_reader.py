"""Reading journal partitions from the bus, with a consumer of its own that belongs to no group."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, NamedTuple

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from streams.engine.journal_pruning import Pruned, Whole
from streams.engine.journal_records import JournalRecord, read_records
from streams.hardened.leaders import find_leaders_again

FROM_THE_BEGINNING: Final = -1
Progress = Callable[[int, int, int], None]
"""Partition, records read, records to read."""


class Span(NamedTuple):
    """Offsets to read: from `start` (or the beginning) up to, not including, `end`."""

    start: int
    end: int


class JournalReader:
    """Reads spans of one topic; one call at a time."""

    def __init__(self, topic: str, client_options: Mapping[str, Any]) -> None:
        """`topic` is the name on the bus; `client_options` are aiokafka's (servers, security)."""
        self._topic = topic
        self._options = client_options
        self._consumer: Any = None
        self._one_at_a_time = asyncio.Lock()

    async def read(self, spans: Mapping[int, Span], progress: Progress | None = None) -> dict[int, list[JournalRecord]]:
        """
        The records of each partition's span, in log order; of a span from the beginning what counts of them (`Pruned`).

        What lies at `end` must exist: the own fence or batch.
        """
        async with self._one_at_a_time:
            consumer = await self._started()
            partitions = {TopicPartition(self._topic, number): span for number, span in spans.items()}
            consumer.assign(list(partitions))
            whole = [partition for partition, span in partitions.items() if span.start == FROM_THE_BEGINNING]
            if whole:
                await consumer.seek_to_beginning(*whole)
            for partition, span in partitions.items():
                if span.start != FROM_THE_BEGINNING:
                    consumer.seek(partition, span.start)
            got = {number: Pruned() if span.start == FROM_THE_BEGINNING else Whole() for number, span in spans.items()}
            waiting = set(partitions)
            while waiting:
                fetched = await consumer.getmany(*waiting, timeout_ms=200)
                for partition, records in fetched.items():
                    end = partitions[partition].end
                    if records[-1].offset >= end:
                        waiting.discard(partition)
                        records = [record for record in records if record.offset < end]  # noqa: PLW2901  # the rest is not ours to read
                    kept = got[partition.partition]
                    kept.add(read_records(records))
                    if progress is not None:
                        done = kept.read
                        progress(partition.partition, done, max(done, end) if partition in waiting else done)
            consumer.unsubscribe()
            return {number: got.pop(number).records() for number in spans}

    async def ends(self, partitions: Collection[int]) -> dict[int, int]:
        """The offset after the last record of each partition."""
        if not partitions:
            return {}
        async with self._one_at_a_time:
            consumer = await self._started()
            told = await consumer.end_offsets([TopicPartition(self._topic, number) for number in partitions])
        return {place.partition: int(end) for place, end in told.items()}

    async def close(self) -> None:
        """Let the connection go."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.stop()

    async def _started(self) -> Any:
        if self._consumer is None:
            consumer = AIOKafkaConsumer(
                **self._options,
                group_id=None,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                fetch_max_wait_ms=20,
                max_partition_fetch_bytes=4 * 2**20,
                fetch_max_bytes=64 * 2**20,
            )
            await consumer.start()
            find_leaders_again(consumer._fetcher)  # noqa: SLF001  # reason: aiokafka lets nobody in otherwise
            self._consumer = consumer
        return self._consumer
