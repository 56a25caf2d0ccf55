"""Clients as last told, their holdings, and which desk has had which snapshot."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson

from rules.intake.coverages import Client, ConflictClass, Coverage

PREFIX: Final = "client/"


class ClientTable:
    """Client id to client, and coverage id to its known clients."""

    __slots__ = ("_coverages", "_namers", "_planned", "_rows", "classes")

    def __init__(self) -> None:
        self._rows: dict[str, Client] = {}
        self._coverages: dict[str, Coverage] = {}
        self._namers: dict[str, set[str]] = {}
        """What was written as a rival, a client's or a coverage's id, to the clients who name it."""
        self._planned: dict[str, set[str]] = {}
        """Manager to the clients in whose plan they are."""
        self.classes: dict[str, ConflictClass] = {}
        """Conflict class to its coverages."""

    def restore(self, rows: Mapping[str, bytes]) -> None:
        """Take over journal rows."""
        for key, row in rows.items():
            if key.startswith(PREFIX):
                said = orjson.loads(row)
                client = Client(said["data"], said["at"], said["version"])
                client.desks, client.beside = said["desks"], said.get("beside", {})
                self._put(key[len(PREFIX) :], client)

    def row(self, client_id: str) -> bytes | None:
        """The journal row of a client."""
        client = self._rows.get(client_id)
        if client is None:
            return None
        row = {"data": client.data, "at": client.at_ms, "version": client.version}
        row["desks"] = dict(sorted(client.desks.items()))
        return orjson.dumps(row | {"beside": dict(sorted(client.beside.items()))} if client.beside else row)

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
            client.desks, client.beside = before.desks, before.beside
        self._put(client_id, client)
        return client

    def drop(self, client_id: str) -> Client | None:
        """Take a client out of the table and of his coverage."""
        client = self._rows.pop(client_id, None)
        if client is not None and client.data is not None:
            coverage_id = client.coverage_id(client_id)
            coverage = self._coverages[coverage_id]
            coverage.leave(client_id, client)
            if not coverage.members:
                del self._coverages[coverage_id]
            for index, key in self._indexed(client.data):
                index[key].discard(client_id)
                if not index[key]:
                    del index[key]
        return client

    def _put(self, client_id: str, client: Client) -> None:
        self._rows[client_id] = client
        if client.data is not None:
            coverage_id = client.coverage_id(client_id)
            coverage = self._coverages.get(coverage_id)
            if coverage is None:
                coverage = self._coverages[coverage_id] = Coverage(coverage_id, self.classes)
            coverage.enter(client_id, client)
            for index, key in self._indexed(client.data):
                index.setdefault(key, set()).add(client_id)

    def _indexed(self, data: Mapping[str, Any]) -> list[tuple[dict[str, set[str]], str]]:
        """Where the client stands in the indexes."""
        named = [(self._namers, name) for name in dict.fromkeys(data["rivals"])]
        return named if data["manager_id"] is None else [*named, (self._planned, data["manager_id"])]

    def told(self, client_id: str, desk_id: str) -> None:
        """Remember that a desk has the client as he is now known; of one nobody knows, that it wants to hear of him."""
        client = self._rows[client_id]
        if desk_id not in client.desks and client.data is not None:
            self._coverages[client.coverage_id(client_id)].count_desk(desk_id, 1)
        client.desks[desk_id] = client.version
        client.beside.pop(desk_id, None)

    def coverage(self, client_id: str) -> Coverage | None:
        """The coverage of a known client."""
        return self._coverages.get(self.coverage_of(client_id))

    def members_of(self, coverage_id: str) -> list[str]:
        """The known clients of a coverage, by id."""
        coverage = self._coverages.get(coverage_id)
        return [] if coverage is None else sorted(coverage.members)

    def planned_by(self, manager_id: str) -> list[str]:
        """The known clients in a manager's plan, by id."""
        return sorted(self._planned.get(manager_id, ()))

    def is_walled(self, coverage_id: str) -> bool:
        """Whether a coverage names or is named as a rival, or is of a class."""
        coverage = self._coverages.get(coverage_id)
        if coverage is not None and (coverage.namers or coverage.classes):
            return True
        return bool(self._namers) and any(name in self._namers for name in self._names_of(coverage_id))

    def named_rivals(self, coverage_id: str) -> list[str]:
        """Coverages that this one names, or that name it, by id; a client is resolved to his coverage."""
        coverage = self._coverages.get(coverage_id)
        rivals: set[str] = set()
        for client_id in () if coverage is None else coverage.namers:
            rivals.update(map(self.coverage_of, (self._rows[client_id].data or {})["rivals"]))
        for name in self._names_of(coverage_id):
            rivals.update(map(self.coverage_of, self._namers.get(name, ())))
        return sorted(rivals - {coverage_id})

    def _names_of(self, coverage_id: str) -> Iterable[str]:
        """By which names a coverage may be meant: its clients', and its own where no client of another is called so."""
        if self.coverage_of(coverage_id) == coverage_id:
            yield coverage_id
        coverage = self._coverages.get(coverage_id)
        if coverage is not None:
            yield from coverage.members

    def classes_of(self, coverage_id: str) -> list[str]:
        """The conflict classes of a coverage, by code."""
        coverage = self._coverages.get(coverage_id)
        return [] if coverage is None else sorted(coverage.classes)

    def rivals_of(self, coverage_id: str) -> set[str]:
        """Coverages that may not share people with this one: named by it, naming it, of a class with it."""
        rivals = set(self.named_rivals(coverage_id))
        for code in self.classes_of(coverage_id):
            rivals |= self.classes[code].coverages
        return rivals - {coverage_id}

    def desks_of(self, coverage_id: str) -> set[str]:
        """Desks that ever had to do with a coverage: homes of its clients, and who was told of them or served them."""
        coverage, client = self._coverages.get(coverage_id), self._rows.get(coverage_id)
        desks = set() if coverage is None else set(coverage.desks)
        if client is not None and client.data is None:
            desks.update(client.desks)
        return desks

    def planners_of(self, coverage_id: str) -> Iterable[str]:
        """Managers who have a client of the coverage in their plan."""
        coverage = self._coverages.get(coverage_id)
        return () if coverage is None else coverage.planners

    def missing(self, client_id: str, desk_id: str) -> list[tuple[str, Client]]:
        """Known clients of the client's coverage whose newest snapshot the desk has not had, by client id."""
        return self.missing_of(self.coverage_of(client_id), desk_id)

    def missing_of(self, coverage_id: str, desk_id: str) -> list[tuple[str, Client]]:
        """The same of a coverage."""
        coverage = self._coverages.get(coverage_id)
        if coverage is None or desk_id in coverage.complete:
            return []
        coverage.complete.add(desk_id)
        members = ((member, self._rows[member]) for member in sorted(coverage.members))
        return [(member, client) for member, client in members if client.desks.get(desk_id) != client.version]
