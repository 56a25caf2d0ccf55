"""What folds ask is answered beside the stream, by records of the intake's inbox."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from models.unit import Message, Search
from streams.engine.observer import Observer
from streams.engine.searching import AGAIN_AFTER_S, FAILED_AGAIN_AFTER_S, Searcher
from tests.engine.fake_log import FakeLog

INBOX = "kontor.intake-inbox"


def _given(answer: Callable[[], Message]) -> Callable[[], Message]:
    return answer


class Seen(Observer):
    def __init__(self) -> None:
        self.results: list[tuple[str, str]] = []

    def searched(self, unit: str, result: str) -> None:
        self.results.append((unit, result))


class World:
    def __init__(self) -> None:
        self.log, self.seen = FakeLog(), Seen()
        self.asked: dict[str, Callable[[], Message]] = {}
        self.ours = True
        self.threads: list[int] = []
        self.searcher = Searcher(self.searches, self.log, self.seen)

    def searches(self) -> list[tuple[str, Search]]:
        return [("desk", Search(name, partial(_given, answer))) for name, answer in self.asked.items()]

    def ask(self, name: str) -> None:
        def answer() -> Message:
            self.threads.append(threading.get_ident())
            return Message(INBOX, b"D1", name.encode(), "handover.planned", 0)

        self.asked[name] = answer

    async def search(self, at: float) -> list[Any]:
        await self.searcher.search(at, lambda: self.ours)
        return [record.value for record in self.log.topics[INBOX, 0]]


async def test_an_answer_is_found_in_another_thread_and_told_once_with_the_topic_of_searches() -> None:
    world = World()
    world.ask("one")
    assert await world.search(0.0) == [b"one"]
    assert await world.search(1.0) == [b"one"]
    assert world.log.topics[INBOX, 0][0].headers == [("topic", b"kontor.searches")]
    assert threading.get_ident() not in world.threads
    assert world.seen.results == [("desk", "answered")]


async def test_a_question_that_stands_is_answered_again_after_a_while() -> None:
    world = World()
    world.ask("one")
    await world.search(0.0)
    assert await world.search(AGAIN_AFTER_S + 0.1) == [b"one", b"one"]


async def test_another_question_is_answered_at_once() -> None:
    world = World()
    world.ask("one")
    await world.search(0.0)
    world.asked.clear()
    world.ask("two")
    assert await world.search(0.1) == [b"one", b"two"]


async def test_who_lost_the_partition_while_it_was_searched_says_nothing() -> None:
    world = World()

    def answer() -> Message:
        world.ours = False
        return Message(INBOX, b"D1", b"late", "handover.planned", 0)

    world.asked["one"] = answer
    assert await world.search(0.0) == []


async def test_a_search_that_fails_is_counted_stops_nothing_and_is_tried_again_much_later() -> None:
    world = World()
    tried: list[float] = []

    def fails() -> Message:
        tried.append(0)
        raise ValueError("no")

    world.asked["bad"] = fails
    world.ask("good")
    assert await world.search(0.0) == [b"good"]
    await world.search(AGAIN_AFTER_S + 0.1)
    assert len(tried) == 1
    await world.search(FAILED_AGAIN_AFTER_S + 0.1)
    assert len(tried) == 2
    assert ("desk", "failed") in world.seen.results
