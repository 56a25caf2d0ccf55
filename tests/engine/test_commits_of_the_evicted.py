"""Who was evicted from the group commits nothing more, even when the group has no members left."""

import asyncio
import itertools
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CommitFailedError

from streams.hardened.consumer_thread import commit_only_as_a_member
from tests.installation import Installation

pytestmark = pytest.mark.bus
_numbers = itertools.count()


async def committed_after_eviction(installation: Installation, *, mended: bool) -> int:
    """A member commits 5, is evicted from a group that then is empty, and tries to commit 2."""
    topic = installation.names.physical("crm.contacts")
    where = TopicPartition(topic, 0)
    consumer: Any = AIOKafkaConsumer(
        topic,
        bootstrap_servers=installation.settings.brokers,
        group_id=f"{installation.settings.app}-{next(_numbers)}",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        await consumer.getmany(timeout_ms=10)
        coordinator = consumer._coordinator
        if mended:
            commit_only_as_a_member(coordinator)
        await consumer.commit({where: 5})
        # What the coordinator does when a heartbeat is answered "unknown member", without joining again
        coordinator._closing.set_result(None)
        await coordinator._maybe_leave_group()
        assert coordinator.generation < 0
        if mended:
            with pytest.raises(CommitFailedError):
                await consumer.commit({where: 2})
        else:
            await consumer.commit({where: 2})
        told = await coordinator.fetch_committed_offsets([where])
        return int(told[where].offset)
    finally:
        await consumer.stop()


def test_an_evicted_member_cannot_take_a_commit_back(installation: Installation) -> None:
    assert asyncio.run(committed_after_eviction(installation, mended=True)) == 5


def test_the_broker_alone_takes_the_commit_of_one_who_says_no_generation(installation: Installation) -> None:
    assert asyncio.run(committed_after_eviction(installation, mended=False)) == 2
