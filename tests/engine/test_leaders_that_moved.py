"""A question for an offset that a broker refuses, for it leads no more, makes the client look who leads."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.consumer.fetcher import Fetcher
from aiokafka.consumer.subscription_state import ManualSubscription
from aiokafka.errors import NotLeaderForPartitionError

from streams.hardened.leaders import find_leaders_again

PARTITION = TopicPartition("journal", 0)


class Client:
    """Thinks that broker 1 leads, until its metadata is renewed; broker 2 does."""

    def __init__(self) -> None:
        self.leader = 1

    def force_metadata_update(self) -> None:
        self.leader = 2


def first_offset(*, mended: bool) -> int | None:
    """Where aiokafka's own fetcher begins to read, asked as its loop asks: again and again, whom the client names."""

    async def run() -> int | None:
        client = Client()
        fetcher: Any = Fetcher.__new__(Fetcher)
        fetcher._client, fetcher._retry_backoff = client, 0

        async def asked(node_id: int, _topics: Any) -> Any:
            if node_id == 1:
                raise NotLeaderForPartitionError
            return {PARTITION: (7, 0)}

        fetcher._proc_offset_request = asked
        if mended:
            find_leaders_again(fetcher)
        assignment = ManualSubscription({PARTITION}).assignment
        state = assignment.state_value(PARTITION)
        state.await_reset(-2)
        for _ in range(5):
            await fetcher._update_fetch_positions(assignment, client.leader, [PARTITION])
        position: int | None = state._position
        return position

    return asyncio.run(run())


def test_after_a_refused_question_for_an_offset_the_new_leader_is_asked() -> None:
    assert first_offset(mended=True) == 7


def test_aiokafka_alone_asks_the_old_leader_for_ever() -> None:
    assert first_offset(mended=False) is None


def test_the_refusal_itself_is_still_told() -> None:
    async def refused(_node: Any, _topics: Any) -> Any:
        raise NotLeaderForPartitionError

    client = Client()
    fetcher = SimpleNamespace(_proc_offset_request=refused, _client=client)
    find_leaders_again(fetcher)
    with pytest.raises(NotLeaderForPartitionError):
        asyncio.run(fetcher._proc_offset_request(1, {}))
    assert client.leader == 2
