"""Clients as last told, their holdings, and which desk has had which snapshot."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

PREFIX: Final = "client/"
NEVER: Final = -1
"""The version of a snapshot a desk has not had: it only served the client while nobody knew him."""


class Client:
    """One client: the snapshot in force, or None while nobody knows him, and the desks that care."""

    __slots__ = ("at_ms", "data", "desks", "version")

    def __init__(self, data: dict[str, Any] | None = None, at_ms: int = 0, version: int = NEVER) -> None:
        self.data = data
        self.at_ms = at_ms
        self.version = version
        self.desks: dict[str, int] = {}
        """Desk id to the version it has had, or NEVER."""

    def coverage_id(self, client_id: str) -> str:
        """The client's holding, else the client himself."""
        return client_id if self.data is None else self.data["group_id"] or client_id

    def snapshot(self, client_id: str) -> dict[str, Any]:
        """What a desk is told about a known client."""
        assert self.data is not None, "nobody is told of a client nobody knows"
        return {**self.data, "coverage_id": self.coverage_id(client_id)}


class ClientTable:
    """Client id to client, and coverage id to its known clients."""

    __slots__ = ("_complete", "_members", "_rows")

    def __init__(self) -> None:
        self._rows: dict[str, Client] = {}
        self._members: dict[str, set[str]] = {}
        # Desks known to have every snapshot of a coverage: spares a large holding the look at each client.
        # It may be forgotten at any time, so it is no row.
        self._complete: dict[str, set[str]] = {}

    def restore(self, rows: Mapping[str, bytes]) -> None:
        """Take over journal rows."""
        for key, row in rows.items():
            if key.startswith(PREFIX):
                said = orjson.loads(row)
                client = Client(said["data"], said["at"], said["version"])
                client.desks = said["desks"]
                self._put(key[len(PREFIX) :], client)

    def row(self, client_id: str) -> bytes | None:
        """The journal row of a client."""
        client = self._rows.get(client_id)
        if client is None:
            return None
        row = {"data": client.data, "at": client.at_ms, "version": client.version}
        return orjson.dumps({**row, "desks": dict(sorted(client.desks.items()))})

    def get(self, client_id: str) -> Client | None:
        """The client, if anything is known of him."""
        return self._rows.get(client_id)

    def coverage_of(self, client_id: str) -> str:
        """The client's holding, else the client himself."""
        client = self._rows.get(client_id)
        return client_id if client is None else client.coverage_id(client_id)

    def put(self, client_id: str, data: dict[str, Any] | None, at_ms: int, version: int) -> Client:
        """Put a snapshot, or None, in force; the desks that cared still do."""
        before = self.drop(client_id)
        client = Client(data, at_ms, version)
        if before is not None:
            client.desks = before.desks
        self._put(client_id, client)
        return client

    def drop(self, client_id: str) -> Client | None:
        """Take a client out of the table and of its holding."""
        client = self._rows.pop(client_id, None)
        if client is not None and client.data is not None:
            coverage = client.coverage_id(client_id)
            members = self._members[coverage]
            members.discard(client_id)
            if not members:
                del self._members[coverage]
                self._complete.pop(coverage, None)
        return client

    def _put(self, client_id: str, client: Client) -> None:
        self._rows[client_id] = client
        if client.data is not None:
            self._members.setdefault(client.coverage_id(client_id), set()).add(client_id)

    def members(self, coverage_id: str) -> Iterator[Client]:
        """The known clients of a coverage, in no order that may show."""
        return (self._rows[member] for member in self._members.get(coverage_id, ()))

    def missing(self, client_id: str, desk_id: str) -> list[tuple[str, Client]]:
        """Known clients of the client's coverage whose newest snapshot the desk has not had, by client id."""
        coverage = self.coverage_of(client_id)
        if desk_id in self._complete.get(coverage, ()):
            return []
        lacking = [
            (member, self._rows[member])
            for member in sorted(self._members.get(coverage, ()))
            if self._rows[member].desks.get(desk_id) != self._rows[member].version
        ]
        if coverage in self._members:
            self._complete.setdefault(coverage, set()).add(desk_id)
        return lacking
