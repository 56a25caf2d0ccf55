"""The known clients of a holding, and what follows from them all: desks, plans, conflict classes."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

NEVER: Final = -1
"""The version of a snapshot a desk has not had: it only served the client while nobody knew him."""


class Client:
    """One client: the snapshot in force, or None while nobody knows him, and the desks that care."""

    __slots__ = ("at_ms", "beside", "data", "desks", "version")

    def __init__(self, data: dict[str, Any] | None = None, at_ms: int = 0, version: int = NEVER) -> None:
        self.data = data
        self.at_ms = at_ms
        self.version = version
        self.desks: dict[str, int] = {}
        """Desk id to the version it has had, or NEVER."""
        self.beside: dict[str, int] = {}
        """The same of desks that know him only as a rival of whom they have to do with."""

    def coverage_id(self, client_id: str) -> str:
        """The client's holding, else the client himself."""
        return client_id if self.data is None else self.data["group_id"] or client_id

    def snapshot(self, client_id: str) -> dict[str, Any]:
        """What a desk is told about a known client."""
        assert self.data is not None, "nobody is told of a client nobody knows"
        return {**self.data, "coverage_id": self.coverage_id(client_id)}

    def had_by(self, desk_id: str) -> bool:
        """Whether a desk knows him as he now is."""
        return self.version in (self.desks.get(desk_id), self.beside.get(desk_id))


class ConflictClass:
    """The coverages of one conflict class, and the desks that have to do with any of them."""

    __slots__ = ("complete", "coverages", "desks")

    def __init__(self) -> None:
        self.coverages: set[str] = set()
        self.desks: Counter[str] = Counter()
        """How many of its coverages a desk has to do with."""
        self.complete: set[str] = set()
        """Desks known to have every snapshot of all its coverages. May be forgotten."""

    def count(self, desk_id: str, one: int) -> None:
        """Count a desk of one of its coverages in (1) or out (-1)."""
        self.desks[desk_id] += one
        if not self.desks[desk_id]:
            del self.desks[desk_id]
            self.complete.discard(desk_id)


class Coverage:
    """The known clients of a holding, or one client by himself, and what follows from them all."""

    __slots__ = ("_classes", "classes", "complete", "desks", "id", "members", "namers", "planners")

    def __init__(self, coverage_id: str, classes: dict[str, ConflictClass]) -> None:
        self.id = coverage_id
        self._classes = classes
        self.members: set[str] = set()
        self.desks: Counter[str] = Counter()
        """How many members call a desk their home or have been told to it."""
        self.planners: Counter[str] = Counter()
        """How many members a manager has in his plan."""
        self.classes: Counter[str] = Counter()
        """How many members are of a conflict class."""
        self.namers: set[str] = set()
        """Members who name rivals."""
        self.complete: set[str] = set()
        """Desks known to have every snapshot: spares a large holding the look at each member. May be forgotten."""

    def enter(self, client_id: str, client: Client) -> None:
        """Count a known client in."""
        data = _said_of(client)
        self.members.add(client_id)
        for desk_id in (data["desk_id"], *client.desks):
            self.count_desk(desk_id, 1)
        if data["manager_id"] is not None:
            self.planners[data["manager_id"]] += 1
        if data["rivals"]:
            self.namers.add(client_id)
        for code in dict.fromkeys(data["conflict_classes"]):
            self.classes[code] += 1
            if self.classes[code] == 1:
                of_class = self._classes.setdefault(code, ConflictClass())
                of_class.coverages.add(self.id)
                for desk_id in self.desks:
                    of_class.count(desk_id, 1)
                of_class.complete.clear()

    def leave(self, client_id: str, client: Client) -> None:
        """Count him out."""
        data = _said_of(client)
        self.members.discard(client_id)
        self.namers.discard(client_id)
        for code in dict.fromkeys(data["conflict_classes"]):
            self.classes[code] -= 1
            if not self.classes[code]:
                del self.classes[code]
                self._leave_class(code)
        planner = data["manager_id"]
        if planner is not None:
            self.planners[planner] -= 1
            if not self.planners[planner]:
                del self.planners[planner]
        for desk_id in (data["desk_id"], *client.desks):
            self.count_desk(desk_id, -1)

    def count_desk(self, desk_id: str, one: int) -> None:
        """Count a desk for one member in (1) or out (-1)."""
        before = self.desks[desk_id]
        self.desks[desk_id] += one
        if not self.desks[desk_id]:
            del self.desks[desk_id]
        if bool(before) != (desk_id in self.desks):
            for code in self.classes:
                self._classes[code].count(desk_id, one)

    def _leave_class(self, code: str) -> None:
        of_class = self._classes[code]
        of_class.coverages.discard(self.id)
        for desk_id in self.desks:
            of_class.count(desk_id, -1)
        if not of_class.coverages:
            del self._classes[code]


def _said_of(client: Client) -> Mapping[str, Any]:
    assert client.data is not None, "only who is known is a member"
    return client.data
