"""A partition writes down where it stands once a day of its log, and what it writes is where it stood."""

import asyncio
import zlib
from collections import Counter
from typing import Any, cast

import orjson
import pytest

from models.instants import DAY_MS
from streams.engine import checkpointing
from streams.engine.checkpointing import HEADER, PART_BYTES, TOPIC, pack
from streams.engine.journal_reading import interpret
from streams.engine.journal_records import read_records
from tests.engine.fake_log import Stored
from tests.engine.owner_simulation import JOURNAL, World, calm, silence

DAY = 20_000


def a_world(*days: int) -> World:
    """Its inputs come four a day."""
    world = World(1000, 4)
    times = [day * DAY_MS + 1 for day in days for _ in range(4)]
    world.input = [Stored(i, f"k{i % 3}".encode(), b"%d" % i, [], at, 1) for i, at in enumerate(times)]
    return world


def written(world: World) -> list[tuple[dict[str, Any], dict[str, str]]]:
    """Head and rows of each whole checkpoint."""
    parts: dict[tuple[int, int], dict[str, str]] = {}
    whole = []
    for record in world.topics[TOPIC, 0]:
        assert record.key == b"second/0"
        head = orjson.loads(dict(record.headers)[HEADER])
        told = orjson.loads(zlib.decompress(record.value or b""))
        rows = parts.setdefault((head["epoch"], head["applied"]), {})
        rows.update(zip(told[::2], told[1::2], strict=True))
        if head["last"]:
            whole.append((head, rows))
    return whole


async def take(world: World, count: int) -> None:
    """Deliver so many inputs, and let all of it land."""
    world.log.held = False
    await world.deliver(count)
    for _ in range(5):
        await world.land(100)
    world.commit()


async def until_written(world: World, count: int) -> None:
    async with asyncio.timeout(20):
        while len(written(world)) < count:
            await asyncio.sleep(0.005)
            await world.land(100)
    await calm()


def last_marker(world: World) -> int:
    return interpret(read_records(world.topics[JOURNAL, 0])).marker.checkpoint


def test_when_the_logs_day_turns_the_rows_as_they_then_are_are_written_down_once() -> None:
    async def days() -> None:
        world = a_world(DAY, DAY, DAY + 1, DAY + 1)
        await world.take_over()
        await take(world, 4)
        await take(world, 4)
        await calm()
        assert not world.topics[TOPIC, 0], "the inbox is there from its beginning"
        await take(world, 4)
        await until_written(world, 1)
        await take(world, 4)
        await until_written(world, 1)
        ((head, rows),) = written(world)
        assert head == {
            "epoch": 1, "applied": 11, "at": (DAY + 1) * DAY_MS + 1, "version": 1, "part": 0, "last": True,
        }  # fmt: skip
        counts = Counter(f"k{i % 3}" for i in range(12))
        assert {key: int(row) for key, row in rows.items() if not key.startswith("!")} == counts
        assert any(key.startswith("!sent/") for key in rows)
        assert last_marker(world) == DAY + 1
        silence(cast("Any", world.owned))

    asyncio.run(days())


def test_the_next_owner_knows_what_was_written_and_writes_what_was_not_finished() -> None:
    async def owners() -> None:
        world = a_world(DAY, DAY + 1, DAY + 1, DAY + 1, DAY + 1)
        await world.take_over()
        await take(world, 4)
        world.log.held = True
        await world.deliver(4)
        await world.land(1)  # the journal's batch; the checkpoint's part stays behind
        await world.die(0, late=False)
        assert not written(world)
        await take(world, 4)
        await take(world, 4)
        await until_written(world, 1)
        await take(world, 4)
        assert last_marker(world) == DAY + 1
        await world.die(0, late=False)
        await take(world, 4)
        await calm()
        assert len(written(world)) == 1, "it knows by the marker"
        silence(cast("Any", world.owned))

    asyncio.run(owners())


def test_what_is_decided_while_a_checkpoint_is_written_is_not_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpointing, "PART_BYTES", 1)  # a row a part

    async def meanwhile() -> None:
        world = a_world(DAY, DAY + 1, DAY + 1, DAY + 1)
        await world.take_over()
        for _ in range(4):
            await take(world, 4)
        await until_written(world, 1)
        ((head, rows),) = written(world)
        assert head["applied"] == 7
        assert head["part"] > 3
        counts = Counter(f"k{i % 3}" for i in range(8))
        assert {key: int(row) for key, row in rows.items() if not key.startswith("!")} == counts
        silence(cast("Any", world.owned))

    asyncio.run(meanwhile())


def test_a_large_state_is_written_in_parts_of_bounded_size() -> None:
    rows = {f"row/{number}": b"x" * 1000 for number in range(2 * PART_BYTES // 1000)}
    items, parts, last = iter(rows.items()), [], False
    while not last:
        packed, last = pack(items)
        parts.append(orjson.loads(zlib.decompress(packed)))
    assert len(parts) == 3
    assert max(sum(map(len, part)) for part in parts) < PART_BYTES + 2000
    assert {key: row.encode() for part in parts for key, row in zip(part[::2], part[1::2], strict=True)} == rows
