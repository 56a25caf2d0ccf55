"""Once a second: how far behind the worker is, how old its oldest work, how fresh its membership."""

import asyncio
import time
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from streams.engine.worker_app import WorkerApp

EVERY_S: Final = 1.0


class Vigil:
    """Tells the observer what nobody does anything about."""

    def __init__(self, app: "WorkerApp") -> None:
        self._app = app

    async def run(self) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(EVERY_S)
            self.tell()

    def tell(self) -> None:
        """One round."""
        app = self._app
        app.observer.oldest_unacknowledged(app.oldest_unacknowledged_s())
        app.observer.heartbeat(app.lease.age_s())
        if app.may_write():
            self._lags()

    def _lags(self) -> None:
        app, consumer = self._app, self._app.consumer
        for tp in consumer.assignment():
            end = cast("int | None", consumer.highwater(tp))  # Faust says int, but nothing may be fetched yet
            if end is None:
                continue
            committed = consumer._committed_offset[tp] or 0  # type: ignore[attr-defined]  # noqa: SLF001  # Faust's books
            begun = app.oldest_begun(tp.topic, tp.partition)
            age_ms = None if begun is None else round((time.monotonic() - begun) * 1000)
            app.observer.lag(app.catalogue_name(tp.topic), tp.partition, max(0, end - committed), age_ms)
