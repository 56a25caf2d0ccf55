"""Whoever queues for a partition waits as long as he was told, however many go first."""

import asyncio
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaTimeoutError, ProducerClosed
from aiokafka.producer.message_accumulator import BatchBuilder, MessageAccumulator

from streams.hardened.queueing import PatientAccumulator

WHERE = TopicPartition("inbox", 0)
PATIENCE_S = 5.0


async def queue(kind: Any, many: int, timeout_s: float = PATIENCE_S, *, moving: bool = True) -> list[str]:
    """`many` batches queue at once and the queue moves every 4 ms; the kinds of errors."""
    accumulator: Any = kind(None, 16_384, 0, 60.0)
    sends = [asyncio.ensure_future(accumulator.add_batch(_batch(), WHERE, timeout_s)) for _ in range(many)]
    while moving and not all(send.done() for send in sends):
        await asyncio.sleep(0.004)
        if accumulator._batches.get(WHERE):
            accumulator._pop_batch(WHERE).drain_ready()
    told = await asyncio.gather(*sends, return_exceptions=True)
    return [type(each).__name__ for each in told if isinstance(each, Exception)]


def _batch() -> BatchBuilder:
    builder = BatchBuilder(16_384, 0)
    builder.append(key=b"k", value=b"v", timestamp=None)
    builder.close()
    return builder


def test_in_a_queue_that_moves_nobody_loses_patience() -> None:
    assert asyncio.run(queue(PatientAccumulator, 120)) == []


def test_aiokafkas_own_loses_it_long_before_its_time() -> None:
    assert KafkaTimeoutError.__name__ in asyncio.run(queue(MessageAccumulator, 120))


def test_in_a_queue_that_does_not_move_the_time_is_kept() -> None:
    assert asyncio.run(queue(PatientAccumulator, 3, 0.05, moving=False)) == [KafkaTimeoutError.__name__] * 2


def test_a_closed_producer_takes_nothing_more() -> None:
    async def run() -> None:
        accumulator: Any = PatientAccumulator(None, 16_384, 0, 60.0)
        await accumulator.close()
        await accumulator.add_batch(_batch(), WHERE, 1)

    with pytest.raises(ProducerClosed):
        asyncio.run(run())
