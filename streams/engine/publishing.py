"""
Publishing what batches have decided, in order within each partition of each topic.

All owners of a worker publish to the same few partitions, and a producer sends one
Kafka batch a partition at a time. So what is handed over while an earlier batch of
a partition is on its way gathers into the next one: many small batches would each
wait for a round trip of their own.
"""

import asyncio
from collections.abc import Awaitable, Iterable

from streams.engine.guarded import guarded
from streams.engine.outbox import Record, Section
from streams.engine.producing import Log, settled
from streams.hardened.crash_points import reach


class Publisher:
    """Shared by all owners of a worker."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._lanes: dict[tuple[str, int], _Lane] = {}

    def publish(self, sections: Iterable[Section]) -> list[Awaitable[None]]:
        """Take the messages over; what is returned is done when the brokers have acknowledged all of them."""
        waits: list[Awaitable[None]] = []
        for section in sections:
            place = section.topic, section.partition
            lane = self._lanes.get(place)
            if lane is None:
                lane = self._lanes[place] = _Lane(self._log, *place)
            waits.append(lane.add(section.records()))
        return waits


class _Lane:
    """One partition: a batch on its way, and what gathers for the next."""

    __slots__ = ("_gathered", "_log", "_partition", "_sending", "_topic", "_when_sent")

    def __init__(self, log: Log, topic: str, partition: int) -> None:
        self._log = log
        self._topic = topic
        self._partition = partition
        self._gathered: list[Record] = []
        self._when_sent: asyncio.Future[None] | None = None
        self._sending: asyncio.Task[None] | None = None

    def add(self, records: list[Record]) -> Awaitable[None]:
        self._gathered += records
        if self._when_sent is None:
            self._when_sent = asyncio.get_running_loop().create_future()
        if self._sending is None or self._sending.done():
            self._sending = guarded(self._send())
        # A take-over that is cut short stops waiting, and so cancels what it waits for; others wait for the same.
        return asyncio.shield(self._when_sent)

    async def _send(self) -> None:
        while (done := self._when_sent) is not None:
            records, self._gathered, self._when_sent = self._gathered, [], None
            tickets = await self._log.append(self._topic, self._partition, records)
            reach("publish_sent")
            await settled(tickets)
            done.set_result(None)
