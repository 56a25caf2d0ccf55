"""Plays a history into a bank."""

from collections.abc import Callable
from typing import Any

from tests.rules.desk.bank import Bank
from tests.rules.desk.histories import Step
from tests.rules.desk.small_world import POLICIES

Told = list[dict[str, Any]]


class History:
    """Plays steps into a bank, keeping the clock."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.now = 0.0
        self._acts: dict[str, Callable[..., Told]] = {
            "open": self._open,
            "close": lambda at, contact: bank.close(self._here(contact), at),
            "abandon": lambda at, contact: bank.abandon(self._here(contact), at),
            "accept": self._accept,
            "move": lambda at, contact, manager: bank.move(self._here(contact), self._here(manager), at),
            "presence": self._presence,
            "manager": lambda at, manager, profile: bank.manager(self._here(manager), at, None, **profile),
            "left": lambda at, manager: bank.left(self._here(manager), at),
            "away_to": self._away_to,
            "client": self._client,
            "forget": self._forget,
            "tick": lambda _at: bank.tick(self.now),
            "policy": lambda at, which: bank.activate(POLICIES[which], at),
        }

    def play(self, step: Step) -> Told:
        """One step; gives what was said."""
        passed, late, desk, (kind, *rest) = step
        self.now += passed
        self.bank.desk = desk
        return self._acts[kind](max(0.0, self.now - late), *rest)

    def _here(self, name: str) -> str:
        """Contacts and managers are of one desk; clients are the whole bank's."""
        return f"{name}{self.bank.desk}"

    def _open(self, at: float, contact: str, client: str, data: dict[str, Any]) -> Told:
        chosen = data["requested_manager_id"]
        return self.bank.open(
            self._here(contact), at, client, **data | {"requested_manager_id": chosen and self._here(chosen)}
        )

    def _accept(self, at: float, contact: str, manager: str) -> Told:
        data = {"contact_id": self._here(contact), "manager_id": self._here(manager), "reservation_id": None}
        return self.bank.send("contact.accepted", at, data)

    def _presence(self, at: float, manager: str, state: str, length: float | None) -> Told:
        return self.bank.presence(self._here(manager), at, state, None if length is None else self.now + length)

    def _away_to(self, at: float, manager: str) -> Told:
        return self.bank.send("manager.moved", at, {"manager_id": self._here(manager), "to": "X"})

    def _client(self, at: float, client: str, snapshot: dict[str, Any]) -> Told:
        named = {
            key: self._here(value) if key.endswith("manager_id") and value else value for key, value in snapshot.items()
        }
        return self.bank.client(client, at, **named)

    def _forget(self, at: float, client: str) -> Told:
        return self.bank.send("client.forgotten", at, {"client_id": client, "coverage_id": client})
