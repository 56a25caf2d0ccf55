"""
Copying topics, unread, into the one order of an inbox: the bank's into the intake's, the offers into the audit's.

Stateless: a copy made twice carries the same sender and number, and whoever reads
the inbox drops it. A batch is acknowledged when its copies are.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from models.inbox_headers import (
    NUMBER,
    OFFSET,
    PARTITION,
    SENDER,
    SOURCE_PREFIX,
    TIMESTAMP,
    TOO_LARGE,
    TOPIC,
)
from streams.engine.guarded import guarded
from streams.engine.observer import Observer
from streams.engine.outbox import Record
from streams.engine.pending import Pending
from streams.engine.producing import Log, Ticket, settled
from streams.engine.unit import Flow
from streams.hardened.crash_points import reach
from streams.hardened.delivery import RecordBatch

INTAKE_INBOX: Final = "kontor.intake-inbox"
_IN_FLIGHT: Final = 4
_HEADER_ROOM: Final = 1024


class Copier:
    """Makes the copies of one source partition's records."""

    __slots__ = ("_max_bytes", "_partition", "_sender", "_topic")

    def __init__(self, topic: str, partition: int, max_bytes: int) -> None:
        """`topic` is the catalogue name; `max_bytes` the largest record that is copied whole."""
        self._sender = SENDER, f"{topic}/{partition}".encode()
        self._topic = TOPIC, topic.encode()
        self._partition = PARTITION, b"%d" % partition
        self._max_bytes = max_bytes

    def copy(self, record: Any) -> Record:
        """An aiokafka record as it stands in the inbox: key and value raw, its place in the headers."""
        offset, value = b"%d" % record.offset, record.value
        headers = [
            self._sender, (NUMBER, offset), self._topic, self._partition, (OFFSET, offset),
            (TIMESTAMP, b"%d" % record.timestamp),
        ]  # fmt: skip
        size = len(record.key or b"") + len(value or b"")
        if record.headers or size > self._max_bytes:
            return self._with_own_headers(record, headers, size)
        return record.key, value, headers

    def _with_own_headers(self, record: Any, headers: list[tuple[str, bytes]], size: int) -> Record:
        own = [(SOURCE_PREFIX + name, content or b"") for name, content in record.headers]
        own_size = sum(len(name.encode()) + len(content) for name, content in own)
        if size + own_size <= self._max_bytes:
            return record.key, record.value, headers + own
        headers.append((TOO_LARGE, b"%d" % (size + own_size)))
        key = record.key if len(record.key or b"") <= self._max_bytes // 2 else None
        room = self._max_bytes // 2 - _HEADER_ROOM
        return key, None, headers + (own if own_size <= room else [])


class Collector:
    """One stream over all source topics; the order in which batches come is the order of the copies."""

    def __init__(
        self,
        log_of_bus: Log,
        catalogue_name: Callable[[str], str],
        max_bytes: int,
        observer: Observer,
        flow: Flow,
        inbox: str = INTAKE_INBOX,
    ) -> None:
        """`catalogue_name` turns a topic's name on the bus into ours; `inbox`: where the copies go, to partition 0."""
        self._log = log_of_bus
        self._catalogue_name = catalogue_name
        self._max_bytes = max_bytes
        self._observer = observer
        self._flow = flow
        self._inbox = inbox
        self._copiers: dict[tuple[str, int], Copier] = {}
        self._changed = asyncio.Event()
        self._copied = asyncio.Event()
        self._copied.set()
        self._in_flight = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._working: asyncio.Task[None] | None = None
        self.pending = Pending()

    def start(self) -> None:
        """Begin to copy what comes."""
        if self._working is None:
            self._working = guarded(self._work())

    def restart(self) -> None:
        """Forget what was not begun: after a rebalance it is read again."""
        self.pending.clear()

    async def let_go(self) -> None:
        """Forget what was not begun, whoever owns its partition next reads it again; wait for what was."""
        self.pending.clear()
        await self._copied.wait()

    def take(self, batch: RecordBatch) -> None:
        """Accept records of one source partition."""
        self.pending.add(batch)
        self._changed.set()

    async def _work(self) -> None:
        full = self._flow.batch_records
        while True:
            await self._changed.wait()
            self._changed.clear()
            while self.pending.records and self._in_flight < _IN_FLIGHT:
                if self._in_flight and self.pending.records < full:
                    break
                batches, _ = self.pending.take(full, self._flow.batch_bytes)
                self._in_flight += 1
                self._copied.clear()
                tickets = await self._log.append(self._inbox, 0, self._copies(batches))
                reach("copy_sent")
                task = guarded(self._finish(batches, tickets))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _copies(self, batches: Iterable[RecordBatch]) -> Iterable[Record]:
        for batch in batches:
            copier = self._copiers.get(batch.tp)
            if copier is None:
                copier = Copier(self._catalogue_name(batch.topic), batch.partition, self._max_bytes)
                self._copiers[batch.tp] = copier
            yield from map(copier.copy, batch.records)

    async def _finish(self, batches: Sequence[RecordBatch], tickets: Sequence[Ticket]) -> None:
        await settled(tickets)
        reach("copied")
        self._in_flight -= 1
        if self._in_flight == 0:
            self._copied.set()
        self.pending.done(len(batches))
        self._changed.set()
        for batch in batches:
            batch.ack()
            self._observer.copied(self._catalogue_name(batch.topic), len(batch.records), batch.records[-1].timestamp)
