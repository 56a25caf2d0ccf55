"""
The Faust app of a worker: any number of units and collectors, one clock, one generation.

Agents in `agents/` add themselves: `units()` and `collect()` give what a batch is
handed to, `batches(stream)` gives batches that are really ours.
"""

import asyncio
import gc
import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, cast

from faust.types.tuples import TP

from models.inbox_headers import STARTED, TOPIC
from models.unit import Fold, Search
from streams.engine.background import Background
from streams.engine.collecting import INTAKE_INBOX, Collector
from streams.engine.faust_options import faust_options
from streams.engine.history_first import HistoryFirst
from streams.engine.journal_reader import JournalReader
from streams.engine.journal_watch import JournalWatch
from streams.engine.membership import Membership
from streams.engine.names import Names
from streams.engine.observer import Observer
from streams.engine.owner import Means
from streams.engine.ownership import Ownership, epoch_of
from streams.engine.producing import BusLog, Partitioner, settled
from streams.engine.publishing import Publisher
from streams.engine.searching import Searcher
from streams.engine.start_event import start_event
from streams.engine.ticking import Ticker
from streams.engine.topic_watch import TopicWatch
from streams.engine.unit import Flow, Unit
from streams.engine.vigil import Vigil
from streams.hardened.app import Deliveries, Fetching, HardenedApp
from streams.hardened.consumer import HardenedConsumer
from streams.hardened.delivery import RecordBatch
from streams.hardened.lease import LEASE_SHARE, Lease
from streams.security import aiokafka_access
from streams.settings import Settings

_TICK_S: Final = 0.1
_VIRTUAL_TICK_S: Final = 0.02
log = logging.getLogger(__name__)


class WorkerApp(HardenedApp):
    """See the module."""

    def __init__(self, settings: Settings, observer: Observer, flow: Flow = Flow()) -> None:  # noqa: B008  # a constant
        self.settings = settings
        self.names = Names(settings.app, settings.crm)
        self.clock = settings.make_clock()
        self.observer = observer
        self.flow = flow
        self.fetching = Fetching(batch_records=flow.batch_records)
        self.ownerships: dict[str, Ownership] = {}
        self.collector: Collector | None = None
        """Of the bank's topics."""
        self._collectors: dict[str, Collector] = {}
        """By the topics they copy."""
        self.generation_flowing = -1
        self.on_state: Callable[[str, str], None] = lambda _state, _member: None
        """Told the worker's state and its member id, whenever one changes."""
        self._catalogue: dict[str, str] = {}
        self._history: HistoryFirst | None = None
        self._beside = Background(self._crash)
        self._start_told = False
        lease = Lease(settings.session_s * LEASE_SHARE, enabled=os.environ.get("KONTOR_TEST_NO_LEASE") != "1")
        super().__init__(settings.app, lease=lease, **faust_options(settings))
        self.bus = BusLog(lambda: self.producer._producer, self.names, self.clock.now_ms)  # type: ignore[attr-defined]  # noqa: SLF001  # Faust's has no public one
        partitioner = Partitioner(self.bus.partition_count)
        self.means = Means(self.bus, Publisher(self.bus), partitioner, observer, self.clock.now_ms, flow)

    # what agents use

    def add_unit(self, unit: Unit) -> Ownership:
        """Run `unit` in this app; batches of its inbox are to be given to what this returns."""
        reader = JournalReader(self.names.physical(unit.journal), aiokafka_access(self.settings))
        owned = self.ownerships[unit.inbox] = Ownership(
            unit, self.settings.worker_id, reader, self.means, Membership(self).confirmed
        )
        return owned

    def collect(self, topics: Sequence[str], held: str, before: Sequence[str]) -> Collector:
        """
        Copy these topics (catalogue names), in this order within one fetch.

        At the very first start `held` waits until `before` are copied.
        """
        self.topic_rank = {self.names.physical(topic): rank for rank, topic in enumerate(topics, 1)}
        self.collector = self.copy(topics, INTAKE_INBOX)
        first = [self.names.physical(topic) for topic in before]
        self._history = HistoryFirst(
            self.settings.app, self.names.physical(held), first, aiokafka_access(self.settings)
        )
        return self.collector

    def copy(self, topics: Sequence[str], inbox: str) -> Collector:
        """Copy these topics to the one partition of an inbox (catalogue names); what this returns is given batches."""
        collector = Collector(
            self.bus, self.catalogue_name, self.settings.max_record_bytes, self.observer, self.flow, inbox
        )
        self._collectors |= dict.fromkeys(topics, collector)
        return collector

    def batches_of(self, *topics: str) -> Any:
        """A Faust topic over these; read it by `batches`."""
        names = {self.names.physical(topic): topic for topic in topics}
        self._catalogue |= names
        self.stream_of_topic = {**self.stream_of_topic, **dict.fromkeys(names, topics[0])}
        return self.topic(*names, schema=Deliveries())

    async def batches(self, stream: Any) -> AsyncIterator[RecordBatch]:
        """The stream's batches of this generation, not acknowledged; older ones are left for their new owner."""
        async for event in stream.noack().events():
            if event.message.generation_id != self.lease.generation:
                cast("HardenedConsumer", self.consumer).leave_unacknowledged(event.message)
                continue
            event.value.event = event
            for batch in event.value.batches:
                yield batch

    def catalogue_name(self, physical: str) -> str:
        """Our name of a topic on the bus."""
        return self._catalogue[physical]

    def folds(self) -> Iterable[tuple[str, Fold]]:
        """Unit name and fold of every partition owned now."""
        for owned in self.ownerships.values():
            for fold in owned.folds().values():
                yield owned.unit.name, fold

    def collectors(self) -> Iterable[Collector]:
        """Each once."""
        return dict.fromkeys(self._collectors.values())

    def searches(self) -> Iterable[tuple[str, Search]]:
        """Unit name and search of all that the folds owned now ask for."""
        for owned in self.ownerships.values():
            for fold in owned.folds().values():
                for search in owned.unit.searches(fold):
                    yield owned.unit.name, search

    # what the hardened app calls

    async def open_partitions(self, assignment: Collection[TP], generation: int) -> None:
        """Fence and recover every unit's partitions, and hold contacts back at the very first start."""
        self.lease.generation = generation
        consumer = cast("HardenedConsumer", self.consumer)
        consumer.forget_unacknowledged()
        self.on_state("recovering", self.member_id())
        for collector in self.collectors():
            collector.restart()
        epoch = epoch_of(self.settings.term, generation)
        gc.disable()  # it looks at millions of new rows again and again, and no heartbeat is sent meanwhile
        try:
            await asyncio.gather(*(self._open_unit(owned, assignment, epoch) for owned in self.ownerships.values()))
        finally:
            gc.freeze()  # what was recovered stays: the collector need not look at it again
            gc.enable()
        await self._tell_start()
        if self._history is not None and await self._history.hold_back(assignment, consumer):
            self._beside.run("history", self._history.release(consumer))
        topics: dict[str, list[int]] = {}
        for tp in sorted(assignment, key=lambda tp: (tp.topic, tp.partition)):
            topics.setdefault(self._catalogue.get(tp.topic, tp.topic), []).append(tp.partition)
        self.observer.assigned(topics)

    def before_resuming(self, committed: Mapping[TP, int]) -> None:
        """Compare each journal with what the group has committed of its inbox."""
        for owned in self.ownerships.values():
            topic = self.names.physical(owned.unit.inbox)
            for tp, offset in committed.items():
                if tp.topic == topic:
                    owned.check_commit(tp.partition, offset)

    async def let_go(self) -> None:
        """Leave to the next owner what was read and not begun."""
        owners = [owner for owned in self.ownerships.values() for owner in owned.owners.values()]
        collecting = [collector.let_go() for collector in self.collectors()]
        await asyncio.gather(*(owner.let_go() for owner in owners), *collecting)

    async def before_giving_up(self) -> None:
        """Leave journals that ask nothing of the next owner."""
        owners = [owner for owned in self.ownerships.values() for owner in owned.owners.values()]
        await asyncio.gather(*(owner.sign_off() for owner in owners))

    async def _open_unit(self, owned: Ownership, assignment: Collection[TP], epoch: int) -> None:
        topic = self.names.physical(owned.unit.inbox)
        consumer = cast("HardenedConsumer", self.consumer)

        def throttle(partition: int, on: bool) -> None:  # noqa: FBT001  # reason: a switch
            (consumer.on_buffer_full if on else consumer.on_buffer_drop)(TP(topic, partition))

        await owned.open([tp.partition for tp in assignment if tp.topic == topic], epoch, throttle)

    async def _tell_start(self) -> None:
        """Once per process, before it copies anything: from when on contacts are ours to decide."""
        if self._start_told or self.collector is None:
            return
        event = start_event(self.settings.worker_id, self.clock.now_ms(), self.settings.start_ms)
        await settled(await self.bus.append(INTAKE_INBOX, 0, [(None, event, [(TOPIC, STARTED.encode())])]))
        self._start_told = True

    def on_flowing(self, generation: int) -> None:
        """Records flow again."""
        self.generation_flowing = generation
        for collector in self.collectors():
            collector.start()
        self.on_state("ready", self.member_id())
        self.observer.rebalance_ended(generation, self.rebalance_seconds())

    def on_rebalance_start(self) -> None:
        """The group re-forms; in the consumer's thread, so the observer is told from the loop."""
        super().on_rebalance_start()
        self.loop.call_soon_threadsafe(self.observer.rebalance_started)

    def on_committed(self, seconds: float) -> None:
        """Offsets were committed."""
        self.observer.committed(seconds)

    # what runs beside

    def start_beside(self) -> None:
        """Begin to tick and to watch; call it once the app has started."""
        virtual = self.settings.clock is not None
        ticker = Ticker(self.folds, self.bus, self.clock.now_ms, self.observer)
        self._beside.run("ticks", ticker.run(_VIRTUAL_TICK_S if virtual else _TICK_S, self.may_write))
        searcher = Searcher(self.searches, self.bus, self.observer)
        self._beside.run("searches", searcher.run(_TICK_S, self.may_write))
        self._beside.run("vigil", Vigil(self).run())
        self._beside.run("journals", JournalWatch(self.ownerships.values(), self.may_write).run())
        self._beside.run("topics", TopicWatch(self.topics_in_use, self.bus.topics).run())

    def topics_in_use(self) -> set[str]:
        """Names on the bus of what is read, of the journals, and of what has been written to."""
        ours = {owned.unit.journal for owned in self.ownerships.values()} | self.means.partitioner.topics()
        return {*self._catalogue, *map(self.names.physical, ours)}

    def may_write(self) -> bool:
        """Whether partitions are ours, recovered, and no rebalance is going on."""
        return not self.rebalancing and self.generation_flowing == self.lease.generation == self.consumer_generation_id

    def oldest_begun(self, topic: str, partition: int) -> float | None:
        """When (`time.monotonic()`) the oldest batch in work of a partition of a topic on the bus came."""
        name = self._catalogue.get(topic, topic)
        owned = self.ownerships.get(name)
        if owned is None:
            collector = self._collectors.get(name)
            return None if collector is None else collector.pending.oldest()
        owner = owned.owners.get(partition)
        return None if owner is None else owner.pending.oldest()

    def oldest_unacknowledged_s(self) -> float:
        """Age of the oldest batch in work, 0 if there is none."""
        begun = [owner.pending.oldest() for owned in self.ownerships.values() for owner in owned.owners.values()]
        begun += [collector.pending.oldest() for collector in self.collectors()]
        known = [at for at in begun if at is not None]
        return time.monotonic() - min(known) if known else 0.0

    async def stop_beside(self) -> None:
        """End what `start_beside` began, before the app stops."""
        await self._beside.stop()

    async def close_readers(self) -> None:
        """Let the journals' readers go, after the app has stopped."""
        await asyncio.gather(*(owned.close() for owned in self.ownerships.values()))


Register = Callable[[WorkerApp], None]
"""What an agent's file offers: adds its agent, and its unit if it has one, to an app."""
