"""Owners publish to shared partitions: what gathers behind a batch on its way, and who may stop waiting for it."""

import asyncio
from collections.abc import Awaitable

from streams.engine.outbox import Section
from streams.engine.publishing import Publisher
from tests.engine.fake_log import FakeLog

PLACE = "kontor.assignments", 0


def section(*values: bytes) -> Section:
    return Section(*PLACE, [(b"key", value) for value in values])


async def calm() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def waiting(awaitables: list[Awaitable[None]]) -> list[asyncio.Future[None]]:
    return [asyncio.ensure_future(each) for each in awaitables]


async def test_what_comes_while_a_batch_is_on_its_way_goes_out_behind_it_in_order_and_together() -> None:
    log = FakeLog()
    log.held = True
    publisher = Publisher(log)
    first = waiting(publisher.publish([section(b"1")]))
    await calm()
    later = waiting([*publisher.publish([section(b"2")]), *publisher.publish([section(b"3", b"4")])])
    await calm()
    assert log.release(1) == 1
    await calm()
    assert [each.done() for each in first + later] == [True, False, False]
    assert log.release(100) == 1, "what gathered is one batch"
    await asyncio.gather(*later)
    assert [record.value for record in log.topics[PLACE]] == [b"1", b"2", b"3", b"4"]


async def test_whoever_stops_waiting_takes_nothing_from_those_who_wait_for_the_same_batch() -> None:
    log = FakeLog()
    log.held = True
    publisher = Publisher(log)
    waiting(publisher.publish([section(b"1")]))
    await calm()
    (hasty,) = waiting(publisher.publish([section(b"2")]))
    (patient,) = waiting(publisher.publish([section(b"3")]))
    hasty.cancel()
    await calm()
    (late,) = waiting(publisher.publish([section(b"4")]))
    log.held = False
    for _ in range(3):
        log.release(100)
        await calm()
    assert (hasty.cancelled(), patient.done(), late.done()) == (True, True, True)
    assert not patient.cancelled()
    assert not late.cancelled()
    assert [record.value for record in log.topics[PLACE]] == [b"1", b"2", b"3", b"4"]
