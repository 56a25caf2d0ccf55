"""A bank's day as a recording: seeded, so that it is the same whenever it is made."""

from collections.abc import Iterator
from random import Random
from typing import Any

import orjson

from models.instants import format_instant
from models.policy import Policy

NINE = 1_764_061_200_000
"""2025-11-25T09:00:00Z."""
POLICY: dict[str, Any] = {
    "name": "a day",
    "wrap_up_s": {"phone": 20},
    "lines": [
        {
            "when": {"tier": "vip"},
            "priority": 5,
            "min_grade": 3,
            "steps": [
                {"after_s": 0, "who": ["chosen", "incumbent", "plan"]},
                {"after_s": 30, "who": ["backup", "anyone"]},
            ],
            "escalate_after_s": 120,
        },
        {},
    ],
}
CHANNELS = ("branch", "phone", "chat", "email", "web", "callback")


def policy() -> Policy:
    return Policy.from_canonical(POLICY)


class Day:
    """Writes lines of `crm.*` and `kontor.policies`, one event after the other."""

    def __init__(self, seed: int = 1, desks: int = 3, managers: int = 5, clients: int = 40) -> None:
        self.random = Random(seed)
        self.desks = [f"D{number}" for number in range(desks)]
        self.managers = [f"M{number}" for number in range(desks * managers)]
        self.clients = [f"C{number}" for number in range(clients)]
        self.now = NINE
        self.number = 0

    def line(self, topic: str, key: str, kind: str, data: dict[str, Any], late_ms: int = 0) -> bytes:
        self.number += 1
        value = {
            "specversion": "1.0",
            "id": f"e{self.number}",
            "source": "crm/day",
            "type": kind,
            "time": format_instant(self.now - late_ms),
            "subject": key,
            "datacontenttype": "application/json",
            "data": data,
        }
        return self.raw(topic, key, value)

    def raw(self, topic: str, key: str, value: Any) -> bytes:
        line = {"topic": topic, "key": key, "timestamp_ms": self.now, "value": value, "headers": {}}
        return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)

    def morning(self, *, with_policy: bool = True) -> Iterator[bytes]:
        """The policy, everybody who works here, everybody who is a client, who is there."""
        if with_policy:
            data = {"policy": policy().canonical, "version": policy().version}
            yield self.line("kontor.policies", "policy", "policy.activated", data)
        for place, manager in enumerate(self.managers):
            yield self.manager(manager, self.desks[place % len(self.desks)])
        for client in self.clients:
            yield self.client(client)
        for manager in self.managers:
            yield self.presence(manager, "available")

    def manager(self, manager: str, desk: str) -> bytes:
        data = {
            "manager_id": manager,
            "desk_id": desk,
            "segments": ["sme", "retail"],
            "languages": ["ru"],
            "grade": self.random.randint(1, 5),
            "skills": {"loans": self.random.randint(0, 5)},
            "capacity": self.random.choice([4, 6, 8]),
        }
        return self.line("crm.managers", manager, "manager.updated", data)

    def client(self, client: str) -> bytes:
        data = {
            "client_id": client,
            "segment": self.random.choice(["sme", "retail"]),
            "tier": self.random.choice(["standard"] * 4 + ["vip"]),
            "desk_id": self.random.choice(self.desks),
            "group_id": self.random.choice([None, None, None, f"G{self.random.randrange(len(self.clients) // 20)}"]),
            "manager_id": self.random.choice([None, None, self.random.choice(self.managers)]),
        }
        return self.line("crm.clients", client, "client.updated", data)

    def presence(self, manager: str, state: str) -> bytes:
        return self.line(
            "crm.managers", f"{manager}/presence", "manager.presence", {"manager_id": manager, "state": state}
        )

    def contacts(self, many: int, every_ms: int = 4000, trouble: float = 0.15) -> Iterator[bytes]:
        """Contacts come and go; now and then something unusual happens."""
        random, open_now = self.random, list[str]()
        for number in range(many):
            self.now += random.randint(1, 2 * every_ms)
            contact, client = f"X{number}", random.choice(self.clients)
            data = {"contact_id": contact, "client_id": client, "channel": random.choice(CHANNELS), "language": "ru"}
            yield self.line("crm.contacts", client, "contact.opened", data, random.choice([0, 0, 0, 1500]))
            open_now.append(contact)
            if len(open_now) > 30:
                done = open_now.pop(random.randrange(len(open_now)))
                yield self.line("crm.contacts", client, "contact.closed", {"contact_id": done, "outcome": "done"})
            if random.random() < trouble:
                yield self.trouble(number, random.choice(open_now))

    def trouble(self, number: int, contact: str) -> bytes:
        random = self.random
        manager = random.choice(self.managers)
        match random.randrange(8):
            case 0 | 1 | 2:
                gone = ["busy", "away", "leave", "offline"]
                return self.presence(manager, random.choice(["available"] * 8 + gone))
            case 3:
                data = {"contact_id": contact, "manager_id": manager, "by": "boss"}
                return self.line("crm.contacts", contact, "contact.reassigned", data)
            case 4:
                return self.manager(manager, random.choice(self.desks))
            case 5:
                return self.client(random.choice(self.clients))
            case _:
                bad = self.raw("crm.contacts", "bad", {"specversion": "1.0", "number": number})
                return random.choice([bad, self.raw("crm.clients", random.choice(self.clients), None)])

    def whole(self, many: int, *, with_policy: bool = True) -> bytes:
        return b"".join([*self.morning(with_policy=with_policy), *self.contacts(many)])
