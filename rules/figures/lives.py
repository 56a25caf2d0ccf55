"""What became of each contact, told from the records on `kontor.assignments`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from models.instants import parse_instant


@dataclass(slots=True)
class Life:
    """One contact from its opening to its end, in UTC milliseconds; None = it has not come to that."""

    contact_id: str
    desk_id: str
    coverage_id: str | None
    known: bool
    """The client was known (it had a segment) at the last decision."""
    tier: str
    line: int | None
    opened_ms: int
    named_ms: int | None = None
    """First assignment or offer."""
    assigned_ms: int | None = None
    """First assignment."""
    answered_ms: int | None = None
    manager_id: str | None = None
    finished_ms: int | None = None
    served_by: str | None = None
    abandoned_ms: int | None = None
    escalated: bool = False
    queued: bool = False

    @property
    def served(self) -> bool:
        """It was finished in somebody's hands."""
        return self.served_by is not None

    @property
    def wait_ms(self) -> int | None:
        """From the opening to the first assignment; None when there was none."""
        return None if self.assigned_ms is None else self.assigned_ms - self.opened_ms


class Lives:
    """Folds decisions, in the order of each contact, into lives. A decision seen twice counts once."""

    def __init__(self) -> None:
        self.by_contact: dict[str, Life] = {}
        self._seen: set[str] = set()

    def decision(self, kind: str, data: Mapping[str, Any]) -> None:
        """One record of `kontor.assignments`: its CloudEvents type and its data."""
        if data["decision_id"] in self._seen:
            return
        self._seen.add(data["decision_id"])
        life = self._life(data)
        at, manager = parse_instant(data["decided_at"]), data["manager_id"]
        life.known = data["segment"] is not None
        if kind in {"contact.assigned", "contact.reassigned"}:
            life.assigned_ms = at if life.assigned_ms is None else life.assigned_ms
            life.manager_id = manager
        if kind in {"contact.assigned", "contact.reassigned", "contact.offered"}:
            life.named_ms = at if life.named_ms is None else life.named_ms
        elif kind == "contact.queued":
            life.queued = True
        elif kind == "contact.escalated":
            life.escalated = True
        elif kind == "contact.released":
            life.manager_id = None
            if data["reason"] == "abandoned":
                life.abandoned_ms = at
        elif kind == "contact.finished":
            life.finished_ms, life.served_by = at, life.manager_id
            life.manager_id = None

    def answered(self, contact_id: str, at_ms: int) -> None:
        """The manager took it up (`contact.accepted` of the CRM); the first one counts."""
        life = self.by_contact.get(contact_id)
        if life is not None and life.answered_ms is None:
            life.answered_ms = at_ms

    def _life(self, data: Mapping[str, Any]) -> Life:
        life = self.by_contact.get(data["contact_id"])
        if life is None:
            life = self.by_contact[data["contact_id"]] = Life(
                data["contact_id"], data["desk_id"], data["coverage_id"], data["segment"] is not None,
                data["tier"], data["line"], parse_instant(data["opened_at"]),
            )  # fmt: skip
        life.tier, life.line = data["tier"], life.line if data["line"] is None else data["line"]
        return life


def same_person_again(lives: Iterable[Life]) -> tuple[int, int]:
    """
    (again, served): of the served contacts of an identified coverage, not its first, how many met who served the last.

    "Previous" is by the instant of the first assignment, then contact_id.
    """
    last: dict[tuple[str, str], str] = {}
    again = served = 0
    done = [
        life for life in lives if life.served_by and life.known and life.coverage_id and life.assigned_ms is not None
    ]
    for life in sorted(done, key=lambda each: (each.assigned_ms or 0, each.contact_id)):
        coverage = (life.desk_id, life.coverage_id or "")
        before, manager = last.get(coverage), life.served_by or ""
        if before is not None:
            served += 1
            again += before == manager
        last[coverage] = manager
    return again, served
