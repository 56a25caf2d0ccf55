# reason: overriding Faust from inside is what this file is for
"""
Faust's consumer, delivering record batches and committing only finished prefixes.

One Faust event is all that one fetch brought for one stream, in batches of up to
`batch_records` records of a partition: see `delivery.py`. Within it, topics come in
the order the app ranks them.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from faust.transport.drivers import aiokafka as driver
from faust.types.tuples import TP, ConsumerMessage, Message
from mode.utils.futures import notify

from streams.hardened.consumer_thread import HardenedConsumerThread
from streams.hardened.delivery import Delivery
from streams.hardened.fail_stop import fail_stop
from streams.hardened.offset_fifo import OffsetFifo

if TYPE_CHECKING:
    from streams.hardened.app import HardenedApp

_IDLE_S = 0.05


class HardenedConsumer(driver.Consumer):
    """See the module; overrides what loses events in Faust 0.15.3."""

    app: "HardenedApp"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.fifo: OffsetFifo[TP] = OffsetFifo()
        self.held: set[TP] = set()
        """Partitions not read for now although they are ours (contacts at the very first start)."""
        super().__init__(*args, **kwargs)

    def _new_consumer_thread(self) -> HardenedConsumerThread:
        return HardenedConsumerThread(self, loop=self.loop, beacon=self.beacon)

    # acknowledgement: of each batch, not of the event that carried it

    def acknowledge(self, tp: TP, last_offset: int) -> None:
        """A batch is done."""
        self._acked_index[tp].add(last_offset)
        # Makes the partition known to Faust's commit, which asks `_new_offset` of those it knows.
        self._acked[tp].clear()

    def ack(self, message: Message) -> bool:
        """All batches of an event are done, so nobody need wait for it any more."""
        if message.acked:
            return False
        message.acked = True
        self._unacked_messages.discard(message)
        notify(self._waiting_for_ack)
        return True

    # strict offsets: commit up to the first batch that is not acknowledged, never past it

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Gaps need no bookkeeping here."""

    def _new_offset(self, tp: TP) -> int | None:
        self._acked[tp].clear()
        return self.fifo.committable(tp, self._acked_index[tp])

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        begun = time.perf_counter()
        done = await super()._commit(offsets)
        self.app.on_committed(time.perf_counter() - begun)
        return done

    async def perform_seek(self) -> None:
        """Go back to the committed offsets; everything delivered beyond them will come again."""
        self._forget()
        await super().perform_seek()
        self._forget()

    def committed(self, assignment: Iterable[TP]) -> dict[TP, int]:
        """The offsets at which the last seek found the group, of those partitions it has ever committed."""
        known = {tp: self._committed_offset[tp] for tp in assignment}
        return {tp: offset for tp, offset in known.items() if offset is not None}

    def leave_unacknowledged(self, message: Message) -> None:
        """Nobody will acknowledge this message: it came under an earlier generation, and will be read again."""
        self._unacked_messages.discard(message)

    def forget_unacknowledged(self) -> None:
        """Wait for none of the messages given out so far: all of them came under earlier generations."""
        self._unacked_messages.clear()

    def _forget(self) -> None:
        self.fifo.forget()
        self._acked_index.clear()
        self._acked.clear()
        self._buffered_partitions.clear()

    async def verify_all_partitions_active(self) -> None:
        """Nothing: Faust guesses from logs whether a stream is stuck; our own watch measures it."""

    # a rebalance: finish and commit what is in work before the bookkeeping goes

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """
        Let batches in flight finish and be committed, then forget the partitions.

        No heartbeat is sent meanwhile. Where the lease runs out, nothing can be written any more,
        and what is waited for will never come: the worker ends.
        """
        if revoked and self.app.member_generation() < 0:
            fail_stop("the consumer group has evicted this worker; its partitions may have a new owner")
        finishing = asyncio.ensure_future(self._finish(revoked))
        while not (await asyncio.wait({finishing}, timeout=_IDLE_S))[0]:
            if revoked and not self.app.lease.valid():
                fail_stop("a rebalance outlasted this worker's membership: its partitions may have a new owner")
        finishing.result()

    async def _finish(self, revoked: set[TP]) -> None:
        if self._active_partitions is not None:
            self._active_partitions.difference_update(revoked)
        self._paused_partitions.difference_update(revoked)
        await self._on_partitions_revoked(revoked)
        await self.app.before_giving_up()
        self.fifo.forget(revoked)
        for tp in revoked:
            for kept in (self._gap, self._acked, self._acked_index, self._read_offset, self._committed_offset):
                kept.pop(tp, None)

    async def wait_empty(self) -> None:
        """
        Wait for the batches that have begun, and commit them; the others will be read again.

        A backlog may be longer than a membership without heartbeats, and a rebalance waits for this.
        """
        await self.app.let_go()
        self.forget_unacknowledged()
        await super().wait_empty()

    async def on_stop(self) -> None:
        """Let batches in flight finish and be committed, then leave."""
        await super().on_stop()
        await self.app.before_giving_up()

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """A join was answered, which is as good as a heartbeat."""
        self.app.lease.renew(time.monotonic())
        await super().on_partitions_assigned(assigned, generation_id)

    # fetching: a frozen set of partitions, and what came for a paused one is given back

    async def _wait_next_records(self, timeout: float) -> tuple[Any, Any]:  # noqa: ASYNC109  # reason: Faust's signature
        if not self.flow_active:
            await self.wait(self.can_resume_flow)  # type: ignore[arg-type]  # Faust's own annotation gap
        active = frozenset(self._get_active_partitions() - self.held)
        if not active:  # aiokafka takes an empty set for "all of them"
            await self.sleep(_IDLE_S)
            return {}, active
        records: dict[TP, list[Any]] = await self._getmany(active_partitions=active, timeout=timeout)  # type: ignore[arg-type,assignment]  # a frozen set is the point
        if records:
            wanted = self._get_active_partitions() | self._buffered_partitions
            for tp in [tp for tp in records if tp not in wanted]:
                await self._give_back(tp, records.pop(tp)[0].offset)
        return records, active

    async def _give_back(self, tp: TP, offset: int) -> None:
        try:
            await self._seek(tp, offset)
        except Exception as gone:  # noqa: BLE001  # reason: not ours any more; the next owner reads from the commit
            self.log.info("records of %s not given back: %r", tp, gone)

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Any]]:  # noqa: ASYNC109  # reason: the same
        """For each stream what was fetched: batches, partition by partition, in the app's order of topics."""
        records, _ = await self._wait_next_records(timeout)
        generation = self.app.consumer_generation_id
        if not records or self._stopped.is_set():
            return
        if not self.flow_active:
            try:
                await self.perform_seek()
            except Exception as gone:  # noqa: BLE001  # reason: a rebalance goes on; it seeks again at its end
                self.log.info("no seek while the flow is stopped: %r", gone)
            return
        most, stream_of = self.app.fetching.batch_records, self.app.stream_of_topic
        rank = self.app.topic_rank
        streams: dict[str, list[tuple[TP, list[Any]]]] = {}
        for tp in sorted(records, key=lambda tp: (rank.get(tp.topic, 0), tp.topic, tp.partition)):
            fetched, read = records[tp], self._read_offset[tp]
            if read is not None and fetched[0].offset < read:
                fetched = [record for record in fetched if record.offset >= read]
            parts = streams.setdefault(stream_of.get(tp.topic, tp.topic), [])
            parts += ((tp, fetched[start : start + most]) for start in range(0, len(fetched), most))
        for parts in streams.values():
            if not self.flow_active or self.app.consumer_generation_id != generation:  # type: ignore[redundant-expr]
                return
            for tp, batch in parts:
                self.fifo.delivered(tp, batch[-1].offset)
                self._read_offset[tp] = batch[-1].offset
            if parts:
                yield parts[-1][0], _message(Delivery(parts, self.acknowledge), generation)


def _message(delivery: Any, generation: int) -> ConsumerMessage:
    """To Faust the event is its last batch: one whose offset lies below what was read is dropped without a word."""
    tp, last = delivery.batches[-1].tp, delivery.batches[-1].records[-1]
    return ConsumerMessage(
        tp.topic, tp.partition, last.offset, last.timestamp / 1000.0, last.timestamp_type, [],
        None, delivery, None, 0, 0, tp, generation_id=generation,
    )  # fmt: skip
