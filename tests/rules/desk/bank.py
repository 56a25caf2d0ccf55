"""A small bank for the desk's tests: commands as the intake sends them, messages read back."""

from collections.abc import Mapping
from typing import Any

import orjson

from models.instants import format_instant
from models.messages.told import told_fault
from models.policy import Policy
from models.unit import EVERY_PARTITION, InboxRecord, Message
from rules.desk.partition import DeskPartition

NINE = 1_795_424_400_000
"""2026-11-23T09:00:00Z: where the tests' time begins; commands say seconds after it."""

LINE: dict[str, Any] = {"when": {}, "steps": [{"after_s": 0, "who": ["chosen", "incumbent", "plan", "anyone"]}]}
POLICY: dict[str, Any] = {"name": "test", "lines": [LINE], "presence": {"debounce_s": 0}}


def at_s(seconds: float) -> int:
    """The instant so many seconds after nine, in UTC milliseconds."""
    return NINE + round(seconds * 1000)


def text_s(seconds: float) -> str:
    """The same as it is published."""
    return format_instant(at_s(seconds))


class Bank:
    """One partition of desks, its commands and everything it published."""

    def __init__(self, policy: Mapping[str, Any] | None = POLICY, desk: str = "D") -> None:
        self.fold = DeskPartition()
        self.desk = desk
        self.log: list[InboxRecord] = []
        self.said: list[Message] = []
        self.told: list[dict[str, Any]] = []
        self.counts: dict[str, int] = {}
        self.clock = NINE
        if policy is not None:
            self.activate(policy)

    def send(self, kind: str, at: float, data: Mapping[str, Any], **more: Any) -> list[dict[str, Any]]:
        """One command; gives what was published, as `{topic, key, type, **data}`."""
        instant = at_s(at)
        self.clock = max(self.clock, instant)
        number = len(self.log)
        command = {
            "type": kind,
            "desk_id": more.pop("desk", self.desk),
            "at": instant,
            "clock": self.clock,
            "cause": {"source": "crm/test", "id": f"e{number}", "type": kind, "at": format_instant(instant)},
            "data": data,
            **more,
        }
        return self.put(InboxRecord(number, instant, b"D", orjson.dumps(command)))

    def put(self, record: InboxRecord) -> list[dict[str, Any]]:
        """One record as it stands."""
        self.log.append(record)
        messages = list(self.fold.apply(record))
        self.said += messages
        for name, count in self.fold.take_counts().items():
            self.counts[name] = self.counts.get(name, 0) + count
        told = [read(each) for each in messages]
        self.told += told
        return told

    def activate(self, policy: Mapping[str, Any], at: float = 0) -> list[dict[str, Any]]:
        """Put a policy in force."""
        loaded = Policy.from_canonical(dict(policy))
        return self.send("policy.activated", at, {"policy": loaded.canonical, "version": loaded.version})

    def manager(
        self, manager_id: str, at: float = 0, state: str | None = "available", **profile: Any
    ) -> list[dict[str, Any]]:
        """A manager with a profile that suits everyone; present at once unless `state` says otherwise."""
        more = {name: profile.pop(name) for name in ("move", "awaits") if name in profile}
        data = {
            "manager_id": manager_id,
            "desk_id": self.desk,
            "segments": ["sme"],
            "industries": [],
            "skills": {},
            "languages": ["ru"],
            "grade": 1,
            "head": False,
            "deputy": False,
            "capacity": 4,
            "channels": {},
            "dossier": None,
            "interests": [],
            "approval_levels": [],
        } | profile
        told = self.send("manager.updated", at, data, **more)
        return told + (self.presence(manager_id, at, state) if state is not None else [])

    def presence(self, manager_id: str, at: float, state: str, until: float | None = None) -> list[dict[str, Any]]:
        """What the feed says of a manager."""
        end = None if until is None else text_s(until)
        return self.send("manager.presence", at, {"manager_id": manager_id, "state": state, "until": end})

    def left(self, manager_id: str, at: float) -> list[dict[str, Any]]:
        """A manager is gone."""
        return self.send("manager.left", at, {"manager_id": manager_id})

    def client(self, client_id: str, at: float = 0, **snapshot: Any) -> list[dict[str, Any]]:
        """A client's snapshot."""
        return self.send("client.updated", at, client_data(client_id, desk_id=self.desk, **snapshot))

    def open(self, contact_id: str, at: float, client: str | None = None, **contact: Any) -> list[dict[str, Any]]:
        """A client gets in touch, by chat (weight 1) unless said otherwise."""
        more = {name: contact.pop(name) for name in ("early", "clients") if name in contact}
        data = {
            "contact_id": contact_id,
            "client_id": client or f"client-{contact_id}",
            "channel": "chat",
            "purpose": None,
            "product": None,
            "language": None,
            "complexity": 1,
            "priority": 0,
            "required_skills": [],
            "requested_manager_id": None,
            "desk_id": None,
        } | contact
        whole = {"clients": [], "early": [], "late_history": False} | more
        return self.send("contact.opened", at, data, **whole)

    def close(self, contact_id: str, at: float) -> list[dict[str, Any]]:
        """The service is over."""
        return self.send("contact.closed", at, {"contact_id": contact_id, "outcome": None})

    def abandon(self, contact_id: str, at: float) -> list[dict[str, Any]]:
        """The client left."""
        return self.send("contact.abandoned", at, {"contact_id": contact_id})

    def move(self, contact_id: str, manager_id: str, at: float) -> list[dict[str, Any]]:
        """A person moves a contact."""
        return self.send("contact.reassigned", at, {"contact_id": contact_id, "manager_id": manager_id, "by": "boss"})

    def tick(self, at: float) -> list[dict[str, Any]]:
        """Time passes up to an instant."""
        return self.send("tick", at, {})

    def last(self, contact_id: str) -> dict[str, Any]:
        """The last decision on a contact."""
        return next(
            each for each in reversed(self.told) if each["topic"] == "kontor.assignments" and each["key"] == contact_id
        )

    def load(self, manager_id: str) -> dict[str, Any] | None:
        """The manager's row as the compacted topic holds it."""
        rows = [each for each in self.told if each["topic"] == "kontor.manager-loads" and each["key"] == manager_id]
        return None if not rows or rows[-1]["type"] is None else rows[-1]


def client_data(client_id: str, **snapshot: Any) -> dict[str, Any]:
    """The data of a client's snapshot."""
    data = {
        "client_id": client_id,
        "segment": "sme",
        "tier": "standard",
        "industry": None,
        "group_id": None,
        "desk_id": "D",
        "manager_id": None,
        "backup_manager_id": None,
        "rivals": [],
        "conflict_classes": [],
        "language": None,
        "planned": False,
    } | snapshot
    return data | {"coverage_id": data["group_id"] or client_id}


def read(message: Message) -> dict[str, Any]:
    """A message, checked against the catalogue, flattened."""
    assert message.partition != EVERY_PARTITION
    assert message.key is not None
    if message.value is None:
        return {"topic": message.topic, "key": message.key.decode(), "type": None}
    fault = told_fault(message.topic, message.value)
    assert fault is None, fault
    event = orjson.loads(message.value)
    assert event["subject"] == message.key.decode()
    assert event["type"] == message.type
    return {"topic": message.topic, "key": event["subject"], "id": event["id"], **event["data"], "type": event["type"]}


def kinds(told: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Decisions only, as (type without `contact.`, contact_id)."""
    return [
        (each["type"].removeprefix("contact."), each["key"]) for each in told if each["topic"] == "kontor.assignments"
    ]
