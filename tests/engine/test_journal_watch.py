"""An idle owner finds out that a stale worker wrote to his journal, before the log cleaner takes the true rows away."""

import asyncio
import os
from typing import cast

import pytest

from streams.engine.journal_reading import interpret
from streams.engine.journal_records import read_records
from streams.engine.journal_watch import JournalWatch
from streams.engine.ownership import Ownership
from tests.engine.owner_simulation import JOURNAL, Stopped, World, calm, cleaned, silence


def _stop(_code: int) -> None:
    raise Stopped


async def idle_after_a_stale_write(world: World, *, watched: bool) -> None:
    """An owner loses its partition, and its last batch lands behind what the new one wrote; then nothing comes."""
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    await world.take_over()
    await world.deliver(4)
    await world.land(100)
    await world.deliver(4)  # on its way when the owner is replaced
    dead, its_log = cast("Ownership", world.owned), world.log
    await world.take_over()
    await world.deliver(8)
    for _ in range(5):
        await world.land(100)
    its_log.held = False
    its_log.release(100)
    await calm()
    silence(dead)
    world.log.held = False
    if watched:
        await cast("Ownership", world.owned).look_for_strangers()
    for _ in range(5):
        await calm()
    silence(cast("Ownership", world.owned))


@pytest.mark.parametrize("watched", [True, False])
def test_what_a_stale_worker_wrote_over_survives_the_cleaner_where_the_owner_looks(
    monkeypatch: pytest.MonkeyPatch, watched: bool
) -> None:
    monkeypatch.setattr(os, "_exit", _stop)
    monkeypatch.setattr(os, "write", lambda _fd, _text: 0)
    world = World(chunk=1000, depth=4)
    asyncio.run(idle_after_a_stale_write(world, watched=watched))
    log = world.topics[JOURNAL, 0]
    assert (interpret(read_records(cleaned(log))).rows == interpret(read_records(log)).rows) is watched


def test_where_nobody_wrote_nothing_is_written() -> None:
    async def run() -> tuple[int, int]:
        world = World(chunk=1000, depth=4)
        await world.take_over()
        await world.deliver(4)
        await world.land(100)
        before = len(world.topics[JOURNAL, 0])
        await cast("Ownership", world.owned).look_for_strangers()
        await calm()
        silence(cast("Ownership", world.owned))
        return before, len(world.topics[JOURNAL, 0])

    before, after = asyncio.run(run())
    assert before == after > 0


def test_no_journal_is_asked_for_while_the_partitions_may_be_anothers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Owned:
        async def look_for_strangers(self) -> None:
            asked.append(True)
            raise TimeoutError

    async def run(*, may_write: bool) -> None:
        monkeypatch.setattr("streams.engine.journal_watch.EVERY_S", 0)
        watch = asyncio.ensure_future(JournalWatch([cast("Ownership", Owned())], lambda: may_write).run())
        for _ in range(20):
            await asyncio.sleep(0)
        watch.cancel()

    asyncio.run(run(may_write=False))
    assert not asked
    asyncio.run(run(may_write=True))
    assert len(asked) > 1, "brokers that do not answer end nothing"
