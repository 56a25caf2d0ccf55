# ruff: noqa: SLF001  # reason: overriding Faust from inside is what this file is for
"""Faust's consumer thread: read_committed, our fetch waits, heartbeats that renew the lease, commits of members."""

import asyncio
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from aiokafka.errors import UnknownMemberIdError
from faust.transport.drivers import aiokafka as driver

from streams.hardened.committed import ask_again_while_it_loads
from streams.hardened.leaders import find_leaders_again

if TYPE_CHECKING:
    from streams.hardened.app import Fetching, HardenedApp


class HardenedConsumerThread(driver.AIOKafkaConsumerThread):
    """What Faust hard-codes is set on aiokafka's consumer before it starts: it reads these only then."""

    app: "HardenedApp"

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        # Faust has settings for none of these three
        consumer._fetch_max_wait_ms = self.app.fetching.idle_wait_ms
        consumer._fetch_min_bytes = 1
        consumer._isolation_level = "read_committed"
        return consumer

    async def subscribe(self, topics: Iterable[str]) -> None:
        """Subscribe; from then on answered heartbeats renew the lease, and each fetch sets the pace of the next."""
        await super().subscribe(topics)
        consumer = self._ensure_consumer()
        coordinator, lease = consumer._coordinator, self.app.lease
        if getattr(coordinator, "kontor_leased", False):
            return
        coordinator.kontor_leased = True
        end_quietly_when_cancelled(consumer._fetcher)
        gather_while_busy(consumer._fetcher, self.app.fetching)
        find_leaders_again(consumer._fetcher)
        commit_only_as_a_member(coordinator)
        ask_again_while_it_loads(coordinator)
        beat = coordinator._do_heartbeat

        async def heartbeat_that_renews() -> bool:
            sent_at = time.monotonic()
            answered = bool(await beat())
            if answered:
                lease.renew(sent_at)
            return answered

        coordinator._do_heartbeat = heartbeat_that_renews


def end_quietly_when_cancelled(fetcher: Any) -> None:
    """
    Let aiokafka's fetcher close while a fetch that failed waits to be tried again.

    aiokafka 0.14.0 cancels its fetches and awaits them. One that still asks the broker takes that for its end; one
    that failed, and waits, raises CancelledError into `Fetcher.close`: Faust's consumer thread dies of it, and whoever
    stops the worker waits for that thread for ever.
    """
    fetch = fetcher._proc_fetch_request

    async def fetch_unless_cancelled(*request: Any) -> Any:
        try:
            return await fetch(*request)
        except asyncio.CancelledError:
            return False

    fetcher._proc_fetch_request = fetch_unless_cancelled


def gather_while_busy(fetcher: Any, fetching: "Fetching") -> None:
    """Let aiokafka's fetcher ask for much after a fetch that brought records, and for anything after others."""
    fetch = fetcher._proc_fetch_request

    async def fetch_and_set_the_pace(*request: Any) -> Any:
        brought = await fetch(*request)
        if brought:
            fetcher._fetch_max_wait_ms, fetcher._fetch_min_bytes = fetching.gather_ms, fetching.gather_bytes
        else:
            fetcher._fetch_max_wait_ms, fetcher._fetch_min_bytes = fetching.idle_wait_ms, 1
        return brought

    fetcher._proc_fetch_request = fetch_and_set_the_pace


def commit_only_as_a_member(coordinator: Any) -> None:
    """
    Let aiokafka's coordinator commit nothing between its eviction and the worker's end.

    Its request would then name no member and no generation, which a broker refuses while the group has
    members, and takes while it has none: what newer owners had committed would go back.
    """
    commit = coordinator._do_commit_offsets

    async def commit_as_a_member(assignment: Any, offsets: Any) -> None:
        if coordinator.generation < 0:
            raise UnknownMemberIdError(coordinator.group_id)
        await commit(assignment, offsets)

    coordinator._do_commit_offsets = commit_as_a_member
