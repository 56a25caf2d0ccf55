"""What a worker knows of its place in the consumer group, however early it is asked."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer

from streams.hardened.app import NO_GENERATION, HardenedApp


def app_of(consumer: AIOKafkaConsumer | None) -> HardenedApp:
    """An app as far as its consumer is concerned: made, with aiokafka's own within its thread, or not yet."""
    app = HardenedApp.__new__(HardenedApp)
    faust_consumer: Any = SimpleNamespace(_thread=SimpleNamespace(_consumer=consumer))
    app._consumer = faust_consumer
    return app


@pytest.mark.parametrize("made", [False, True])
def test_a_worker_told_to_stop_before_its_consumer_has_started_is_a_member_of_nothing(*, made: bool) -> None:
    async def ask() -> tuple[str, int]:
        consumer = AIOKafkaConsumer(group_id="kontor") if made else None
        app = app_of(consumer)
        known = app.member_id_if_any(), app.member_generation()
        if consumer is not None:
            await consumer.stop()
        return known

    assert asyncio.run(ask()) == ("", NO_GENERATION)
