"""A bank some of whose managers give notice: searches are answered at once, as beside a worker."""

from typing import Any

import orjson

from models.unit import Message
from tests.rules.desk.bank import POLICY, Bank

Told = list[dict[str, Any]]


MOST_ROUNDS = 50
"""No bank of the tests has so much to hand over."""


class Leaving(Bank):
    """M1 has clients in his plan; the others stay."""

    def __init__(self, *clients: str, staff: tuple[str, ...] = ("M2", "M3"), **policy: Any) -> None:
        super().__init__(POLICY | policy)
        for manager_id in ("M1", *staff):
            self.manager(manager_id)
        for client_id in clients:
            self.client(client_id, manager_id="M1")

    def notice(self, manager_id: str = "M1", at: float = 1) -> Told:
        """He will leave."""
        return self.send("manager.notice", at, {"manager_id": manager_id, "last_day": "2026-12-30"})

    def found(self) -> Message | None:
        """What a search for what is asked now finds."""
        searches = self.fold.searches()
        return searches[0].ask()() if searches else None

    def put_found(self, message: Message, at: float = 2) -> Told:
        """The desk hears of it."""
        event = orjson.loads(message.value or b"")
        return self.send(event["type"], at, event["data"])

    def search(self, at: float = 2) -> Told:
        """Answer until nothing is asked any more."""
        told: Told = []
        for _ in range(MOST_ROUNDS):
            message = self.found()
            if message is None:
                return told
            told += self.put_found(message, at)
        raise AssertionError("the search never ends")

    def lead(self, coverage_id: str) -> str | None:
        """In whose book it stands."""
        leads = [each.id for each in self.fold.desks[self.desk].managers.values() if coverage_id in each.book]
        assert len(leads) < 2, "one holding, one lead"
        return leads[0] if leads else None

    def plan(self, steps: list[tuple[str, str, str | None]], number: int = 1, nobody: tuple[str, ...] = ()) -> Told:
        """A plan that no search has made."""
        told = [dict(zip(("coverage_id", "to", "backup"), step, strict=True)) for step in steps]
        data = {"desk_id": self.desk, "plan_id": f"P{number}", "leaver": "M1", "number": number}
        return self.send("handover.planned", 2, {**data, "steps": told, "nobody": nobody})


def states(told: Told) -> list[tuple[str, int, list[tuple[str, str]]]]:
    """Of each `coverage.handover`: state, how many steps, and what was refused why."""
    return [
        (each["state"], len(each["steps"]), [(one["coverage_id"], one["reason"]) for one in each["refused"]])
        for each in told
        if each["type"] == "coverage.handover"
    ]
