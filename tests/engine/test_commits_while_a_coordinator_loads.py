"""A coordinator that does not know a group's commits yet is asked again: the group is not read from its beginning."""

import asyncio
import itertools
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import GroupLoadInProgressError, NotCoordinatorForGroupError
from aiokafka.protocol.commit import OffsetFetchRequest, OffsetFetchResponse_v3

from streams.hardened.committed import ask_again_while_it_loads
from tests.installation import Installation

pytestmark = pytest.mark.bus
_numbers = itertools.count()


class Member:
    """A group of one, which has committed 5."""

    def __init__(self, installation: Installation, *, mended: bool) -> None:
        self.where = TopicPartition(installation.names.physical("crm.contacts"), 0)
        self._mended = mended
        self._brokers = installation.settings.brokers
        self._group = f"{installation.settings.app}-{next(_numbers)}"

    async def __aenter__(self) -> Any:
        self.consumer: Any = AIOKafkaConsumer(
            self.where.topic, bootstrap_servers=self._brokers, group_id=self._group, enable_auto_commit=False
        )
        await self.consumer.start()
        await self.consumer.getmany(timeout_ms=10)
        await self.consumer.commit({self.where: 5})
        if self._mended:
            ask_again_while_it_loads(self.consumer._coordinator)
        return self.consumer._coordinator

    async def __aexit__(self, *_: object) -> None:
        await self.consumer.stop()


async def told_after(installation: Installation, error_code: int, *, mended: bool) -> tuple[dict[Any, Any], int]:
    """What is believed to be committed, and how often asked, when two answers are an error of the whole group."""
    member = Member(installation, mended=mended)
    async with member as coordinator:
        send, asked = coordinator._client.send, 0

        async def answers_late(node: Any, request: Any, **more: Any) -> Any:
            nonlocal asked
            # The consumer asks by itself for all of its partitions at once.
            if isinstance(request, OffsetFetchRequest) and request._partitions == [(member.where.topic, [0])]:
                asked += 1
                if asked <= 2:
                    return OffsetFetchResponse_v3(0, [], error_code)
            return await send(node, request, **more)

        coordinator._client.send = answers_late
        told = await coordinator.fetch_committed_offsets([member.where])
        return {partition.partition: said.offset for partition, said in told.items()}, asked


@pytest.mark.parametrize("error", [GroupLoadInProgressError, NotCoordinatorForGroupError])
def test_a_coordinator_that_loads_or_has_moved_is_asked_until_it_knows(installation: Installation, error: Any) -> None:
    assert asyncio.run(told_after(installation, error.errno, mended=True)) == ({0: 5}, 3)


def test_aiokafka_alone_takes_such_an_answer_for_a_group_that_never_committed(installation: Installation) -> None:
    assert asyncio.run(told_after(installation, GroupLoadInProgressError.errno, mended=False)) == ({}, 1)
