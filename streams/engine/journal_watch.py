"""
Looking, now and then, whether a stale worker has written to a journal whose owner has nothing to write.

A busy owner learns it from his next acknowledgement, and puts right what the stale one wrote over. An
idle one would not, and after `min.compaction.lag.ms` the log cleaner, which knows no epochs, takes the
true rows away. So an idle owner asks where his journal ends, far more often than that.
"""

import asyncio
import logging
from collections.abc import Callable, Collection
from typing import Final

from aiokafka.errors import KafkaError

from streams.engine.ownership import Ownership

EVERY_S: Final = 60.0
ANSWER_S: Final = 5.0
log = logging.getLogger(__name__)


class JournalWatch:
    """Over all journals of a worker."""

    def __init__(self, ownerships: Collection[Ownership], may_write: Callable[[], bool]) -> None:
        """`may_write`: whether partitions are ours and no rebalance is going on; otherwise nothing is asked."""
        self._ownerships = ownerships
        self._may_write = may_write

    async def run(self) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(EVERY_S)
            if self._may_write():
                for owned in self._ownerships:
                    await self._look(owned)

    async def _look(self, owned: Ownership) -> None:
        try:
            async with asyncio.timeout(ANSWER_S):
                await owned.look_for_strangers()
        except (KafkaError, TimeoutError) as error:
            log.debug("the journals' ends could not be asked for: %r", error)
