"""
What an intake does, from the pages alone: lines of the bank's topics in, commands to desks or dead letters out.

Naive on purpose, and for banks in which nobody changes desk. Who hears of whom across desks is told for
coverages without rivals only; at one desk everybody hears of everybody.
"""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from models.instants import format_instant, parse_instant
from tests.oracle.records import Data

DEFAULTS: Final[dict[str, Data]] = {
    "contact.opened": {
        "purpose": None,
        "product": None,
        "language": None,
        "complexity": 1,
        "priority": 0,
        "required_skills": [],
        "requested_manager_id": None,
        "desk_id": None,
    },
    "contact.accepted": {"reservation_id": None},
    "contact.declined": {"reservation_id": None, "reason": None},
    "contact.closed": {"outcome": None},
    "contact.abandoned": {},
    "contact.reassigned": {},
    "client.updated": {
        "tier": "standard",
        "industry": None,
        "group_id": None,
        "manager_id": None,
        "backup_manager_id": None,
        "rivals": [],
        "conflict_classes": [],
        "language": None,
        "planned": False,
    },
    "wall.consent": {"until": None},
    "manager.updated": {
        "industries": [],
        "skills": {},
        "languages": [],
        "grade": 1,
        "head": False,
        "deputy": False,
        "capacity": None,
        "channels": {},
        "dossier": None,
        "interests": [],
        "approval_levels": [],
    },
    "manager.presence": {"until": None},
    "manager.left": {},
    "policy.activated": {},
}
"""What the contract says of fields that are left out."""
SKILL: Final[Data] = {"min_level": 1, "mandatory": True}
ENDS: Final = ("contact.closed", "contact.abandoned")


@dataclass
class Client:
    """A client the bank has told of, or one nobody knows of whom there are contacts (`data` None)."""

    data: Data | None = None
    at: int = 0
    told: dict[str, Data | None] = field(default_factory=dict)
    """By desk: what it was told last."""


@dataclass
class Manager:
    """Where somebody works, and the presence in force."""

    desk_id: str | None = None
    at: int = 0
    presence: Data | None = None
    left_at: int | None = None


@dataclass
class Consent:
    """What one side said, and who has heard it."""

    at: int
    data: Data
    told: set[str] = field(default_factory=set)


class Intake:
    """All that the bank has said so far."""

    def __init__(self) -> None:
        self.clock = 0
        self._arrived = 0
        self._late_limit_ms = 3_600_000
        self._horizon_ms = 604_800_000
        self._heard: dict[tuple[str, str], int] = {}
        self._clients: dict[str, Client] = {}
        self._managers: dict[str, Manager] = {}
        self._contacts: dict[str, tuple[str, int | None]] = {}
        """Desk, and when its end was heard."""
        self._early: dict[str, list[Data]] = {}
        self._consents: dict[str, Consent] = {}
        self._places: dict[str, int] = {}

    def take(self, line: Data, fault: str | None) -> tuple[list[Data], Data | None]:
        """Commands of one line, or its dead letter without the sentences; `fault`: what is wrong with its form."""
        topic, arrival = line["topic"], line["timestamp_ms"]
        place = self._places[topic] = self._places.get(topic, -1) + 1
        self._arrived = max(self._arrived, arrival)
        value = line["value"]
        if value is None and fault is None:
            self.clock = max(self.clock, arrival)
            cause = {"source": topic, "id": f"0/{place}", "type": None, "at": format_instant(arrival)}
            return [*self._null(topic, line["key"], arrival, cause)], None
        if fault is None and self._is_recent(self._heard.get((value["source"], value["id"]))):
            return [], None
        if fault is None and self._has_no_desk(value):
            fault = "invalid"
        if fault is not None:
            return [], {
                "topic": topic,
                "partition": 0,
                "offset": place,
                "key_b64": b64encode(line["key"].encode()).decode(),
                "value_b64": None if value is None else b64encode(orjson.dumps(value)).decode(),
                "headers": {},
                "reason": fault,
                "rejected_at": format_instant(arrival),
            }
        self._heard[value["source"], value["id"]] = self._arrived
        said = parse_instant(value["time"]) if "time" in value else arrival
        at = max(min(said, arrival), arrival - self._late_limit_ms)
        self.clock = max(self.clock, at)
        data = _whole(value["type"], value["data"])
        cause = {"source": value["source"], "id": value["id"], "type": value["type"], "at": format_instant(at)}
        return [*self._said(value["type"], at, cause, data)], None

    def _is_recent(self, heard: int | None) -> bool:
        return heard is not None and self._arrived < heard + self._horizon_ms

    def _contact(self, contact_id: str) -> str | None:
        """The desk of a contact that is not over, or not long enough."""
        desk_id, ended = self._contacts.get(contact_id, (None, None))
        return desk_id if ended is None or self._is_recent(ended) else None

    def _has_no_desk(self, value: Data) -> bool:
        if value["type"] != "contact.opened":
            return False
        data = _whole("contact.opened", value["data"])
        return self._contact(data["contact_id"]) is None and self._desk_of(data) is None

    def _desk_of(self, data: Data) -> str | None:
        client = self._clients.get(data["client_id"], Client()).data
        of_client = None if client is None else client["desk_id"]
        return data["desk_id"] or of_client

    def _command(self, desk_id: str, kind: str, at: int, cause: Data, data: Data, **more: Any) -> Data:
        head = {"type": kind, "desk_id": desk_id, "at": at, "clock": self.clock, "cause": cause}
        return {**head, "data": data, **more}

    def _said(self, kind: str, at: int, cause: Data, data: Data) -> Iterator[Data]:
        if kind == "policy.activated":
            policy = data["policy"]
            self._late_limit_ms = policy.get("late_limit_s", 3_600) * 1000
            self._horizon_ms = policy.get("duplicates", {}).get("horizon_s", 604_800) * 1000
            yield {"type": kind, "at": at, "clock": self.clock, "cause": cause, "data": data}
        elif kind == "contact.opened":
            yield from self._opened(at, cause, data)
        elif kind.startswith("contact."):
            yield from self._about_contact(kind, at, cause, data)
        elif kind == "client.updated":
            yield from self._client(at, cause, data)
        elif kind == "wall.consent":
            yield from self._consented(at, cause, data)
        else:
            yield from self._about_manager(kind, at, cause, data)

    def _opened(self, at: int, cause: Data, data: Data) -> Iterator[Data]:
        contact_id, client_id = data["contact_id"], data["client_id"]
        if self._contact(contact_id) is not None:
            return
        desk_id = self._desk_of(data)
        assert desk_id is not None
        client = self._clients.setdefault(client_id, Client())
        client.told.setdefault(desk_id, None)
        snapshots = []
        for each in self._of_coverage(_coverage(client_id, client.data)) if client.data is not None else ():
            member = self._clients[each]
            if member.told.get(desk_id) != member.data:
                member.told[desk_id] = member.data
                snapshots.append({**self._snapshot(each), "at": member.at})
        kept = [each for each in self._early.pop(contact_id, []) if self._is_recent(each["heard"])]
        early = [{key: each[key] for key in ("type", "at", "cause", "data")} for each in kept]
        over = any(each["type"] in ENDS for each in early)
        self._contacts[contact_id] = desk_id, self._arrived if over else None
        more: Data = {"clients": snapshots, "early": early, "late_history": False}
        yield self._command(desk_id, "contact.opened", at, cause, data, **more)
        if client.data is None:
            yield from self._told_of_consents(client_id, {desk_id}, cause)

    def _about_contact(self, kind: str, at: int, cause: Data, data: Data) -> Iterator[Data]:
        contact_id = data["contact_id"]
        desk_id = self._contact(contact_id)
        if desk_id is None:
            kept = {"type": kind, "at": at, "cause": cause, "data": data, "heard": self._arrived}
            self._early.setdefault(contact_id, []).append(kept)
            return
        if kind in ENDS and self._contacts[contact_id][1] is None:
            self._contacts[contact_id] = desk_id, self._arrived
        yield self._command(desk_id, kind, at, cause, data)

    def _client(self, at: int, cause: Data, data: Data) -> Iterator[Data]:
        client_id = data["client_id"]
        client = self._clients.setdefault(client_id, Client())
        if client.data is not None and at < client.at:
            return
        desks = self._who_hears(client_id)
        client.data, client.at = data, at
        desks |= self._who_hears(client_id)
        for desk_id in sorted(desks):
            client.told[desk_id] = data
            yield self._command(desk_id, "client.updated", at, cause, self._snapshot(client_id))
        coverage_id = _coverage(client_id, data)
        yield from self._told_of_consents(coverage_id, self._desks_of(coverage_id), cause)

    def _who_hears(self, client_id: str) -> set[str]:
        client = self._clients[client_id]
        return {*client.told, *self._desks_of(_coverage(client_id, client.data))}

    def _of_coverage(self, coverage_id: str) -> list[str]:
        known = [(each, client.data) for each, client in self._clients.items() if client.data is not None]
        return sorted(each for each, data in known if _coverage(each, data) == coverage_id)

    def _desks_of(self, coverage_id: str) -> set[str]:
        """Homes of its clients, who works with them, and who had to do with one of them."""
        desks: set[str] = set()
        stranger = self._clients.get(coverage_id)
        if stranger is not None and stranger.data is None:
            desks |= set(stranger.told)
        for each in self._of_coverage(coverage_id):
            client = self._clients[each]
            assert client.data is not None
            works_at = self._managers.get(str(client.data["manager_id"]), Manager()).desk_id
            desks |= {client.data["desk_id"], *client.told} | ({works_at} if works_at is not None else set())
        return desks

    def _snapshot(self, client_id: str) -> Data:
        data = self._clients[client_id].data
        assert data is not None
        return {**data, "coverage_id": _coverage(client_id, data)}

    def _consented(self, at: int, cause: Data, data: Data) -> Iterator[Data]:
        key = f"consent/{data['coverage_a']}/{data['coverage_b']}/{data['side']}"
        before = self._consents.get(key)
        consent = self._consents[key] = Consent(at, data)
        desks = self._desks_of(data["coverage_a"]) | self._desks_of(data["coverage_b"])
        for desk_id in sorted(desks | (set() if before is None else before.told)):
            consent.told.add(desk_id)
            yield self._command(desk_id, "wall.consent", at, cause, data)

    def _told_of_consents(self, coverage_id: str, desks: set[str], cause: Data) -> Iterator[Data]:
        for _, consent in sorted(self._consents.items()):
            if coverage_id in (consent.data["coverage_a"], consent.data["coverage_b"]):
                for desk_id in sorted(desks - consent.told):
                    consent.told.add(desk_id)
                    yield self._command(desk_id, "wall.consent", consent.at, cause, consent.data)

    def _about_manager(self, kind: str, at: int, cause: Data, data: Data) -> Iterator[Data]:
        manager = self._managers.setdefault(data["manager_id"], Manager())
        if kind == "manager.updated":
            yield from self._profile(manager, at, cause, data)
        elif kind == "manager.presence":
            since = manager.left_at if manager.presence is None else manager.presence["at"]
            if since is not None and at < since:
                return
            manager.presence = {"at": at, "cause": cause, "data": data}
            if manager.desk_id is not None:
                yield self._command(manager.desk_id, kind, at, cause, data)
        else:
            yield from self._left(manager, at, cause, data)

    def _profile(self, manager: Manager, at: int, cause: Data, data: Data) -> Iterator[Data]:
        joins = manager.desk_id is None
        if joins and manager.left_at is not None and at <= manager.left_at:
            return
        if not joins and at < manager.at:
            return
        desk_id = manager.desk_id = data["desk_id"]
        manager.at = at
        yield self._command(desk_id, "manager.updated", at, cause, data)
        if not joins:
            return
        if manager.presence is not None:
            kept = manager.presence
            yield self._command(desk_id, "manager.presence", kept["at"], kept["cause"], kept["data"])
        for client_id in sorted(self._clients):
            client = self._clients[client_id]
            if client.data is not None and client.data["manager_id"] == data["manager_id"]:
                if client.told.get(desk_id) != client.data:
                    client.told[desk_id] = client.data
                    yield self._command(desk_id, "client.updated", client.at, cause, self._snapshot(client_id))
                yield from self._told_of_consents(_coverage(client_id, client.data), {desk_id}, cause)

    def _left(self, manager: Manager, at: int, cause: Data, data: Data) -> Iterator[Data]:
        desk_id, manager.desk_id, manager.presence = manager.desk_id, None, None
        manager.left_at = max(at, at if manager.left_at is None else manager.left_at)
        if desk_id is not None:
            yield self._command(desk_id, "manager.left", at, cause, data)

    def _null(self, topic: str, key: str, at: int, cause: Data) -> Iterator[Data]:
        if topic == "crm.managers":
            manager = self._managers.get(key.removesuffix("/presence"))
            if manager is None:
                return
            if key.endswith("/presence"):
                manager.presence = None if manager.desk_id is None else manager.presence
            elif manager.desk_id is not None:
                yield from self._left(manager, at, cause, {"manager_id": key})
        elif key.startswith("consent/"):
            consent = self._consents.pop(key, None)
            for desk_id in () if consent is None else sorted(consent.told):
                assert consent is not None
                yield self._command(desk_id, "wall.consent_withdrawn", at, cause, consent.data)
        elif self._clients.get(key, Client()).data is not None:
            yield from self._forgotten(key, at, cause)

    def _forgotten(self, client_id: str, at: int, cause: Data) -> Iterator[Data]:
        client = self._clients[client_id]
        desks = sorted(self._who_hears(client_id))
        gone = {"client_id": client_id, "coverage_id": _coverage(client_id, client.data)}
        self._clients[client_id] = Client(told=dict.fromkeys(client.told))
        for desk_id in desks:
            yield self._command(desk_id, "client.forgotten", at, cause, gone)
        yield from self._told_of_consents(client_id, self._desks_of(client_id), cause)


def _coverage(client_id: str, data: Data | None) -> str:
    of_group = None if data is None else data["group_id"]
    return of_group or client_id


def _whole(kind: str, data: Data) -> Data:
    """With what is left out; what the contract does not know is not passed on."""
    whole = {**DEFAULTS[kind], **{key: value for key, value in data.items() if key != "unheard_of"}}
    if kind == "contact.opened":
        whole["required_skills"] = [{**SKILL, **each} for each in whole["required_skills"]]
    if whole.get("until") is not None:
        whole["until"] = format_instant(parse_instant(whole["until"]))
    return whole
