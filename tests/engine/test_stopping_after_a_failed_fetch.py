"""A worker can be stopped while a fetch that failed waits to be tried again."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.consumer.fetcher import Fetcher
from aiokafka.errors import NodeNotReadyError

from streams.hardened.consumer_thread import end_quietly_when_cancelled


def close_while_it_waits(*, mended: bool) -> None:
    """aiokafka's own fetcher, closed between a fetch that failed and the next try."""

    async def run() -> None:
        asked = asyncio.Event()

        async def send(_node: int, _request: Any) -> Any:
            asked.set()
            raise NodeNotReadyError

        fetcher: Any = Fetcher.__new__(Fetcher)
        fetcher._client, fetcher._retry_backoff, fetcher._fetch_waiters = SimpleNamespace(send=send), 60, set()
        if mended:
            end_quietly_when_cancelled(fetcher)
        fetcher._fetch_task = asyncio.create_task(asyncio.sleep(60))
        fetch = asyncio.create_task(fetcher._proc_fetch_request(None, 1, SimpleNamespace(topics=[])))
        fetcher._pending_tasks = {fetch}
        await asyncio.wait_for(asked.wait(), 5)
        await asyncio.sleep(0)
        await asyncio.wait_for(fetcher.close(), 5)
        assert fetch.result() is False

    asyncio.run(run())


def test_a_fetcher_closes_while_a_failed_fetch_waits() -> None:
    close_while_it_waits(mended=True)


def test_aiokafka_alone_raises_what_ends_the_thread_of_whoever_closes_it() -> None:
    with pytest.raises(asyncio.CancelledError):
        close_while_it_waits(mended=False)
