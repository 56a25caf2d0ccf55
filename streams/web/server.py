"""An HTTP server in the worker's own event loop, so that it answers exactly when the worker could."""

from typing import Final

from aiohttp import web

from models.errors import KontorError
from streams.metrics.page import CONTENT_TYPE, MetricsPage
from streams.web.guard import guard
from streams.web.health import Health, Verdict

CLOSE_S: Final = 2.0
"""How long requests still being answered may hold up the end."""


def worker_pages(health: Health, metrics: MetricsPage, token: str | None) -> web.Application:
    """The pages of a worker."""

    async def live(_: web.Request) -> web.Response:
        return answer(health.live())

    async def ready(_: web.Request) -> web.Response:
        return answer(health.ready())

    async def figures(_: web.Request) -> web.Response:
        return web.Response(body=await metrics.render(), headers={"Content-Type": CONTENT_TYPE})

    async def status(_: web.Request) -> web.Response:
        return web.json_response(health.describe() | {"live": health.live().says, "ready": health.ready().says})

    pages = web.Application(middlewares=[guard(token)])
    pages.add_routes(
        [web.get("/live", live), web.get("/ready", ready), web.get("/metrics", figures), web.get("/status", status)]
    )
    return pages


def answer(verdict: Verdict) -> web.Response:
    """A probe's answer; never to be kept by anybody on the way."""
    return web.json_response(verdict.says, status=verdict.status, headers={"Cache-Control": "no-store"})


class WebServer:
    """Pages at an address: a Unix socket that a launcher forwards to, or a port."""

    def __init__(self, pages: web.Application) -> None:
        self._runner = web.AppRunner(pages, access_log=None, handle_signals=False, shutdown_timeout=CLOSE_S)

    async def on_socket(self, path: str) -> None:
        """Serve on a Unix socket at `path`, where nothing may be yet."""
        await self._runner.setup()
        await web.UnixSite(self._runner, path).start()

    async def on_port(self, bind: str, port: int) -> int:
        """Serve on `bind`:`port`; returns the port, the system's choice if it was 0. KontorError when it is taken."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, bind, port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise KontorError(
                f"KONTOR_HTTP_BIND and KONTOR_HTTP_PORT say {bind}:{port}, which cannot be served: {error.strerror}."
            ) from error
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Stop serving."""
        await self._runner.cleanup()
