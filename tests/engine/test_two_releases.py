"""Two releases share a journal while workers are restarted one by one; the older refuses what it cannot read."""

import asyncio
import os
from collections.abc import Iterator
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.row_version import FIRST, ROW_VERSION
from streams.engine import journal_reading
from streams.engine.journal_reading import NewerJournalError, interpret
from streams.engine.journal_records import MARK, JournalRecord, Marker, Stamp, read_marker, read_records
from streams.engine.ownership import Ownership
from streams.engine.unit import Unit
from tests.engine.next_fold import NEXT, NextFold
from tests.engine.owner_simulation import JOURNAL, OUT, UNIT, Stopped, World, calm, faults, silence

NEVER = 10**9


def read_up_to(version: int) -> None:
    """From now on readers of journals are of the release that knows this version."""
    vars(journal_reading)["ROW_VERSION"] = version


class TwoReleases(World):
    """Who takes over is of this release or of the next one, in turn as `releases` says; then all are of the last."""

    def __init__(self, releases: list[bool], asked_at: int = NEVER) -> None:
        super().__init__(chunk=3, depth=2)
        self.releases = releases
        self.asked_at = asked_at

    async def take_over(self) -> None:
        newer = self.releases.pop(0) if self.releases else True
        read_up_to(NEXT if newer else ROW_VERSION)  # it stands for another release
        fold = (lambda: NextFold(OUT, self.asked_at)) if newer else UNIT.make_fold
        self.unit = Unit(UNIT.name, UNIT.inbox, UNIT.journal, fold, UNIT.writes_to)
        await super().take_over()


async def serve(world: World, lives: int) -> None:
    """So many workers after each other, each killed in the middle of its work; the last one finishes."""
    await world.take_over()
    for _ in range(lives):
        await world.deliver(5)
        await world.land(3)
        world.commit()
        await world.die(1, late=False)
    world.log.held = False
    while world.read < len(world.input):
        await world.deliver(9)
        await world.land(100)
    for _ in range(20):
        await world.land(100)


def rows_of(world: World) -> dict[str, bytes]:
    rows = interpret(read_records(world.topics[JOURNAL, 0])).rows
    return {key: row for key, row in rows.items() if not key.startswith("!")}


@pytest.fixture(autouse=True)
def _this_release() -> Iterator[None]:
    yield
    read_up_to(ROW_VERSION)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.booleans(), min_size=2, max_size=7))
def test_workers_of_two_releases_take_over_from_each_other_until_the_new_is_asked_for(releases: list[bool]) -> None:
    world = TwoReleases([*releases, False])

    async def run() -> None:
        await serve(world, len(releases))
        silence(cast("Ownership", world.owned))

    asyncio.run(run())
    assert faults(world) == []
    assert all(row.isdigit() for row in rows_of(world).values()), "the release before reads every row"


def test_the_next_release_goes_on_from_the_journal_of_this_one_and_uses_the_new_rows() -> None:
    world = TwoReleases([False, False, True, True], asked_at=12)

    async def run() -> None:
        await serve(world, 3)
        silence(cast("Ownership", world.owned))

    asyncio.run(run())
    calm_counts = {f"k{i}": sum(1 for n in range(40) if n % 3 == i) for i in range(3)}
    rows = rows_of(world)
    assert {key: int(row.split()[0]) for key, row in rows.items() if key != "asked"} == calm_counts
    assert all(b" " in row for key, row in rows.items() if key != "asked")


def test_an_older_worker_refuses_a_newer_journal_in_a_sentence_and_publishes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[int] = []
    said: list[bytes] = []

    def end(code: int) -> None:
        ended.append(code)
        raise Stopped

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(os, "write", lambda _fd, text: said.append(text))
    world = TwoReleases([True, False], asked_at=0)

    async def run() -> None:
        await world.take_over()
        await world.deliver(5)
        await world.land(100)  # the journal's batch is durable, its messages are not published
        silence(cast("Ownership", world.owned))
        with pytest.raises(Stopped):
            await world.take_over()
        await calm()

    asyncio.run(run())
    assert ended == [2], "unreadable input; the launcher does not start it again"
    (sentence,) = said
    assert f"row version {NEXT}" in sentence.decode()
    assert "a newer Kontor" in sentence.decode()
    assert not any(world.topics[OUT, partition] for partition in range(3))
    read_up_to(NEXT)  # the journal is as it was for who can read it
    assert rows_of(world)["asked"] == b"1"


def test_a_marker_of_a_newer_version_is_refused_whatever_else_it_holds() -> None:
    record = JournalRecord(0, MARK, b'{"version":99,"anything":[]}', Stamp(1, 1), None)
    with pytest.raises(NewerJournalError):
        interpret([record])


def test_a_journal_without_a_version_is_one_of_the_first() -> None:
    said = read_marker(b'{"applied":9,"epoch":1,"batch":2,"depth":4,"outbox":[1]}', ROW_VERSION)
    assert said == Marker(9, 1, 2, 4, (1,), FIRST)
