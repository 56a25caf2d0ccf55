# ruff: noqa: SLF001  # reason: aiokafka offers no other way to give it a sender
"""
An idempotent producer whose sender asks the lease before bytes reach the socket.

`send_batch` keeps sequence numbers (they are given when a batch is popped and
kept on every retry), so a lost acknowledgement makes neither a repeat nor a gap,
and each acknowledgement's base offset is exact.
"""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from aiokafka.producer.sender import Sender
from faust.transport.drivers import aiokafka as driver

from streams.hardened.fail_stop import fail_stop
from streams.hardened.queueing import PatientAccumulator

if TYPE_CHECKING:
    from streams.hardened.app import HardenedApp

_POLL_S: Final = 0.02


class LeasedSender(Sender):  # type: ignore[misc]  # aiokafka has no types
    """Aiokafka's sender, held back while the lease is not valid; every retry passes here again."""

    app: "HardenedApp"

    async def _send_produce_req(self, node_id: int, batches: Any) -> None:
        app = self.app
        while app.lease.enabled:
            if app.consumer_generation_id != app.lease.generation or app.member_generation() < 0:
                fail_stop("about to write, but the consumer group has evicted this worker")
            if app.lease.valid():
                break
            await asyncio.sleep(_POLL_S)  # the broker is away, or we slept: wait for an answered heartbeat
        await super()._send_produce_req(node_id, batches)


class HardenedProducer(driver.Producer):
    """Faust's producer with `acks=all`, idempotence and the lease."""

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}

    def _new_producer(self, transactional_id: str | None = None) -> Any:
        producer = super()._new_producer(transactional_id)
        producer._sender.__class__ = LeasedSender
        producer._sender.app = self.app
        producer._message_accumulator.__class__ = PatientAccumulator
        return producer
