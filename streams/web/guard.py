"""
Who may see what.

`/live`, `/ready` and `/metrics` are open: a kubelet and Prometheus ask them, and
they show neither clients nor contacts nor persons. Everything else is for people
and needs the token of `KONTOR_HTTP_TOKEN`, as `Authorization: Bearer ...`.
Without a token set, nothing else is shown at all.
"""

import hmac
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

OPEN: Final = frozenset({"/live", "/ready", "/metrics"})
"""Paths that need no token."""


def guard(token: str | None) -> Middleware:
    """A middleware that lets only open paths pass, and whoever brings the token."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path in OPEN:
            return await handler(request)
        if token is None:
            why = "closed: KONTOR_HTTP_TOKEN is not set"
            return web.json_response({"error": why}, status=403)
        if not _brings(request, token):
            why = "this page needs the token, as Authorization: Bearer ..."
            return web.json_response({"error": why}, status=401, headers={"WWW-Authenticate": "Bearer"})
        return await handler(request)

    return check


def _brings(request: web.Request, token: str) -> bool:
    kind, _, brought = request.headers.get("Authorization", "").partition(" ")
    # Compared in constant time: the answer's delay must not tell how much of a guess was right.
    return kind.lower() == "bearer" and hmac.compare_digest(brought.strip().encode(), token.encode())
