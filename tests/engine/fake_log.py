"""A broker for one process: partitions as lists, acknowledgements when the test says so."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable
from typing import NamedTuple

from streams.engine.outbox import Record
from streams.engine.producing import Ticket


class Stored(NamedTuple):
    """A record as a consumer would read it."""

    offset: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]
    timestamp: int = 0
    serialized_value_size: int = 0


class Acknowledged(NamedTuple):
    offset: int


Topics = defaultdict[tuple[str, int], list[Stored]]


class FakeLog:
    """
    See the module.

    `chunk` records make one atomic Kafka batch. Batches are kept back while `held`,
    and land in order on `release`; those of before a crash may never land. Several
    logs over the same `topics` are several producers.
    """

    def __init__(self, chunk: int = 1000, topics: Topics | None = None) -> None:
        self.topics: Topics = defaultdict(list) if topics is None else topics
        self.chunk = chunk
        self.held = False
        self._waiting: deque[tuple[tuple[str, int], list[Record], asyncio.Future[Acknowledged]]] = deque()

    async def append(self, topic: str, partition: int, records: Iterable[Record]) -> list[Ticket]:
        tickets, some = [], list(records)
        for start in range(0, len(some), self.chunk):
            part = some[start : start + self.chunk]
            future: asyncio.Future[Acknowledged] = asyncio.get_running_loop().create_future()
            self._waiting.append(((topic, partition), part, future))
            tickets.append(Ticket(len(part), future))
        if not self.held:
            self.release(len(self._waiting))
        return tickets

    def release(self, batches: int = 1) -> int:
        """Let that many batches land and be acknowledged; returns how many there were."""
        done = 0
        while self._waiting and done < batches:
            place, records, future = self._waiting.popleft()
            offset = self.store(place, records)
            if not future.cancelled():
                future.set_result(Acknowledged(offset))
            done += 1
        return done

    def store(self, place: tuple[str, int], records: Iterable[Record]) -> int:
        log = self.topics[place]
        first = len(log)
        for key, value, headers in records:
            log.append(Stored(len(log), key, value, headers, 0, len(value or b"")))
        return first

    async def partition_count(self, _topic: str) -> int:
        return 3
