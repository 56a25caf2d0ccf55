"""A rebalance waits for what is in work; a worker whose membership runs out meanwhile would wait for ever, and ends."""

import asyncio
import os
import time
from types import SimpleNamespace
from typing import Any

import pytest
from faust.types.tuples import TP

from streams.hardened.consumer import HardenedConsumer
from streams.hardened.lease import Lease


class Ended(BaseException):
    pass


def _end(_code: int) -> None:
    raise Ended


@pytest.fixture(autouse=True)
def said(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    words: list[bytes] = []
    monkeypatch.setattr(os, "_exit", _end)
    monkeypatch.setattr(os, "write", lambda _fd, text: words.append(text))
    return words


def give_up(lease: Lease, work: Any, generation: int = 3, revoked: frozenset[TP] = frozenset({TP("inbox", 0)})) -> None:
    consumer: Any = HardenedConsumer.__new__(HardenedConsumer)
    consumer.app = SimpleNamespace(lease=lease, member_generation=lambda: generation)
    consumer._finish = lambda _revoked: work

    async def run() -> None:
        await consumer.on_partitions_revoked(set(revoked))

    asyncio.run(run())


def lease(left_s: float, *, enabled: bool = True) -> Lease:
    held = Lease(5, enabled=enabled)
    held.renew(time.monotonic() - 5 + left_s)
    return held


async def for_ever() -> None:
    await asyncio.Event().wait()


async def a_moment() -> None:
    await asyncio.sleep(0)


def test_what_would_wait_for_ever_ends_with_the_membership(said: list[bytes]) -> None:
    with pytest.raises(Ended):
        give_up(lease(0.12), for_ever())
    assert b"a rebalance outlasted this worker's membership" in b"".join(said)


def test_who_was_evicted_before_ends_at_once(said: list[bytes]) -> None:
    work = for_ever()
    with pytest.raises(Ended):
        give_up(lease(5), work, generation=-1)
    work.close()
    assert b"has evicted this worker" in b"".join(said)


def test_work_that_is_done_in_time_ends_nobody(said: list[bytes]) -> None:
    give_up(lease(5), a_moment())
    assert not said


def test_who_had_no_partitions_yet_needs_no_membership_to_join(said: list[bytes]) -> None:
    give_up(lease(-1), asyncio.sleep(0.12), revoked=frozenset())
    assert not said


def test_a_mistake_in_the_work_is_not_kept_quiet() -> None:
    async def wrong() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up(lease(5), wrong())
