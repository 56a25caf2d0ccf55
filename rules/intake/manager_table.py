"""Managers as last told: at which desk, at which before, and what goes along when they move."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

PREFIX: Final = "manager/"


class Manager:
    """One manager: his profile while he is employed, and his last presence."""

    __slots__ = ("at_ms", "desk_id", "former", "interests", "left_at_ms", "levels", "moves", "notice", "presence")

    def __init__(self) -> None:
        self.desk_id: str | None = None
        """None: not known yet, or gone."""
        self.at_ms = 0
        """`at` of the profile in force."""
        self.left_at_ms: int | None = None
        """`at` of his last leaving: an older profile does not employ him again."""
        self.presence: dict[str, Any] | None = None
        """The last presence as a command to be sent: type, at, cause, data."""
        self.levels: list[str] = []
        """At which levels he may approve tariffs."""
        self.interests: list[str] = []
        """Partners, clients and coverages in which he has an interest."""
        self.former: list[str] = []
        """Desks where he worked before, by id: what he did there still counts."""
        self.moves = 0
        """How often he came to a desk from others."""
        self.notice: dict[str, Any] | None = None
        """That he will leave, as a command to be sent."""


class ManagerTable:
    """Manager id to manager."""

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: dict[str, Manager] = {}

    def restore(self, rows: Mapping[str, bytes]) -> None:
        """Take over journal rows."""
        for key, row in rows.items():
            if key.startswith(PREFIX):
                said = orjson.loads(row)
                manager = self._rows[key[len(PREFIX) :]] = Manager()
                manager.desk_id, manager.at_ms = said["desk"], said["at"]
                manager.left_at_ms, manager.presence = said["left_at"], said["presence"]
                manager.levels, manager.interests = said.get("levels", []), said.get("interests", [])
                manager.former, manager.moves = said.get("former", []), said.get("moves", 0)
                manager.notice = said.get("notice")

    def row(self, manager_id: str) -> bytes | None:
        """The journal row of a manager."""
        manager = self._rows.get(manager_id)
        if manager is None:
            return None
        row = {"desk": manager.desk_id, "at": manager.at_ms, "left_at": manager.left_at_ms}
        more: dict[str, object] = {"levels": manager.levels, "interests": manager.interests, "former": manager.former}
        more |= {"moves": manager.moves, "notice": manager.notice}
        said = {name: value for name, value in more.items() if value}
        return orjson.dumps({**row, "presence": manager.presence, **said})

    def get(self, manager_id: str) -> Manager | None:
        """The manager, if anything was ever said of him."""
        return self._rows.get(manager_id)

    def known(self, manager_id: str) -> Manager:
        """The manager, newly entered if nothing was said of him before."""
        manager = self._rows.get(manager_id)
        if manager is None:
            manager = self._rows[manager_id] = Manager()
        return manager

    def desk_of(self, manager_id: str | None) -> str | None:
        """The desk at which the manager is employed."""
        manager = None if manager_id is None else self._rows.get(manager_id)
        return None if manager is None else manager.desk_id
