"""
One journal partition as a compare-and-set log.

The broker's base offset in every acknowledgement tells whether anybody else wrote
since our last write. Nothing is published before that answer, so a worker that
lost its partition learns it in time, without a transaction and without an extra
request.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from streams.engine.journal_records import JournalRecord, fence_record
from streams.engine.outbox import Record
from streams.engine.producing import Log, Ticket
from streams.hardened.fail_stop import Exit, fail_stop

UNKNOWN: Final = -1
ReadBetween = Callable[[int, int], Awaitable[Sequence[JournalRecord]]]
"""Journal records from one offset up to, not including, another."""


class Journal:
    """Our end of one journal partition, under one epoch."""

    __slots__ = ("_log", "_read", "epoch", "expected", "partition", "topic")

    def __init__(self, topic: str, partition: int, log: Log, read: ReadBetween) -> None:
        self.topic = topic
        self.partition = partition
        self.epoch = 0
        self.expected = UNKNOWN
        """The offset our next record must get if nobody else writes."""
        self._log = log
        self._read = read

    async def fence(self, epoch: int, worker: str) -> int:
        """Take the partition over; returns the fence's own offset, which is where reading ends."""
        self.epoch = epoch
        (ticket,) = await self._log.append(self.topic, self.partition, [fence_record(epoch, worker)])
        return self._offset_of(await ticket.acknowledged)

    async def append(self, items: Iterable[Record]) -> list[Ticket]:
        """Hand a batch over, in log order."""
        return await self._log.append(self.topic, self.partition, items)

    async def settle(self, tickets: Iterable[Ticket]) -> list[JournalRecord]:
        """
        Wait until a batch is durable, and prove that it is still ours.

        Batches must be settled in the order of `append`. Returns what a stale worker
        wrote in between (its keys must be put again); ends the process when a newer
        owner did.
        """
        foreign: list[JournalRecord] = []
        for ticket in tickets:
            offset = self._offset_of(await ticket.acknowledged)
            if offset != self.expected:
                foreign += await self._judge(self.expected, offset)
            self.expected = offset + ticket.records
        return foreign

    async def _judge(self, expected: int, offset: int) -> Sequence[JournalRecord]:
        if offset < expected:
            fail_stop(
                f"{self}: the journal went back from offset {expected} to {offset}; has the topic been recreated?"
            )
        between = await self._read(expected, offset)
        highest = max((record.stamp.epoch for record in between), default=0)
        if highest > self.epoch:
            fail_stop(
                f"{self}: fenced by epoch {highest}, ours is {self.epoch}; nothing of this batch was published",
                Exit.FENCED,
            )
        return between

    def _offset_of(self, metadata: object) -> int:
        offset = getattr(metadata, "offset", UNKNOWN)
        if offset < 0:
            fail_stop(f"{self}: acknowledged without an offset, so ownership cannot be proven")
        return int(offset)

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}"
