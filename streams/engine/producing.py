"""Writing to the bus: whole Kafka batches by aiokafka's idempotent producer, partitions chosen as Java does."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import Any, Final, NamedTuple, Protocol

from aiokafka.partitioner import murmur2
from aiokafka.producer.message_accumulator import BatchBuilder

from models.unit import EVERY_PARTITION, Message
from streams.engine.names import Names
from streams.engine.outbox import Record
from streams.hardened.crash_points import reach

BATCH_BYTES: Final = int(os.environ.get("KONTOR_TEST_BATCH_BYTES", "921600"))
"""A Kafka batch is atomic in the log, so a journal batch normally is one; tests make it small, to tear batches."""
SINGLE_RECORD_BYTES: Final = 64 * 1024 * 1024
"""Limit of a batch of one record that does not fit a normal one; the topic's own limit decides."""
_CACHED_KEYS: Final = 200_000


class Ticket(NamedTuple):
    """One Kafka batch on its way."""

    records: int
    acknowledged: Awaitable[Any]
    """Gives aiokafka's record metadata; its `offset` is that of the batch's first record."""


class Log(Protocol):
    """What the engine needs of a producer; tests give another."""

    async def append(self, topic: str, partition: int, records: Iterable[Record]) -> list[Ticket]:
        """Hand records over, in order; returns when they stand in the queue, not when they are acknowledged."""


class BusLog:
    """The bus, by Faust's producer."""

    def __init__(self, producer: Callable[[], Any], names: Names, now_ms: Callable[[], int]) -> None:
        """`producer` gives aiokafka's producer once the app runs; `now_ms` stamps records (CreateTime topics)."""
        self._producer = producer
        self._names = names
        self._now_ms = now_ms

    async def append(self, topic: str, partition: int, records: Iterable[Record]) -> list[Ticket]:
        """See `Log`. `topic` is a catalogue name."""
        producer, name, now = self._producer(), self._names.physical(topic), self._now_ms()
        tickets: list[Ticket] = []
        rest = list(records)
        while rest:
            builder, taken = fill(rest, now)
            rest = rest[taken:]
            tickets.append(Ticket(taken, await producer.send_batch(builder, name, partition=partition)))
            if rest:
                reach("chunk_sent")
        return tickets

    async def topics(self) -> Collection[str]:
        """Names on the bus of all topics there are, by the brokers' present word."""
        cluster = await self._producer().client.fetch_all_metadata()
        return frozenset(cluster.topics())

    async def partition_count(self, topic: str) -> int:
        """How many partitions the topic has on the bus; waits until the broker tells."""
        return len(await self._producer().partitions_for(self._names.physical(topic)))


def fill(records: Sequence[Record], now_ms: int, limit: int = BATCH_BYTES) -> tuple[BatchBuilder, int]:
    """A Kafka batch of as many of the records as fit (at least one), closed; and how many they are."""
    builder = BatchBuilder(limit, 0)
    append = builder._builder.append  # noqa: SLF001  # reason: the wrapper around it costs twice what it does
    taken = 0
    for key, value, headers in records:
        if append(taken, now_ms, key, value, headers) is None:
            break
        taken += 1
    if not taken:
        return fill(records[:1], now_ms, SINGLE_RECORD_BYTES)
    builder._relative_offset = taken  # noqa: SLF001  # reason: its count of records
    builder.close()
    return builder, taken


class Partitioner:
    """Key to partition by murmur2, remembered: hashing in Python costs more than folding."""

    def __init__(self, count_of: Callable[[str], Awaitable[int]]) -> None:
        self._count_of = count_of
        self._counts: dict[str, int] = {}
        self._hashes: dict[bytes, int] = {}

    async def learn(self, messages: Iterable[Message]) -> None:
        """Ask for the partition counts not yet known of the messages' topics."""
        unknown = {message.topic for message in messages if message.topic not in self._counts}
        for topic in sorted(unknown):
            self._counts[topic] = await self._count_of(topic)

    def topics(self) -> set[str]:
        """Catalogue names of the topics it has been asked about."""
        return set(self._counts)

    def knows(self, messages: Iterable[Message]) -> bool:
        """Whether `learn` has nothing to ask."""
        counts = self._counts
        return all(message.topic in counts for message in messages)

    def partitions(self, message: Message) -> Sequence[int]:
        """Where the message goes: one partition, or all for `EVERY_PARTITION`."""
        count = self._counts[message.topic]
        if message.partition == EVERY_PARTITION:
            return range(count)
        if message.partition is not None:
            return (message.partition,)
        key = message.key
        if key is None:
            return (0,)
        hashed = self._hashes.get(key)
        if hashed is None:
            if len(self._hashes) >= _CACHED_KEYS:
                self._hashes.clear()
            hashed = self._hashes[key] = murmur2(key) & 0x7FFFFFFF
        return (hashed % count,)


async def settled(tickets: Iterable[Ticket]) -> None:
    """Wait until all are acknowledged; raises what the first failed one raised."""
    await asyncio.gather(*(ticket.acknowledged for ticket in tickets))
