from collections.abc import Sequence
from typing import Any, cast

from models.unit import Fold, Message
from streams.engine.observer import NullObserver
from streams.engine.ticking import AGAIN_AFTER_S, Ticker
from tests.engine.fake_log import FakeLog

INBOX = "kontor.intake-inbox"


class Waiting:
    """A fold in which something is due at some instants."""

    def __init__(self, *due: int) -> None:
        self.due = sorted(due)

    def next_due(self) -> int | None:
        return min(self.due, default=None)

    def ticks(self, now_ms: int) -> Sequence[Message]:
        return [Message(INBOX, b"D1", b"tick %d" % at, "tick", at) for at in self.due if at <= now_ms]


class World:
    def __init__(self, *due: int) -> None:
        self.log, self.fold, self.now = FakeLog(), Waiting(*due), 0
        folds = [("desk", cast("Fold", self.fold))]
        self.ticker = Ticker(lambda: folds, self.log, lambda: self.now, NullObserver())

    @property
    def sent(self) -> list[Any]:
        return [record.value for record in self.log.topics[INBOX, 0]]


async def test_nothing_is_said_before_it_is_due() -> None:
    world = World(100)
    world.now = 99
    await world.ticker.tick(0.0)
    assert world.sent == []


async def test_each_due_instant_is_told_once_with_the_topic_of_ticks() -> None:
    world = World(100, 200, 300)
    world.now = 200
    await world.ticker.tick(0.0)
    await world.ticker.tick(0.1)
    assert world.sent == [b"tick 100", b"tick 200"]
    assert world.log.topics[INBOX, 0][0].headers == [("topic", b"kontor.ticks")]


async def test_a_tick_that_was_not_taken_up_is_told_again() -> None:
    world = World(100)
    world.now = 100
    await world.ticker.tick(0.0)
    await world.ticker.tick(AGAIN_AFTER_S + 0.1)
    assert world.sent == [b"tick 100", b"tick 100"]
    world.fold.due = []
    await world.ticker.tick(3 * AGAIN_AFTER_S)
    assert len(world.sent) == 2
