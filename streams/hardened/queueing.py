"""
Batches that queue for their partition wait as long as they were told, and not a fraction of it.

aiokafka 0.14.0 takes the whole time since the beginning off what is left each time another batch went
first. In a queue that moves fast a minute is over within seconds: at a backlog, where ticks, copies and
what desks tell each other queue for one partition, workers ended one after the other.
"""

import asyncio
import copy
import time
from typing import Any

from aiokafka.errors import KafkaTimeoutError, ProducerClosed
from aiokafka.producer.message_accumulator import MessageAccumulator


class PatientAccumulator(MessageAccumulator):  # type: ignore[misc]  # aiokafka has no types
    """Aiokafka's, but for the arithmetic of its patience."""

    async def add_batch(self, builder: Any, tp: Any, timeout: float) -> Any:  # noqa: ASYNC109  # reason: aiokafka's signature
        """
        Queue a closed batch behind those of its partition; returns the future of its acknowledgement.

        KafkaTimeoutError when it could not stand in the queue within `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while True:
            if self._closed:
                raise ProducerClosed
            if self._exception is not None:
                raise copy.copy(self._exception)
            pending = self._batches.get(tp)
            if not pending:
                return asyncio.shield(self._append_batch(builder, tp).future)
            left = deadline - time.monotonic()
            if left <= 0:
                raise KafkaTimeoutError
            await pending[-1].wait_drain(timeout=left)
