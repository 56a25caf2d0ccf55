"""
Telling the folds that time has passed: tick messages into the intake's inbox.

A tick is idempotent, so losing the memory of those sent (a restart) or sending one
twice is harmless. One that was not taken up in time (it was early by the broker's
clock) is sent again.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from models.inbox_headers import TICKS, TOPIC
from models.unit import Fold, Message
from streams.engine.observer import Observer
from streams.engine.producing import Log, settled

AGAIN_AFTER_S: Final = 2.0
log = logging.getLogger(__name__)
_HEADERS: Final = [(TOPIC, TICKS.encode())]


class Ticker:
    """Asks every owned fold, a few times a second, what has become due."""

    def __init__(
        self,
        folds: Callable[[], Iterable[tuple[str, Fold]]],
        log_of_bus: Log,
        now_ms: Callable[[], int],
        observer: Observer,
    ) -> None:
        """`folds` gives unit name and fold of each owned partition."""
        self._folds = folds
        self._log = log_of_bus
        self._now_ms = now_ms
        self._observer = observer
        self._sent: dict[tuple[bytes | None, bytes | None], float] = {}

    async def run(self, every_s: float, may_send: Callable[[], bool]) -> None:
        """Tick for ever; only while `may_send` says that we own what we ask."""
        while True:
            await asyncio.sleep(every_s)
            if may_send():
                await self.tick(asyncio.get_running_loop().time())

    async def tick(self, at: float) -> None:
        """Send what is due and was not sent within the last `AGAIN_AFTER_S`; `at` is any rising time in seconds."""
        now = self._now_ms()
        self._sent = {tick: sent for tick, sent in self._sent.items() if at - sent < AGAIN_AFTER_S}
        for unit, fold in list(self._folds()):
            due = fold.next_due()
            if due is None or due > now:
                continue
            fresh = [message for message in fold.ticks(now) if (message.key, message.value) not in self._sent]
            if fresh:
                self._sent.update({(message.key, message.value): at for message in fresh})
                await self._send(fresh)
                self._observer.ticked(unit, len(fresh))

    async def _send(self, messages: Sequence[Message]) -> None:
        by_topic: dict[str, list[Message]] = {}
        for message in messages:
            by_topic.setdefault(message.topic, []).append(message)
        for topic, ticks in by_topic.items():
            await settled(await self._log.append(topic, 0, [(tick.key, tick.value, _HEADERS) for tick in ticks]))
