"""
The bank of all measurements: so many desks, managers, clients and contacts, the same for every subject.

Every contact is opened and, `open_at_once` contacts later, closed, so a steady number is open and nearly
everybody is assigned at once; sizes are those of a real bank's events (about 350 B in, 1.2 kB out).
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from models.business_days import business_date
from models.cloudevent import encode
from models.recording import Line

SOURCE: Final = "crm/bench"
CHANNELS: Final = ("phone", "chat", "branch", "email")
POLICY: Final = """
name: bench
lines:
  - when: {tier: vip}
    priority: 5
    min_grade: 2
    mandatory: [segment, language]
    steps: [{after_s: 0, who: [chosen, incumbent, plan]}, {after_s: 30, who: [backup, specialist, anyone]}]
    sla: {method: answered, within_s: 20}
  - when: {}
    mandatory: [segment, language]
    steps: [{after_s: 0, who: [chosen, incumbent, plan]}, {after_s: 20, who: [backup, specialist, anyone]}]
presence: {debounce_s: 0, silent_after_s: 86400, when_silent: last_known}
"""


@dataclass(frozen=True, slots=True)
class Bank:
    """How large it is. All numbers are of the whole bank but `managers`, which is per desk."""

    desks: int = 10
    managers: int = 20
    clients: int = 600
    open_at_once: int = 200
    seed: int = 1

    def people(self, at_ms: int) -> Iterator[Line]:
        """Snapshots and presence of every manager, snapshots of every client, all at one instant."""
        chance = random.Random(self.seed)
        for desk in range(self.desks):
            for number in range(self.managers):
                name = f"M-{desk}-{number}"
                data: dict[str, Any] = {"manager_id": name, "desk_id": f"desk-{desk}", "segments": ["retail", "sme"]}
                data |= {"languages": ["ru", "en"][: 1 + number % 2], "grade": 1 + number % 5, "capacity": 12}
                data |= {"skills": {"fx": number % 6, "loans": (number + 2) % 6}, "industries": [f"i{number % 7}"]}
                yield _line("crm.managers", name, at_ms, "manager.updated", data, f"u/{name}")
                here = {"manager_id": name, "state": "available"}
                yield _line("crm.managers", f"{name}/presence", at_ms, "manager.presence", here, f"p/{name}")
        for number in range(self.clients):
            data = {"client_id": f"client-{number}", "desk_id": f"desk-{number % self.desks}", "language": "ru"}
            data |= {"segment": "sme" if number % 3 else "retail", "tier": "vip" if number % 20 == 0 else "standard"}
            data["industry"] = f"i{number % 7}"
            if number % 10 < 3:
                data["group_id"] = f"group-{number // (10 * self.desks)}-{number % self.desks}"
            if chance.random() < 0.5:
                data["manager_id"] = f"M-{number % self.desks}-{chance.randrange(self.managers)}"
            yield _line("crm.clients", f"client-{number}", at_ms, "client.updated", data, f"u/client-{number}")

    def opened(self, contact_id: str, number: int, at_ms: int) -> Line:
        """`contact.opened` number `number`."""
        chance = random.Random(self.seed * 1_000_003 + number)
        client = f"client-{chance.randrange(self.clients)}"
        data: dict[str, Any] = {"contact_id": contact_id, "client_id": client, "channel": chance.choice(CHANNELS)}
        data |= {"purpose": "payment", "complexity": 1 + number % 3, "priority": number % 2}
        if number % 4 == 0:
            data["required_skills"] = [{"skill": "fx", "min_level": 1, "mandatory": True}]
        return _line("crm.contacts", client, at_ms, "contact.opened", data, f"o/{contact_id}")

    def closed(self, opened: Line, contact_id: str, at_ms: int) -> Line:
        """`contact.closed` of the same contact, in the same partition."""
        client = (opened.key or b"").decode()
        data = {"contact_id": contact_id, "outcome": "done"}
        return _line("crm.contacts", client, at_ms, "contact.closed", data, f"c/{contact_id}")

    def postings(self, count: int, at_ms: int) -> Iterator[Line]:
        """So many sales of the clients, all of one day."""
        day = business_date(at_ms, "Europe/Moscow").isoformat()
        for number in range(count):
            client = f"client-{number * 7919 % self.clients}"
            data = {"posting_id": f"P-{number}", "client_id": client, "amount_minor": 100_000 + number}
            data |= {"currency": "RUB", "direction": "credit", "kind": "sale", "value_date": day}
            yield _line("crm.activity", client, at_ms, "turnover.posted", data, f"a/{number}")

    def contacts(self, count: int, at_ms: int, first: int = 0) -> Iterator[Line]:
        """Openings and closings of `count` contacts, interleaved; two lines a contact."""
        opened: list[Line] = []
        for place in range(count + self.open_at_once):
            if place < count:
                line = self.opened(f"K-{first + place}", first + place, at_ms)
                opened.append(line)
                yield line
            ending = place - self.open_at_once
            if ending >= 0:
                yield self.closed(opened[ending], f"K-{first + ending}", at_ms)


def _line(topic: str, key: str, at_ms: int, kind: str, data: dict[str, Any], event: str) -> Line:
    value = encode(id=event, source=SOURCE, type=kind, time=at_ms, subject=key, data=data)
    return Line(topic, key.encode(), at_ms, value)
