"""
The bank's side of a closed loop: what people do when Kontor has decided.

Pure: it is told the time and Kontor's decisions, and says what is to be published.
On an assignment the manager accepts at once and closes when the client has been
served; a client whose patience ends in the queue leaves.
"""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kontor.demo.scenario import Scenario
from models.cloudevent import encode
from models.instants import parse_instant
from models.recording import Line

SOURCE: Final = "scenario"


@dataclass(slots=True)
class _Underway:
    """Where one contact stands: the decision that put it there, and what the CRM will say next because of it."""

    decision_id: str
    manager_id: str | None = None


class Player:
    """Plays one scenario. `due` gives what the clock has reached, `decision` takes what Kontor published."""

    def __init__(self, scenario: Scenario) -> None:
        self._conduct = scenario.conduct
        self._agenda: list[tuple[int, int, Line | None, str, str]] = []
        self._order = 0
        self._underway: dict[str, _Underway] = {}
        self._seen: set[str] = set()
        self._left = len(scenario.conduct)
        for line in scenario.lines:
            self._at(line.timestamp_ms, line)

    @property
    def finished(self) -> bool:
        """Every contact has ended and nothing is left to be said."""
        return not self._agenda and self._left <= 0

    @property
    def next_ms(self) -> int | None:
        """The next instant at which something is to be published; None: only a decision brings more."""
        return self._agenda[0][0] if self._agenda else None

    @property
    def script_over(self) -> bool:
        """Nothing of the scenario itself is left, only answers to decisions."""
        return all(line is None for _, _, line, _, _ in self._agenda)

    def due(self, now_ms: int) -> list[Line]:
        """What is to be published at or before `now_ms`, in order of time."""
        lines: list[Line] = []
        while self._agenda and self._agenda[0][0] <= now_ms:
            at_ms, _, line, contact, decision = heapq.heappop(self._agenda)
            if line is not None:
                lines.append(line)
                continue
            now = self._underway.get(contact)
            if now is not None and now.decision_id == decision:
                kind = "contact.abandoned" if now.manager_id is None else "contact.closed"
                lines.append(self._said(kind, contact, at_ms, decision, now.manager_id))
        return lines

    def decision(self, kind: str, data: Mapping[str, Any]) -> list[Line]:
        """One record of `kontor.assignments`; returns what the bank says at once. A repeat is ignored."""
        contact, decision = data["contact_id"], data["decision_id"]
        conduct = self._conduct.get(contact)
        if conduct is None or decision in self._seen:
            return []
        self._seen.add(decision)
        at_ms = parse_instant(data["decided_at"])
        if kind in {"contact.assigned", "contact.reassigned"}:
            self._underway[contact] = _Underway(decision, data["manager_id"])
            self._at(at_ms + conduct.service_ms, None, contact, decision)
            return [self._said("contact.accepted", contact, at_ms, decision, data["manager_id"])]
        if kind == "contact.offered":
            # Everyone here takes what he is asked to take, at once.
            return [self._said("contact.accepted", contact, at_ms, decision, data["manager_id"])]
        if kind == "contact.queued" and (contact not in self._underway or self._underway[contact].manager_id):
            self._underway[contact] = _Underway(decision)
            if conduct.patience_ms is not None:
                self._at(at_ms + conduct.patience_ms, None, contact, decision)
        elif kind == "contact.finished" or (kind == "contact.released" and data["reason"] == "abandoned"):
            self._underway.pop(contact, None)
            self._left -= 1
        elif kind == "contact.released":
            self._underway.pop(contact, None)
        return []

    def _at(self, at_ms: int, line: Line | None, contact: str = "", decision: str = "") -> None:
        heapq.heappush(self._agenda, (at_ms, self._order, line, contact, decision))
        self._order += 1

    def _said(self, kind: str, contact: str, at_ms: int, decision: str, manager: str | None) -> Line:
        client = self._conduct[contact].client_id
        data = {"contact_id": contact}
        if kind == "contact.accepted" and manager is not None:
            data["manager_id"] = manager
        event = f"{kind.removeprefix('contact.')}/{decision}"
        value = encode(id=event, source=SOURCE, type=kind, time=at_ms, subject=client, data=data)
        return Line("crm.contacts", client.encode(), at_ms, value)
