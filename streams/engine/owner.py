"""
The owner of one inbox partition: takes batches, folds, journals, publishes, acknowledges.

Group commit: while a batch is on its way to the journal, what arrives gathers into
the next one; a full batch does not wait. Up to `depth` batches are in flight.
Whatever fails ends the process.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from streams.engine.batch import Batch
from streams.engine.batch_writer import BatchWriter
from streams.engine.checkpointing import Checkpoints
from streams.engine.guarded import guarded
from streams.engine.journal import Journal
from streams.engine.journal_records import JournalRecord
from streams.engine.observer import Observer
from streams.engine.pending import Pending
from streams.engine.producing import Log, Partitioner
from streams.engine.publishing import Publisher
from streams.engine.state import Folded, PartitionState
from streams.engine.unit import Flow
from streams.hardened.crash_points import reach
from streams.hardened.delivery import RecordBatch

log = logging.getLogger(__name__)


class Means(NamedTuple):
    """What all owners of a worker share."""

    log: Log
    publisher: Publisher
    partitioner: Partitioner
    observer: Observer
    now_ms: Callable[[], int]
    flow: Flow = Flow()


class Owner:
    """See the module."""

    def __init__(self, state: PartitionState, journal: Journal, means: Means, throttle: Callable[[bool], None]) -> None:
        """`throttle(True)` stops fetching from the partition for a while, `throttle(False)` goes on."""
        self.state = state
        self.journal = journal
        self.writer = BatchWriter(state, journal, means.flow.depth)
        self.pending = Pending()
        self._checkpoints = Checkpoints(state, journal, means.log)
        self.recovered = False
        """Whether the state in memory equals the journal; false before the first take-over."""
        self._means = means
        self._throttle = throttle
        self._throttled = False
        self._in_flight = 0
        self._in_journal = 0
        self._in_order = asyncio.Lock()
        self._in_turn = asyncio.Lock()
        self._changed = asyncio.Event()
        self._drained = asyncio.Event()
        self._drained.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._working: asyncio.Task[None] | None = None
        self._folding = False

    def start(self) -> None:
        """Begin to work on what comes; the partition is ours, recovered and published."""
        self.writer.start_over()
        self._checkpoints.start()
        self._working = guarded(self._work())

    async def pause(self) -> None:
        """Begin nothing more, let finish what is in flight; what is pending will be read again."""
        self._checkpoints.stop()
        working, self._working = self._working, None
        if working is not None:
            working.cancel()
            await asyncio.wait([working])
            self.recovered = self.recovered and not self._folding
            if self._in_flight == 0:
                self._drained.set()
        self.pending.clear()
        self._folding = self._throttled = False
        await self._drained.wait()

    async def let_go(self) -> None:
        """Forget what was not begun, whoever owns the partition next reads it again; wait for what was."""
        self._checkpoints.stop()
        self.pending.clear()
        await self._drained.wait()

    def take(self, batch: RecordBatch) -> None:
        """Accept records of this partition."""
        self.pending.add(batch)
        self._changed.set()
        if not self._throttled and self.pending.records > 8 * self._means.flow.batch_records:
            self._throttled = True
            self._throttle(True)

    async def _work(self) -> None:
        flow = self._means.flow
        while True:
            await self._changed.wait()
            self._changed.clear()
            while (self.pending.records or self.writer.must_repair) and self._may_begin(flow):
                self._folding = True  # cancelled within, memory is ahead of the journal: it must be read again
                self._drained.clear()
                batch = await self._begin(flow)
                self._folding = False
                self._in_flight += 1
                self._in_journal += 1
                task = guarded(self._carry(batch))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            if self._throttled and self.pending.records < flow.batch_records:
                self._throttled = False
                self._throttle(False)

    def _may_begin(self, flow: Flow) -> bool:
        full = self.pending.records >= flow.batch_records
        return self._in_flight < flow.depth and (self._in_journal == 0 or full)

    async def _begin(self, flow: Flow) -> Batch:
        sources, records = self.pending.take(flow.batch_records, flow.batch_bytes)
        reach("fetched")
        folded = self.state.apply(records)
        partitioner = self._means.partitioner
        if not partitioner.knows(folded.messages):
            await partitioner.learn(folded.messages)
        sections = self.state.address(folded.messages, partitioner)
        reach("folded")
        batch = Batch(self.writer.number, sources, len(records), messages=folded.messages, sections=sections)
        if records:
            batch.last_offset, batch.timestamp_ms = records[-1].offset, records[-1].timestamp
        if folded.fresh or folded.repeated or self.writer.must_repair:
            await self.writer.write(batch)
            if batch.timestamp_ms > self._checkpoints.due_ms:
                self._checkpoints.begin(batch.timestamp_ms)
        self._tell(folded)
        return batch

    def _tell(self, folded: Folded) -> None:
        observer, name = self._means.observer, self.state.unit.name
        if folded.replayed:
            observer.dropped(name, "replayed", folded.replayed)
        if folded.repeated:
            observer.dropped(name, "repeated", folded.repeated)
        counts = self.state.take_counts()
        if counts:
            observer.counted(name, counts)

    async def _carry(self, batch: Batch) -> None:
        means, name, partition = self._means, self.state.unit.name, self.journal.partition
        async with self._in_order:  # acknowledgements are judged, and messages handed over, in journal order
            self._note_foreign(await self.journal.settle(batch.journaled))
            reach("journal_acked")
            durable = time.perf_counter()
            self._in_journal -= 1
            self._changed.set()
            if batch.journaled:
                means.observer.journaled(name, partition, batch.records, batch.rows, durable - batch.begun)
            published = means.publisher.publish(batch.sections)
        async with self._in_turn:  # a batch is done when all before it are
            for acknowledged in published:
                await acknowledged
            reach("published")
            self.writer.published(batch.number)
            if batch.messages:
                taken = time.perf_counter() - durable
                means.observer.published(name, partition, batch.messages, taken, means.now_ms())
            for source in batch.sources:
                source.ack()
            self.pending.done(len(batch.sources))
            reach("acknowledged")
            self._in_flight -= 1
            if self._in_flight == 0 and not self._folding:
                self._drained.set()
            self._changed.set()
            if batch.records:
                means.observer.acknowledged(name, partition, batch.records, batch.last_offset, batch.timestamp_ms)

    def _note_foreign(self, records: Iterable[JournalRecord]) -> None:
        keys = [record.key.decode() for record in records]
        if keys:
            log.warning("%s: a stale worker wrote %d records; their keys are put again", self.journal, len(keys))
            self._means.observer.repaired(self.state.unit.name, self.journal.partition, len(set(keys)), len(keys))
            self.writer.put_again(keys)

    def compare_end(self, end: int) -> None:
        """
        Compare where the journal ends with where our own writing did; write a batch if somebody else's follows.

        Only an idle owner has to: what is in flight is compared when it is acknowledged.
        """
        if self.recovered and self._working is not None and self._in_flight == 0 and end > self.journal.expected:
            self.writer.suspect()
            self._changed.set()

    async def sign_off(self) -> None:
        """Before the partition is given back: say in the journal that nothing is left to publish."""
        self._checkpoints.stop()
        await self._drained.wait()
        if self.recovered and self.writer.last_marker_names_an_outbox:
            await self.repair(())

    async def repair(self, keys: Iterable[str]) -> None:
        """Put rows again before any new work, and wait until they are durable."""
        self.writer.start_over()
        self.writer.put_again(keys)
        batch = Batch(self.writer.number)
        await self.writer.write(batch)
        self._note_foreign(await self.journal.settle(batch.journaled))
