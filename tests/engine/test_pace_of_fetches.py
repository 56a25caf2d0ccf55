"""A busy worker lets the broker gather; an idle one is told at once."""

import asyncio
from types import SimpleNamespace
from typing import Any

from streams.hardened.app import Fetching
from streams.hardened.consumer_thread import gather_while_busy

FETCHING = Fetching(idle_wait_ms=100, gather_ms=7, gather_bytes=5000)


def paces_after(answers: list[bool]) -> list[tuple[int, int]]:
    left = iter(answers)

    async def fetch(_assignment: Any, _node: int, _request: Any) -> bool:
        return next(left)

    fetcher = SimpleNamespace(_proc_fetch_request=fetch, _fetch_max_wait_ms=100, _fetch_min_bytes=1)
    gather_while_busy(fetcher, FETCHING)

    async def run() -> list[tuple[int, int]]:
        paces = []
        for answer in answers:
            assert await fetcher._proc_fetch_request("assignment", 1, "request") is answer
            paces.append((fetcher._fetch_max_wait_ms, fetcher._fetch_min_bytes))
        return paces

    return asyncio.run(run())


def test_after_a_fetch_that_brought_records_the_next_one_gathers() -> None:
    assert paces_after([True, True]) == [(7, 5000), (7, 5000)]


def test_after_a_fetch_that_brought_nothing_the_first_record_is_told_at_once() -> None:
    assert paces_after([True, False, True]) == [(7, 5000), (100, 1), (7, 5000)]
