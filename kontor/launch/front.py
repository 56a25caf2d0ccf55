"""
The public HTTP port, held by the launcher from the first moment to the last.

A worker that is starting, dead or blocked cannot answer, and those are exactly
the times at which a probe must be answered truly. So the launcher has the port and
hands requests on to the worker; what the worker cannot say, the launcher says.
"""

import json
import time
from typing import Any, Final, Protocol

from aiohttp import web

from kontor.launch.figures import LauncherFigures
from kontor.launch.worker_pages import PATIENCE_S, Answer, WorkerPages
from streams.metrics.page import CONTENT_TYPE

START_S: Final = 120.0
"""A worker that has never answered for so long is not starting, it hangs."""


class Launched(Protocol):
    """What the front asks its launcher."""

    @property
    def doing(self) -> str:
        """What the launcher is doing, for people: `waiting for Kafka`, `starting the worker`, ..."""

    @property
    def pages(self) -> WorkerPages | None:
        """The pages of the worker process; None when there is none."""

    @property
    def pid(self) -> int | None:
        """Its process id."""

    @property
    def started_at(self) -> float:
        """When it was started, by `time.monotonic`."""


class Front:
    """The pages on the public port."""

    def __init__(self, launched: Launched, figures: LauncherFigures) -> None:
        self._launched = launched
        self._figures = figures

    def application(self) -> web.Application:
        """For a server."""
        pages = web.Application()
        pages.add_routes(
            [
                web.get("/live", self._live),
                web.get("/ready", self._ready),
                web.get("/metrics", self._metrics),
                web.get("/{path:.*}", self._other),
            ]
        )
        return pages

    async def _live(self, _: web.Request) -> web.Response:
        pages = self._launched.pages
        if pages is None:
            # No worker process: the launcher lives, and it is its business to get one.
            return self._says(200, live=True, state=self._launched.doing)
        answer = await pages.ask("/live")
        if answer is not None:
            return self._passes_on(answer)
        if pages.answered:
            return self._says(
                503, live=False, reason=f"the worker's event loop has not answered for {PATIENCE_S:.0f} s"
            )
        starting_s = time.monotonic() - self._launched.started_at
        if starting_s > START_S:
            return self._says(503, live=False, reason=f"the worker has been starting for {starting_s:.0f} s")
        return self._says(200, live=True, state=self._launched.doing)

    async def _ready(self, _: web.Request) -> web.Response:
        pages = self._launched.pages
        answer = await pages.ask("/ready") if pages is not None else None
        if answer is None:
            return self._says(503, ready=False, reason=self._why_silent())
        return self._passes_on(answer)

    async def _metrics(self, _: web.Request) -> web.Response:
        pages = self._launched.pages
        answer = await pages.ask("/metrics") if pages is not None else None
        up = answer is not None and answer.status == 200
        own = self._figures.page(worker_up=up)
        body = own + answer.body if answer is not None and up else own
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})

    async def _other(self, request: web.Request) -> web.StreamResponse:
        pages = self._launched.pages
        if pages is None:
            return self._says(503, error=f"there is no worker just now: {self._launched.doing}")
        return await pages.forward(request)

    def _why_silent(self) -> str:
        pages = self._launched.pages
        if pages is not None and pages.answered:
            return "the worker does not answer"
        return self._launched.doing

    def _says(self, status: int, **says: Any) -> web.Response:
        return web.json_response(
            says | {"pid": self._launched.pid}, status=status, headers={"Cache-Control": "no-store"}
        )

    def _passes_on(self, answer: Answer) -> web.Response:
        """The worker's answer with its process id added."""
        says = json.loads(answer.body)
        return self._says(answer.status, **says)
