# ruff: noqa: SLF001  # reason: Faust has no public way to the consumer's thread
"""The Faust app on hardened parts; what a unit needs of it is hooked in by the engine."""

import logging
import time
from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

import faust
from faust.types.tuples import TP

from streams.hardened.consumer import HardenedConsumer
from streams.hardened.fail_stop import fail_stop
from streams.hardened.lease import Lease
from streams.hardened.producer import HardenedProducer
from streams.hardened.recovery import HardenedTables
from streams.hardened.self_check import check_faust_is_known

from faust.transport.drivers import aiokafka as driver  # isort: skip  # reason: registers itself on import

NO_GENERATION: Final = -1
log = logging.getLogger(__name__)


class Fetching(NamedTuple):
    """
    How records are fetched.

    Idle, the broker answers as soon as there is a record. While records come, it
    gathers for `gather_ms` (or until there are `gather_bytes`): each fetch, however
    small, costs turns of the loop for every stage, and those are what contacts
    would wait for.
    """

    idle_wait_ms: int = 100
    gather_ms: int = 10
    gather_bytes: int = 1 << 20
    batch_records: int = 500


class HardenedTransport(driver.Transport):
    """Faust's aiokafka transport with our consumer and producer."""

    Consumer = HardenedConsumer
    Producer = HardenedProducer


class Deliveries(faust.Schema[Any, Any]):
    """What was fetched is handed on as it is: the agent decodes."""

    def loads_key(self, app: Any, message: Any, **_: Any) -> None:
        """No key: a batch has many."""

    def loads_value(self, app: Any, message: Any, **_: Any) -> Any:  # noqa: ARG002  # reason: Faust's signature
        """The `Delivery`."""
        return message.value


class HardenedApp(faust.App):
    """Subclass it and give `open_partitions`; the rest is wiring."""

    lease: Lease
    fetching: Fetching = Fetching()
    topic_rank: Mapping[str, int] = {}
    """Order of topics within one fetch: the lower the earlier; 0 if not named."""
    stream_of_topic: Mapping[str, str] = {}
    """Topics read by one stream, under one name; a topic that is not named has a stream of its own."""

    def __init__(self, *args: Any, lease: Lease, **kwargs: Any) -> None:
        check_faust_is_known()
        self.lease = lease
        self._rebalance_began = time.perf_counter()
        super().__init__(*args, TableManager=HardenedTables, **kwargs)

    def _new_transport(self) -> Any:
        return HardenedTransport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> Any:
        return HardenedTransport(self.conf.broker_producer, self)

    def _create_directories(self) -> None:
        """None: all state is in the journals."""

    def _crash(self, reason: BaseException) -> None:
        """Any crashed service of the app ends the process."""
        log.error("a service crashed", exc_info=reason)
        fail_stop(f"worker stopped: {type(reason).__name__}: {reason}")

    def member_generation(self) -> int:
        """Generation as the group's coordinator last answered; -1 when it evicted us."""
        membership = self._membership()
        return NO_GENERATION if membership is None else int(membership.generation)

    def member_id(self) -> str:
        """Our member id in the consumer group; empty before the first join."""
        membership = self._membership()
        return "" if membership is None else str(membership.member_id)

    def _membership(self) -> Any:
        """The group as aiokafka sees it; None where the consumer is not made, or made and not started."""
        consumer = self.consumer._thread._consumer  # type: ignore[attr-defined]
        return None if consumer is None else consumer._coordinator

    def member_id_if_any(self) -> str:
        """The same, also when the consumer was never started."""
        return self.member_id() if self._consumer is not None else ""

    async def start_fetching(self) -> None:
        """Start Faust's fetcher if it does not run yet."""
        await self._fetcher.maybe_start()

    def on_rebalance_start(self) -> None:
        """Called in the consumer's thread as soon as the group re-forms."""
        self._rebalance_began = time.perf_counter()
        super().on_rebalance_start()

    def rebalance_seconds(self) -> float:
        """Seconds since the rebalance began."""
        return time.perf_counter() - self._rebalance_began

    async def open_partitions(self, assignment: Collection[TP], generation: int) -> None:
        """Take ownership of what is assigned, before any record of it is read."""
        raise NotImplementedError

    def before_resuming(self, committed: Mapping[TP, int]) -> None:
        """Everything is sought, nothing read yet; `committed` are the group's offsets of what is assigned."""

    async def let_go(self) -> None:
        """Nothing more is read: begin nothing of what was, and wait for what has begun."""

    async def before_giving_up(self) -> None:
        """All batches are finished and committed; the partitions are ours for a last moment."""

    def on_flowing(self, generation: int) -> None:
        """Records flow again."""

    def on_committed(self, seconds: float) -> None:
        """Offsets were committed."""
