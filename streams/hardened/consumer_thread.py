# ruff: noqa: SLF001  # reason: overriding Faust from inside is what this file is for
"""Faust's consumer thread with read_committed, our fetch waits, and heartbeats that renew the lease."""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from faust.transport.drivers import aiokafka as driver

if TYPE_CHECKING:
    from streams.hardened.app import HardenedApp


class HardenedConsumerThread(driver.AIOKafkaConsumerThread):
    """What Faust hard-codes is set on aiokafka's consumer before it starts: it reads these only then."""

    app: "HardenedApp"

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        fetching = self.app.fetching
        # Faust has settings for none of these three
        consumer._fetch_max_wait_ms = fetching.max_wait_ms
        consumer._fetch_min_bytes = fetching.min_bytes
        consumer._isolation_level = "read_committed"
        return consumer

    async def subscribe(self, topics: Iterable[str]) -> None:
        """Subscribe, and from then on let each answered heartbeat renew the lease."""
        await super().subscribe(topics)
        coordinator, lease = self._ensure_consumer()._coordinator, self.app.lease
        if getattr(coordinator, "kontor_leased", False):
            return
        coordinator.kontor_leased = True
        beat = coordinator._do_heartbeat

        async def heartbeat_that_renews() -> bool:
            sent_at = time.monotonic()
            answered = bool(await beat())
            if answered:
                lease.renew(sent_at)
            return answered

        coordinator._do_heartbeat = heartbeat_that_renews
