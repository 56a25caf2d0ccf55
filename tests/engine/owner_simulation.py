"""
Owners of one partition, one after the other, on a broker that acknowledges when it pleases.

A plan says what arrives, what lands, when the owner is killed, and what a killed or
stale owner's last bytes do; the outcome must be that of a calm run.
"""

import asyncio
import contextlib
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import cast

import pytest
from faust.types.tuples import TP

from streams.engine.journal_pruning import Pruned
from streams.engine.journal_reader import JournalReader, Span
from streams.engine.journal_reading import NewerJournalError, interpret
from streams.engine.journal_records import JournalRecord, read_records
from streams.engine.observer import NullObserver
from streams.engine.owner import Means
from streams.engine.ownership import Ownership
from streams.engine.producing import Partitioner
from streams.engine.publishing import Publisher
from streams.engine.unit import Flow, Unit
from streams.hardened.delivery import Delivery, RecordBatch
from tests.engine.counting_fold import CountingFold
from tests.engine.fake_log import FakeLog, Stored, Topics

JOURNAL, OUT = "kontor.desk-journal", "kontor.desk-inbox"
UNIT = Unit("second", "kontor.intake-inbox", JOURNAL, lambda: CountingFold(OUT), frozenset({OUT}))


Plan = list[tuple[str, int]]


class Stopped(BaseException):
    """The process would have ended."""


class Event(RecordBatch):
    """Some records, and whether they were acknowledged."""

    def __init__(self, records: list[Stored]) -> None:
        super().__init__(TP("in", 0), records, Delivery([], lambda _tp, _offset: None))
        self.acked = False

    def ack(self) -> None:
        self.acked = True


class Reader:
    """A journal reader on the fake broker."""

    def __init__(self, topics: Topics) -> None:
        self.topics = topics

    async def read(self, spans: Mapping[int, Span], _progress: object = None) -> dict[int, list[JournalRecord]]:
        return {p: self.span(p, max(span.start, 0), span.end) for p, span in spans.items()}

    async def ends(self, partitions: Iterable[int]) -> dict[int, int]:
        return {partition: len(self.topics[JOURNAL, partition]) for partition in partitions}

    def span(self, partition: int, start: int, end: int) -> list[JournalRecord]:
        records = read_records(self.topics[JOURNAL, partition][start:end])
        if start:
            return records
        pruned = Pruned()
        for first in range(0, len(records), 3):
            pruned.add(records[first : first + 3])
        with contextlib.suppress(NewerJournalError):
            assert interpret(pruned.records()) == interpret(records), "pruning changes nothing"
        return pruned.records()


class World:
    """An input, a broker, and the owners that come and go."""

    def __init__(self, chunk: int, depth: int) -> None:
        self.chunk = chunk
        self.topics: Topics = defaultdict(list)
        self.log = FakeLog(chunk, self.topics)
        self.flow = Flow(batch_records=4, depth=depth)
        self.input = [Stored(i, f"k{i % 3}".encode(), b"%d" % i, [], 0, 1) for i in range(40)]
        self.read = self.committed = self.epoch = 0
        self.events: list[Event] = []
        self.owned: Ownership | None = None
        self.unit = UNIT

    async def take_over(self) -> None:
        self.epoch += 1
        self.log = FakeLog(self.chunk, self.topics)
        partitioner = Partitioner(self.log.partition_count)
        means = Means(self.log, Publisher(self.log), partitioner, NullObserver(), lambda: 0, self.flow)
        self.owned = Ownership(self.unit, f"w{self.epoch}", cast("JournalReader", Reader(self.topics)), means)
        await self.owned.open([0], self.epoch, lambda _partition, _on: None)
        survives_the_cleaner(self.topics[JOURNAL, 0])
        self.log.held = True
        self.read, self.events = self.committed, []

    async def deliver(self, count: int) -> None:
        records = self.input[self.read : self.read + count]
        if records and self.owned is not None:
            self.read += len(records)
            self.events.append(Event(records))
            self.owned.take(self.events[-1])
        await calm()

    async def land(self, batches: int) -> None:
        self.log.release(batches)
        await calm()

    def commit(self) -> None:
        while self.events and self.events[0].acked:
            self.committed = self.events.pop(0).records[-1].offset + 1

    async def die(self, landing: int, *, late: bool) -> None:
        """The owner is killed, or only loses its partition; some of its bytes land, some late, some never."""
        await self.land(landing)
        dead, its_log = self.owned, self.log
        assert dead is not None
        if not late:
            silence(dead)
        await self.take_over()
        if late:
            its_log.held = False
            for _ in range(5):
                its_log.release(100)
                await calm()
            silence(dead)


def cleaned(log: list[Stored]) -> list[Stored]:
    """What the log cleaner leaves: of each key the last record."""
    last = {record.key: record.offset for record in log}
    return [record for record in log if last[record.key] == record.offset]


def survives_the_cleaner(log: list[Stored]) -> None:
    """A journal just taken over says the same when the cleaner has been there: nothing true stands only below."""
    with contextlib.suppress(NewerJournalError):
        whole, left = interpret(read_records(log)), interpret(read_records(cleaned(log)))
        assert (left.rows, left.marker, left.outbox) == (whole.rows, whole.marker, whole.outbox)


def silence(owned: Ownership) -> None:
    for owner in owned.owners.values():
        for task in [*owner._tasks, *([owner._working] if owner._working else [])]:
            task.cancel()
    for lane in owned._means.publisher._lanes.values():
        if lane._sending is not None:
            lane._sending.cancel()


async def calm() -> None:
    for _ in range(12):
        await asyncio.sleep(0)


async def play(world: World, plan: Plan) -> None:
    await world.take_over()
    for step, much in plan:
        if step == "deliver":
            await world.deliver(much)
        elif step == "land":
            await world.land(much)
        elif step == "commit":
            world.commit()
        else:
            await world.die(much, late=step == "outlive")
    world.log.held = False
    while world.read < len(world.input):
        await world.deliver(9)
        await world.land(100)
    for _ in range(50):
        await world.land(100)
    world.commit()
    assert world.committed == len(world.input), "everything was acknowledged in the end"
    silence(cast("Ownership", world.owned))


def faults(world: World) -> list[str]:
    said = interpret(read_records(world.topics[JOURNAL, 0]))
    counts = {key: int(row) for key, row in said.rows.items() if not key.startswith("!")}
    want = Counter((r.key or b"").decode() for r in world.input)
    found = [] if counts == want else [f"the journal says {counts}"]
    for partition in range(3):
        last = -1
        told: dict[int, bytes | None] = {}
        for record in world.topics[OUT, partition]:
            n = int(dict(record.headers)["n"])
            if told.setdefault(n, record.value) != record.value:
                found.append(f"number {n} was told twice, differently")
            if n > last + 1:
                found.append(f"numbers jump from {last} to {n}")
            last = max(last, n)
    told_counts = Counter(
        json.loads(record.value or b"")["key"] + str(json.loads(record.value or b"")["count"])
        for partition in range(3)
        for record in world.topics[OUT, partition]
    )
    due = {f"{key}{count}" for key, most in want.items() for count in range(1, most + 1)}
    if set(told_counts) != due:
        found.append(f"told {sorted(set(told_counts) ^ due)} too much or too little")
    return found


def outcome(plan: Plan, chunk: int, depth: int) -> list[str]:
    """Play a plan; returns what is wrong in the end."""

    async def quietly() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
        await play(world, plan)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "_exit", _stop)
        patch.setattr(os, "write", lambda _fd, _text: 0)
        world = World(chunk, depth)
        asyncio.run(quietly())
        return faults(world)


def _stop(_code: int) -> None:
    raise Stopped
