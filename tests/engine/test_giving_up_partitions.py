"""A rebalance waits for what is in work; a worker whose membership runs out meanwhile would wait for ever, and ends."""

import asyncio
import os
import time
from types import SimpleNamespace
from typing import Any, cast

import pytest
from faust.transport.consumer import Consumer
from faust.types.tuples import TP

from streams.engine.collecting import Collector
from streams.engine.observer import NullObserver
from streams.engine.ownership import Ownership
from streams.engine.unit import Flow
from streams.hardened.consumer import HardenedConsumer
from streams.hardened.delivery import Delivery, RecordBatch
from streams.hardened.lease import Lease
from tests.engine.fake_log import FakeLog, Stored
from tests.engine.owner_simulation import World, calm, silence


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


async def let_go_of_a_backlog(world: World) -> tuple[int, int]:
    """Records acknowledged when a worker with ten batches to do, of which few have begun, gives its partition up."""
    await world.take_over()
    for _ in range(10):
        await world.deliver(4)
    owner = cast("Ownership", world.owned).owners[0]
    letting_go = asyncio.ensure_future(owner.let_go())
    await calm()
    assert not letting_go.done(), "what has begun is waited for"
    for _ in range(6):
        await world.land(100)
    await letting_go
    applied = owner.state.applied
    silence(cast("Ownership", world.owned))
    world.commit()
    return applied, owner.pending.records


def test_what_had_not_begun_is_left_to_the_next_owner() -> None:
    world = World(chunk=1000, depth=2)
    applied, pending = asyncio.run(let_go_of_a_backlog(world))
    assert pending == 0
    assert applied < 39


def test_copies_that_had_begun_are_waited_for_and_no_others_are_made() -> None:
    async def run() -> tuple[int, int]:
        log = FakeLog()
        log.held = True
        collector = Collector(log, lambda _name: "crm.contacts", 10_000, NullObserver(), Flow(batch_records=1))
        collector.start()
        for offset in range(9):
            record: Any = Stored(offset, b"k", b"v", [])
            collector.take(RecordBatch(TP("c", 0), [record], Delivery([], lambda _tp, _offset: None)))
        await calm()
        letting_go = asyncio.ensure_future(collector.let_go())
        await calm()
        assert not letting_go.done()
        while not letting_go.done():
            log.release(100)
            await calm()
        return len(log.topics["kontor.intake-inbox", 0]), collector.pending.records

    copies, pending = asyncio.run(run())
    assert pending == 0
    assert 0 < copies < 9


def test_the_consumer_waits_for_nothing_that_was_let_go() -> None:
    done: list[str] = []

    class App:
        async def let_go(self) -> None:
            done.append("let go")

    consumer: Any = HardenedConsumer.__new__(HardenedConsumer)
    consumer.app, consumer._unacked_messages = App(), {"a message that had not begun"}

    async def nothing_left(_self: Any) -> None:
        done.append(f"waited for {len(consumer._unacked_messages)}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Consumer, "wait_empty", nothing_left)
        asyncio.run(consumer.wait_empty())
    assert done == ["let go", "waited for 0"]


def test_a_mistake_in_the_work_is_not_kept_quiet() -> None:
    async def wrong() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up(lease(5), wrong())
