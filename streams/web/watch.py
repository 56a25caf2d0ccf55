"""Everything that watches a worker, in one object for its process to start and to close."""

import asyncio
import os
from contextlib import suppress
from typing import Final

from streams.clock import Clock
from streams.engine.observer import Observer
from streams.metrics.loop_delay import LoopDelay
from streams.metrics.page import MetricsPage
from streams.settings import Settings
from streams.web.health import Health
from streams.web.server import WebServer, worker_pages
from streams.web.worker_observer import WorkerObserver

WEB_SOCKET: Final = "KONTOR_WEB_SOCKET"
"""Variable by which the launcher tells the worker where to serve; the launcher has the public port."""


class Watch:
    """
    The observer of a worker's engine, and the pages on which it tells what it saw.

    `start` before the first rebalance, so that a long recovery can be watched.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self.health = Health(settings.worker_id)
        self._metrics = MetricsPage(clock.now_ms, lambda registry: WorkerObserver(registry, self.health))
        self._delay = LoopDelay(self._metrics.engine.instruments.gauge("kontor_loop_delay_seconds"))
        self._watching: asyncio.Task[None] | None = None
        token = settings.http_token
        self._server = WebServer(
            worker_pages(self.health, self._metrics, token.get_secret_value() if token is not None else None)
        )

    @property
    def observer(self) -> Observer:
        """For the engine."""
        return self._metrics.engine

    async def start(self) -> None:
        """Serve: on the launcher's socket, or on the public port where there is no launcher."""
        self._watching = asyncio.create_task(self._delay.watch(), name="loop delay")
        socket = os.environ.get(WEB_SOCKET)
        if socket:
            await self._server.on_socket(socket)
        else:
            await self._server.on_port(self._settings.http_bind, self._settings.http_port)

    async def close(self) -> None:
        """Stop serving."""
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        await self._server.close()
