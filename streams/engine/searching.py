"""
Answering what the folds ask and would be too slow to tell themselves: searches, in threads beside the stream.

An answer is a record of the intake's inbox, as a tick is, and as harmless: the fold checks it when it
comes, so one found twice, by a worker that lost the partition meanwhile, or for a state that has gone
on, changes nothing. A question that stands in spite of its answer is answered again.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Final

from models.inbox_headers import SEARCHES, TOPIC
from models.unit import Search
from streams.engine.observer import Observer
from streams.engine.producing import Log, settled

AGAIN_AFTER_S: Final = 5.0
FAILED_AGAIN_AFTER_S: Final = 60.0
"""A search that failed fails again, most likely; the stream goes on without it."""
log = logging.getLogger(__name__)
_HEADERS: Final = [(TOPIC, SEARCHES.encode())]


class Searcher:
    """Asks every owned fold, a few times a second, what it wants to know, and appends the answers."""

    def __init__(self, asked: Callable[[], Iterable[tuple[str, Search]]], log_of_bus: Log, observer: Observer) -> None:
        """`asked` gives unit name and search of all that is asked now."""
        self._asked = asked
        self._log = log_of_bus
        self._observer = observer
        self._rests: dict[str, float] = {}
        """Until when a question that was answered is not answered again."""

    async def run(self, every_s: float, may_send: Callable[[], bool]) -> None:
        """Search for ever; only while `may_send` says that we own what we ask."""
        while True:
            await asyncio.sleep(every_s)
            if may_send():
                await self.search(asyncio.get_running_loop().time(), may_send)

    async def search(self, at: float, may_send: Callable[[], bool]) -> None:
        """Answer what is asked and was not answered lately, one after the other; `at` is any rising time, seconds."""
        self._rests = {name: until for name, until in self._rests.items() if at < until}
        for unit, search in list(self._asked()):
            if search.name not in self._rests and may_send():
                await self._answer(unit, search, at, may_send)

    async def _answer(self, unit: str, search: Search, at: float, may_send: Callable[[], bool]) -> None:
        try:
            answer = await asyncio.to_thread(search.ask())
        except Exception:
            log.exception("The search %s failed; it is tried again in %d s.", search.name, FAILED_AGAIN_AFTER_S)
            self._rests[search.name] = at + FAILED_AGAIN_AFTER_S
            self._observer.searched(unit, "failed")
            return
        if not may_send():  # a rebalance came meanwhile: the new owner asks again
            return
        self._rests[search.name] = at + AGAIN_AFTER_S
        await settled(await self._log.append(answer.topic, 0, [(answer.key, answer.value, _HEADERS)]))
        self._observer.searched(unit, "answered")
