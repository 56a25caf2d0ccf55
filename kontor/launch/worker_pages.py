"""The worker's own pages, reached by its launcher over a Unix socket."""

import asyncio
from typing import Final, NamedTuple

from aiohttp import ClientError, ClientSession, ClientTimeout, UnixConnector, web

PATIENCE_S: Final = 3.0
"""A worker whose event loop has not answered in this time is blocked."""
CARRIED: Final = ("Authorization", "Accept", "Accept-Language", "Cookie", "If-None-Match", "Last-Event-ID")
"""Request headers handed on to the worker."""
RETURNED: Final = ("Content-Type", "Cache-Control", "ETag", "Location", "Set-Cookie", "WWW-Authenticate")
"""Response headers handed back."""


class Answer(NamedTuple):
    """A short answer, read whole."""

    status: int
    content_type: str
    body: bytes


class WorkerPages:
    """Asks one worker process; made for each process anew."""

    def __init__(self, socket: str) -> None:
        self._session = ClientSession(connector=UnixConnector(socket), auto_decompress=False)
        self.answered = False
        """Whether it has ever answered: before that it is starting, after that silence means trouble."""

    async def ask(self, path: str) -> Answer | None:
        """Get a short page; None when nobody answers in time."""
        try:
            async with self._session.get(f"http://worker{path}", timeout=ClientTimeout(total=PATIENCE_S)) as answer:
                told = Answer(answer.status, answer.headers.get("Content-Type", ""), await answer.read())
        except (ClientError, OSError, TimeoutError):
            return None
        self.answered = True
        return told

    async def forward(self, request: web.Request) -> web.StreamResponse:
        """Hand a request on and the answer back, piece by piece as it comes (a board's events never end)."""
        headers = {name: request.headers[name] for name in CARRIED if name in request.headers}
        try:
            asked = await asyncio.wait_for(
                self._session.get(
                    f"http://worker{request.path_qs}",
                    headers=headers,
                    allow_redirects=False,
                    timeout=ClientTimeout(total=None),
                ),
                PATIENCE_S,
            )
        except (ClientError, OSError, TimeoutError):
            return web.json_response({"error": "the worker does not answer just now"}, status=503)
        async with asked:
            given = {name: asked.headers[name] for name in RETURNED if name in asked.headers}
            answer = web.StreamResponse(status=asked.status, headers=given)
            await answer.prepare(request)
            async for piece in asked.content.iter_any():
                await answer.write(piece)
            await answer.write_eof()
            return answer

    async def close(self) -> None:
        """Hang up."""
        await self._session.close()
