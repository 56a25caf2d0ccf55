"""
Noticing that a topic is gone.

Clients take a deleted topic for one whose leader is about to be elected, and wait for
ever; a worker would look alive and decide nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Final

from streams.hardened.fail_stop import fail_stop

EVERY_S: Final = 4.0
ANSWER_S: Final = 10.0
log = logging.getLogger(__name__)


class TopicWatch:
    """Looks every few seconds whether all topics of this worker are there; ends the process when one is not."""

    def __init__(self, ours: Callable[[], Collection[str]], there: Callable[[], Awaitable[Collection[str]]]) -> None:
        """`ours` are the names on the bus; `there` asks the brokers for all names, and may raise."""
        self._ours = ours
        self._there = there
        self._missed: frozenset[str] = frozenset()

    async def run(self) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(EVERY_S)
            await self.look()

    async def look(self) -> None:
        """One look; a topic is gone when two in a row miss it, for a broker that starts does not know all at once."""
        try:
            async with asyncio.timeout(ANSWER_S):
                there = frozenset(await self._there())
        except Exception as error:  # noqa: BLE001  # reason: brokers that do not answer tell nothing of topics
            log.debug("the topics could not be asked for: %r", error)
            return
        missed = frozenset(self._ours()) - there
        gone = sorted(missed & self._missed)
        self._missed = missed
        if gone:
            fail_stop(
                f"the topic {', '.join(gone)} is gone, so this worker ends: was it deleted?"
                " `kontor topics apply` makes it anew, but not what stood in it"
            )
