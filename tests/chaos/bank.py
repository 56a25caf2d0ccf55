"""The bank of a round: few managers, who are nearly always full, so that a wrong load shows at once."""

import random
import time
from collections.abc import Iterator
from typing import Any

from models.cloudevent import encode
from models.recording import Line
from tests.chaos.offers import Offers

SOURCE = "crm/chaos"
DESKS, MANAGERS, CLIENTS = 4, 4, 60
CHANNELS = ("phone", "chat", "branch", "email")
STATES = ("available", "available", "available", "busy", "away")
POLICY = """
name: chaos
lines:
  - when: {tier: vip}
    priority: 5
    mandatory: [segment]
    steps: [{after_s: 0, who: [chosen, incumbent, plan]}, {after_s: 2, who: [backup, specialist, anyone]}]
    sla: {method: answered, within_s: 5}
  - when: {}
    mandatory: [segment]
    steps: [{after_s: 0, who: [chosen, incumbent, plan]}, {after_s: 4, who: [backup, specialist, anyone]}]
presence: {debounce_s: 0, silent_after_s: 86400, when_silent: last_known}
"""


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Bank:
    """Draws what the CRM says from a seed; times are those of the moment."""

    def __init__(self, seed: int, open_at_once: int = 48, *, tariffs: bool = False) -> None:
        """`tariffs`: it also says what tariffs depend on."""
        self.open: dict[str, str] = {}
        """Contacts not yet ended, and their clients."""
        self._chance = random.Random(seed)
        self._open_at_once = open_at_once
        self._contacts = self._events = 0
        self._said: list[Line] = []
        self._offers = Offers(seed, self._line, CLIENTS, _coverage_of) if tariffs else None

    def people(self) -> Iterator[Line]:
        for desk in range(DESKS):
            for number in range(MANAGERS):
                yield self._manager(desk, number, 6)
                yield self._presence(f"M-{desk}-{number}", "available")
        for number in range(CLIENTS):
            yield self._client(number)
        yield from self._offers.people() if self._offers else ()

    def next(self) -> Iterator[Line]:
        """One thing that happens: mostly one line."""
        if self._offers is not None and self._offers.due():
            yield self._offers.next()
        draw = self._chance.random()
        if draw < 0.03 and self._said:
            yield self._chance.choice(self._said[-200:])  # a source that says something twice
        elif draw < 0.08:
            desk, number = self._chance.randrange(DESKS), self._chance.randrange(MANAGERS)
            yield self._presence(f"M-{desk}-{number}", self._chance.choice(STATES))
        elif draw < 0.10:
            yield self._client(self._chance.randrange(CLIENTS))
        elif draw < 0.11:
            yield self._manager(
                self._chance.randrange(DESKS), self._chance.randrange(MANAGERS), self._chance.randint(5, 8)
            )
        elif draw < 0.13 and self.open:
            contact, client = self._any_open()
            manager = f"M-{int(client.split('-')[1]) % DESKS}-{self._chance.randrange(MANAGERS)}"
            yield self._contact("reassigned", contact, client, manager_id=manager, by="head")
        elif draw < 0.14:
            opened = self._opened()
            contact, client = next(reversed(self.open.items()))
            del self.open[contact]
            yield self._contact("closed", contact, client, outcome="done")  # the source's own order was lost
            yield opened
        elif len(self.open) > self._chance.randint(self._open_at_once // 2, self._open_at_once):
            contact, client = self._any_open()
            del self.open[contact]
            kind = "abandoned" if self._chance.random() < 0.08 else "closed"
            yield self._contact(kind, contact, client, **({"outcome": "done"} if kind == "closed" else {}))
        else:
            yield self._opened()

    def close_all(self) -> Iterator[Line]:
        """Everybody is there again, and every open contact is closed."""
        for desk in range(DESKS):
            for number in range(MANAGERS):
                yield self._presence(f"M-{desk}-{number}", "available")
        for contact, client in self.open.items():
            yield self._contact("closed", contact, client, outcome="done")
        self.open.clear()

    def _any_open(self) -> tuple[str, str]:
        contact = self._chance.choice(list(self.open))
        return contact, self.open[contact]

    def _opened(self) -> Line:
        self._contacts += 1
        client = f"client-{self._chance.randrange(CLIENTS)}"
        contact = f"K-{self._contacts}"
        self.open[contact] = client
        more = {"channel": self._chance.choice(CHANNELS), "complexity": self._chance.randint(1, 3)}
        return self._contact("opened", contact, client, **more)

    def _contact(self, kind: str, contact: str, client: str, **more: Any) -> Line:
        data = {"contact_id": contact, **({"client_id": client} if kind == "opened" else {}), **more}
        return self._line("crm.contacts", client, f"contact.{kind}", data)

    def _presence(self, manager: str, state: str) -> Line:
        data = {"manager_id": manager, "state": state}
        return self._line("crm.managers", f"{manager}/presence", "manager.presence", data)

    def _manager(self, desk: int, number: int, capacity: int) -> Line:
        name = f"M-{desk}-{number}"
        data: dict[str, Any] = {"manager_id": name, "desk_id": f"desk-{desk}", "segments": ["retail", "sme"]}
        data |= {"grade": 1 + number % 5, "capacity": capacity, "languages": ["ru"]}
        return self._line("crm.managers", name, "manager.updated", data)

    def _client(self, number: int) -> Line:
        desk = number % DESKS
        data: dict[str, Any] = {"client_id": f"client-{number}", "desk_id": f"desk-{desk}"}
        data |= {"segment": "sme" if number % 3 else "retail", "tier": "vip" if number % 7 == 0 else "standard"}
        if _coverage_of(number) != data["client_id"]:
            data["group_id"] = _coverage_of(number)
        if self._chance.random() < 0.5:
            data["manager_id"] = f"M-{desk}-{self._chance.randrange(MANAGERS)}"
        return self._line("crm.clients", f"client-{number}", "client.updated", data)

    def _line(self, topic: str, key: str, kind: str, data: dict[str, Any]) -> Line:
        self._events += 1
        at = now_ms()
        value = encode(id=f"e/{self._events}", source=SOURCE, type=kind, time=at, subject=key, data=data)
        line = Line(topic, key.encode(), at, value)
        self._said.append(line)
        return line


def _coverage_of(number: int) -> str:
    """Three of ten clients belong to holdings."""
    return f"group-{number // 10}-{number % DESKS}" if number % 10 < 3 else f"client-{number}"
