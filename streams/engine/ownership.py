"""
Taking partitions over: fence, read up to the fence, publish the outbox again, put torn rows again.

Everything here may be cut short by the next rebalance: it leaves nothing half
believed, for a partition whose take-over did not end is read again from its journal.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from models.unit import Fold
from streams.engine.journal import Journal
from streams.engine.journal_reader import FROM_THE_BEGINNING, JournalReader, Span
from streams.engine.journal_reading import NewerJournalError, Recovered, interpret
from streams.engine.journal_records import JournalRecord
from streams.engine.outbox import unpack
from streams.engine.owner import Means, Owner
from streams.engine.recovery_progress import RecoveryProgress
from streams.engine.refusals import StillAMember, nobody_else, refuse_epoch, refuse_hole, refuse_newer
from streams.engine.state import PartitionState
from streams.engine.unit import Unit
from streams.hardened.crash_points import reach
from streams.hardened.delivery import RecordBatch

EPOCHS_PER_TERM: Final = 10**9
_FREED_AT_ONCE: Final = 1000
log = logging.getLogger(__name__)


def epoch_of(term: int, generation: int) -> int:
    """The epoch of a consumer group's generation; `term` is raised by a person after the group was deleted."""
    return term * EPOCHS_PER_TERM + generation


class Ownership:
    """The partitions of one unit that this worker owns."""

    def __init__(
        self,
        unit: Unit,
        worker: str,
        reader: JournalReader,
        means: Means,
        still_a_member: StillAMember = nobody_else,
    ) -> None:
        self.unit = unit
        self.owners: dict[int, Owner] = {}
        self._worker = worker
        self._reader = reader
        self._means = means
        self._still_a_member = still_a_member

    async def open(self, partitions: Collection[int], epoch: int, throttle: Callable[[int, bool], None]) -> None:
        """Own exactly these partitions from now on. Returns when all are recovered and their outboxes published."""
        begun = time.perf_counter()
        for owner in self.owners.values():
            await owner.pause()
        self.owners = {p: self.owners.get(p) or self._new_owner(p, throttle) for p in sorted(partitions)}
        for owner in self.owners.values():
            if owner.journal.epoch >= epoch:
                await refuse_epoch(owner.journal, owner.journal.epoch, epoch, self._still_a_member)
        expected = {p: owner.journal.expected for p, owner in self.owners.items()}
        reach("opening")
        fences = await self._fence(epoch)
        reach("fenced")
        changed = [p for p, owner in self.owners.items() if not owner.recovered or fences[p] != expected[p]]
        for partition, owner in self.owners.items():
            owner.recovered = owner.recovered and partition not in changed
        await self._recover(changed, fences, epoch)
        for partition, owner in self.owners.items():
            if partition not in changed:  # nobody wrote meanwhile: only the epoch is new
                owner.journal.expected = fences[partition] + 1
                owner.state.fold.renew(epoch)
            owner.start()
        if self.owners:
            log.info(
                "%s: owns partitions %s under epoch %d; %d read from the journal, %d kept, in %.3f s",
                self.unit.name, sorted(self.owners), epoch, len(changed), len(self.owners) - len(changed),
                time.perf_counter() - begun,
            )  # fmt: skip
        self._means.observer.opened(self.unit.name, self.folds(), epoch)

    def check_commit(self, partition: int, committed: int) -> None:
        """End the process if the group has committed more than the partition's journal includes."""
        owner = self.owners.get(partition)
        if owner is not None and committed > owner.state.applied + 1:
            refuse_hole(owner.journal, owner.state.applied, committed)

    def folds(self) -> Mapping[int, Fold]:
        """The live folds by partition."""
        return {partition: owner.state.fold for partition, owner in self.owners.items()}

    def take(self, batch: RecordBatch) -> None:
        """Hand records of the inbox to their partition's owner."""
        self.owners[batch.partition].take(batch)

    async def look_for_strangers(self) -> None:
        """Ask where the journals end; an owner that wrote nothing of what stands there puts it right."""
        idle = {partition: owner for partition, owner in self.owners.items() if owner.recovered}
        ends = await self._reader.ends(idle)
        for partition, owner in idle.items():
            owner.compare_end(ends[partition])

    async def close(self) -> None:
        """Let the journal's reader go."""
        await self._reader.close()

    def _new_owner(self, partition: int, throttle: Callable[[int, bool], None]) -> Owner:
        async def between(start: int, end: int) -> Sequence[JournalRecord]:
            return (await self._reader.read({partition: Span(start, end)}))[partition]

        journal = Journal(self.unit.journal, partition, self._means.log, between)
        return Owner(PartitionState(self.unit, partition), journal, self._means, lambda on: throttle(partition, on))

    async def _fence(self, epoch: int) -> dict[int, int]:
        owners = self.owners
        offsets = await asyncio.gather(*(owner.journal.fence(epoch, self._worker) for owner in owners.values()))
        return dict(zip(owners, offsets, strict=True))

    async def _recover(self, partitions: Collection[int], fences: Mapping[int, int], epoch: int) -> None:
        if not partitions:
            return
        ends = {p: fences[p] for p in partitions}
        spans = {p: Span(FROM_THE_BEGINNING, end) for p, end in ends.items()}
        read = await self._reader.read(spans, RecoveryProgress(self.unit.name, ends, self._means.observer))
        for partition in partitions:
            owner = self.owners[partition]
            try:
                # In a thread: the loop must answer heartbeats and probes while a large state is built.
                recovered, fold = await asyncio.to_thread(_rebuild, owner.state, read.pop(partition), epoch)
            except NewerJournalError as error:
                refuse_newer(owner.journal, error.version, error.known)
            if recovered.highest_epoch >= epoch:
                await refuse_epoch(owner.journal, recovered.highest_epoch, epoch, self._still_a_member)
            owner.state.become(fold, recovered.rows, recovered.marker)
            owner.journal.expected = fences[partition] + 1
            owner.writer.number = recovered.last_batch
            reach("recovered")
            await self._finish_for_predecessor(owner, recovered)
            owner.recovered = True

    async def _finish_for_predecessor(self, owner: Owner, recovered: Recovered) -> None:
        """Publish what may be unpublished, byte for byte; then put again what was torn or overwritten."""
        observer, name, partition = self._means.observer, self.unit.name, owner.journal.partition
        sections = [section for chunks in recovered.outbox for section in unpack(chunks)]
        for acknowledged in self._means.publisher.publish(sections):
            await acknowledged
        reach("republished")
        messages = sum(len(section.pairs) for section in sections)
        if messages:
            observer.republished(name, partition, messages)
        if recovered.dirty or recovered.hidden:
            log.warning("%s: %d torn or overwritten rows are put again", owner.journal, len(recovered.dirty))
            observer.repaired(name, partition, len(recovered.dirty), recovered.stale)
            await owner.repair(recovered.dirty)


def _rebuild(state: PartitionState, records: list[JournalRecord], epoch: int) -> tuple[Recovered, Fold]:
    """What a journal says, and a fold of it; an epoch that is refused needs none."""
    recovered = interpret(records)
    while records:
        del records[-_FREED_AT_ONCE:]  # all at once, no heartbeat would be sent for seconds
    if recovered.highest_epoch >= epoch:
        return recovered, state.fold
    return recovered, state.restored(recovered.rows, epoch)
