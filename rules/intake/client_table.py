"""Clients as last told, their holdings, and which desk has had which snapshot."""

from collections import Counter
from collections.abc import Mapping
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


class Coverage:
    """The known clients of a holding, or one client by himself, and what follows from them all."""

    __slots__ = ("complete", "desks", "members", "planners")

    def __init__(self) -> None:
        self.members: set[str] = set()
        self.desks: Counter[str] = Counter()
        """How many members call a desk their home or have been told to it."""
        self.planners: Counter[str] = Counter()
        """How many members a manager has in his plan."""
        self.complete: set[str] = set()
        """Desks known to have every snapshot: spares a large holding the look at each member. May be forgotten."""

    def count(self, client: Client, one: int) -> None:
        """Count a member in (1) or out (-1)."""
        assert client.data is not None, "only who is known is a member"
        desks, planner = self.desks, client.data["manager_id"]
        for desk_id in (client.data["desk_id"], *client.desks):
            desks[desk_id] += one
            if not desks[desk_id]:
                del desks[desk_id]
        if planner is not None:
            self.planners[planner] += one
            if not self.planners[planner]:
                del self.planners[planner]


class ClientTable:
    """Client id to client, and coverage id to its known clients."""

    __slots__ = ("_coverages", "_rows")

    def __init__(self) -> None:
        self._rows: dict[str, Client] = {}
        self._coverages: dict[str, Coverage] = {}

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
        """Take a client out of the table and of his coverage."""
        client = self._rows.pop(client_id, None)
        if client is not None and client.data is not None:
            coverage_id = client.coverage_id(client_id)
            coverage = self._coverages[coverage_id]
            coverage.members.discard(client_id)
            coverage.count(client, -1)
            if not coverage.members:
                del self._coverages[coverage_id]
        return client

    def _put(self, client_id: str, client: Client) -> None:
        self._rows[client_id] = client
        if client.data is not None:
            coverage = self._coverages.setdefault(client.coverage_id(client_id), Coverage())
            coverage.members.add(client_id)
            coverage.count(client, 1)

    def told(self, client_id: str, desk_id: str) -> None:
        """Remember that a desk has the client as he is now known; of one nobody knows, that it wants to hear of him."""
        client = self._rows[client_id]
        if desk_id not in client.desks and client.data is not None:
            self._coverages[client.coverage_id(client_id)].desks[desk_id] += 1
        client.desks[desk_id] = client.version

    def coverage(self, client_id: str) -> Coverage | None:
        """The coverage of a known client."""
        return self._coverages.get(self.coverage_of(client_id))

    def members_of(self, coverage_id: str) -> list[str]:
        """The known clients of a coverage, by id."""
        coverage = self._coverages.get(coverage_id)
        return [] if coverage is None else sorted(coverage.members)

    def rivals_of(self, coverage_id: str) -> set[str]:
        """
        Coverages that may not share people with this one: named by it, naming it, of a class with it.

        Looks at every known client: asked for a person's decision only.
        """
        named: set[str] = set()
        classes: set[str] = set()
        for client_id in self.members_of(coverage_id):
            data = self._rows[client_id].data or {}
            named.update(map(self.coverage_of, data["rivals"]))
            classes.update(data["conflict_classes"])
        for client_id, client in self._rows.items():
            data = client.data or {"rivals": (), "conflict_classes": ()}
            if not classes.isdisjoint(data["conflict_classes"]) or any(
                self.coverage_of(rival) == coverage_id for rival in data["rivals"]
            ):
                named.add(client.coverage_id(client_id))
        return named - {coverage_id}

    def missing(self, client_id: str, desk_id: str) -> list[tuple[str, Client]]:
        """Known clients of the client's coverage whose newest snapshot the desk has not had, by client id."""
        coverage = self.coverage(client_id)
        if coverage is None or desk_id in coverage.complete:
            return []
        coverage.complete.add(desk_id)
        members = ((member, self._rows[member]) for member in sorted(coverage.members))
        return [(member, client) for member, client in members if client.desks.get(desk_id) != client.version]
