"""Random recordings of a bank's topics, each from one seed: what the CRM says, late, twice, in pieces and badly."""

from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from models.instants import format_instant
from models.policy import Policy
from rules.policy import check
from tests.oracle.policies import random_policy
from tests.oracle.records import Data

START: Final = 1_764_000_000_000
PAUSES: Final = (0, 0, 1, 500, 999, 1_000, 2_000, 5_000, 5_000, 10_000, 20_000, 30_000, 60_000, 130_000, 600_000)
LATE: Final = (1, 700, 5_000, 45_000, 3_000_000, 10**12)
"""How far an event's own time may lie before its arrival, ms: also beyond what is believed."""
CLIENTS: Final = ("C0", "C1", "C2", "Ж/клиент", "c|2", "C5", "C" * 256)
GROUPS: Final = (None, None, None, "G1", "C1", "Ж/клиент")
"""A holding may be called as a client is."""
MANAGERS: Final = ("M0", "M1", "M2", "М-7/é", "M|4", "M5")
CHANNELS: Final = ("branch", "phone", "callback", "chat", "chat", "email", "web")
BAD: Final[tuple[tuple[str, Data], ...]] = (
    ("invalid", {"complexity": 0}),
    ("invalid", {"complexity": 2.0}),
    ("invalid", {"priority": True}),
    ("invalid", {"priority": 10}),
    ("invalid", {"channel": "fax"}),
    ("invalid", {"contact_id": ""}),
    ("invalid", {"contact_id": "K" * 257}),
    ("invalid", {"client_id": None}),
    ("invalid", {"required_skills": [{"skill": "cards", "min_level": 6}]}),
    ("invalid", {"desk_id": "D/1"}),
)
ODD: Final[tuple[tuple[str, Any], ...]] = (
    ("invalid", None),
    ("not_cloudevent", {"specversion": "0.3"}),
    ("not_cloudevent", {"time": "2025-11-24T16:00:00"}),
    ("not_cloudevent", {"time": "yesterday"}),
    ("not_cloudevent", {"id": ""}),
    ("not_cloudevent", {"source": 7}),
    ("unknown_type", {"type": "contact.opened.v2"}),
    ("unknown_type", {"type": "client.updated"}),
    ("invalid", {"data": [1]}),
    ("invalid", {"data": None}),
)


@dataclass
class Bank:
    """What the maker of one recording remembers."""

    random: Random
    desks: tuple[str, ...]
    now: int = START
    number: int = 0
    lines: list[tuple[Data, str | None]] = field(default_factory=list)
    """Each with what is wrong with its form."""
    live: list[str] = field(default_factory=list)
    opened: int = 0
    cooling_off_s: int = 31_536_000
    horizon_s: int = 604_800
    """Both the same in all its policies: what was forgotten under one is not brought back by another."""
    at_desk: dict[str, str] = field(default_factory=dict)
    """Where each manager works, whenever he works."""
    homes: dict[str, str] = field(default_factory=dict)

    def some(self, values: Any) -> Any:
        return self.random.choice(list(values))

    def chance(self, of_hundred: int) -> bool:
        return self.random.randrange(100) < of_hundred

    def say(self, topic: str, key: str, kind: str, data: Data, *, exact: bool = False) -> None:
        """One event, now and then late, ahead, without a time or by another clock's offset; now and then again."""
        self.number += 1
        value: Data = {"specversion": "1.0", "id": f"e{self.number}", "source": "crm/1", "type": kind}
        value |= {"time": format_instant(self.now), "data": data}
        if not exact and self.chance(12):
            value["time"] = format_instant(self.now - self.some(LATE))
        elif self.chance(3):
            value["time"] = format_instant(self.now + self.some((1, 60_000, 10**11)))
        elif self.chance(3):
            del value["time"]
        elif self.chance(3):
            value["time"] = format_instant(self.now + 10_800_000).removesuffix("Z") + "999+03:00"
        self.put(topic, key, value)

    def put(self, topic: str, key: str, value: Any, fault: str | None = None) -> None:
        line = {"topic": topic, "key": key, "timestamp_ms": self.now, "value": value, "headers": {}}
        self.lines.append((line, fault))


def make_recording(seed: int, length: int = 80) -> list[tuple[Data, str | None]]:
    """Make one recording; odd seeds are a bank of one desk with rivals, even ones of two desks without any."""
    bank = Bank(Random(seed), ("D1",) if seed % 2 else ("D1", "Отдел 2"))
    bank.cooling_off_s = bank.some((20, 120, 31_536_000))
    if len(bank.desks) == 1:
        bank.horizon_s = bank.some((1, 30, 600, 604_800))
    happenings = _happenings(bank)
    if bank.chance(80):
        activate(bank)
    for manager_id in MANAGERS[: bank.some((0, 1, 2, 4))]:
        manager(bank, manager_id)
    for client_id in CLIENTS[: bank.some((0, 3, 6))]:
        client(bank, client_id)
    activate(bank)
    while len(bank.lines) < length:
        bank.now += bank.some(PAUSES)
        bank.some(happenings)(bank)
    return bank.lines


def _happenings(bank: Bank) -> list[Any]:
    usual = [*[opened] * 9, *[followed] * 9, *[presence] * 5, *[any_manager] * 2, *[any_client] * 3]
    rare = [leaving, forgotten, again, again, bad, odd, early, silence, activated_anew]
    return [*usual, *rare, consent] if len(bank.desks) == 1 else [*usual, *rare]


def activate(bank: Bank) -> None:
    policy = _policy(bank)
    while any(finding.kind.level == "error" for finding in check(policy)):
        policy = _policy(bank)
    data = {"policy": policy.canonical, "version": policy.version}
    bank.say("kontor.policies", "policy", "policy.activated", data)


def _policy(bank: Bank) -> Policy:
    plain = random_policy(bank.random, cooling_off_s=bank.cooling_off_s, crowded=bank.chance(25))
    if bank.chance(30):
        plain["late_limit_s"] = bank.some((0, 2, 60, 86_400))
    plain["duplicates"] = {"horizon_s": bank.horizon_s}
    if bank.chance(50):
        plain["desks"] = {bank.some(bank.desks): _override(bank)}
    return Policy.from_canonical(plain)


def _override(bank: Bank) -> Data:
    keys: Data = {
        "contact_weight": {"channel": {"chat": 3}},
        "wrap_up_s": {"web": 7, "chat": 1},
        "default_capacity": bank.some((0, 3)),
        "lines": [{"max_load_ppm": bank.some((1, 333_333, 999_999)), "escalate_after_s": None}],
        "queue": {"bound_s": 0},
        "offer": {"enabled": bank.chance(50), "decline_limit": 1},
        "presence": {"when_silent": "nobody", "silent_after_s": 61},
        "incumbent_memory_s": 1,
        "walls": {"unknown_client": "open"},
        "coverage": {"backup_share_ppm": 999_999},
    }
    return {key: value for key, value in keys.items() if bank.chance(30)}


def activated_anew(bank: Bank) -> None:
    if bank.chance(50):
        activate(bank)


def manager(bank: Bank, manager_id: str) -> None:
    desk_id = bank.at_desk.setdefault(manager_id, bank.some(bank.desks))
    data: Data = {"manager_id": manager_id, "desk_id": desk_id, "segments": bank.some((["sme", "retail"], ["sme"]))}
    more: Data = {
        "industries": bank.some(([], ["oil"])),
        "skills": bank.some(({"cards": 3}, {"cards": 0}, {"навык": 5})),
        "languages": bank.some((["ru", "en"], ["ru"])),
        "grade": bank.some((1, 3, 5)),
        "head": bank.chance(30),
        "deputy": bank.chance(30),
        "capacity": bank.some((0, 1, 3, 9, 1_000_000, None)),
        "channels": bank.some(({}, {"phone": 1}, {"chat": 0, "web": 1})),
        "unheard_of": {"deep": [1.5]},
    }
    data |= {key: value for key, value in more.items() if bank.chance(70)}
    bank.say("crm.managers", manager_id, "manager.updated", data)
    if bank.chance(70):
        said = {"manager_id": manager_id, "state": "available"}
        bank.say("crm.managers", f"{manager_id}/presence", "manager.presence", said)


def any_manager(bank: Bank) -> None:
    manager(bank, bank.some(MANAGERS))


def presence(bank: Bank) -> None:
    """Also of managers nobody knows yet."""
    data: Data = {"manager_id": bank.some(MANAGERS)}
    data["state"] = bank.some((*["available"] * 6, "busy", "wrap_up", "away", "leave", "offline"))
    if bank.chance(20):
        until = format_instant(bank.now + bank.some((-5_000, 0, 10_000, 20_000, 600_000)))
        data["until"] = until.replace("Z", "+00:00")
    bank.say("crm.managers", f"{data['manager_id']}/presence", "manager.presence", data)


def leaving(bank: Bank) -> None:
    manager_id = bank.some(MANAGERS)
    if bank.chance(50):
        bank.say("crm.managers", manager_id, "manager.left", {"manager_id": manager_id})
    if bank.chance(50):
        bank.put("crm.managers", bank.some((manager_id, f"{manager_id}/presence")), None)


def client(bank: Bank, client_id: str) -> None:
    walls = len(bank.desks) == 1
    data: Data = {"client_id": client_id, "segment": bank.some(("sme", "retail"))}
    data["desk_id"] = bank.homes.setdefault(client_id, bank.some(bank.desks))
    more: Data = {
        "tier": bank.some(("standard", "vip")),
        "industry": bank.some((None, "oil")),
        "group_id": bank.some(GROUPS),
        "manager_id": bank.some((None, *MANAGERS)),
        "backup_manager_id": bank.some((None, *MANAGERS)),
        "rivals": bank.some(([], ["C0", client_id], ["G1", "C5"], ["nobody"])) if walls else [],
        "conflict_classes": bank.some(([], ["X"], ["X", "X", "Y"])) if walls else [],
        "language": bank.some((None, "ru", "en", "zz")),
        "planned": bank.chance(30),
        "unheard_of": None,
    }
    data |= {key: value for key, value in more.items() if bank.chance(50)}
    bank.say("crm.clients", client_id, "client.updated", data)


def any_client(bank: Bank) -> None:
    client(bank, bank.some(CLIENTS))


def forgotten(bank: Bank) -> None:
    if bank.chance(30):
        bank.put("crm.clients", bank.some(CLIENTS), None)


def consent(bank: Bank) -> None:
    smaller, larger = sorted(bank.random.sample(("C0", "C1", "C5", "G1", "Ж/клиент"), 2))
    for side in bank.some((("a",), ("b",), ("a", "b"))):
        key = f"consent/{smaller}/{larger}/{side}"
        data: Data = {"coverage_a": smaller, "coverage_b": larger, "by": "B1", "side": side}
        if bank.chance(30):
            data["until"] = format_instant(bank.now + bank.some((0, 1_000, 60_000)))
        if bank.chance(20):
            bank.put("crm.clients", key, None)
        else:
            bank.say("crm.clients", key, "wall.consent", data)


def opened(bank: Bank) -> None:
    contact_id = f"K{bank.opened}|ё"
    bank.opened += 1
    bank.live.append(contact_id)
    _open(bank, contact_id)


def _open(bank: Bank, contact_id: str) -> None:
    client_id = bank.some(CLIENTS)
    data: Data = {"contact_id": contact_id, "client_id": client_id, "channel": bank.some(CHANNELS)}
    more: Data = {
        "purpose": bank.some((None, "deposit")),
        "product": bank.some((None, "card")),
        "language": bank.some((None, "en")),
        "complexity": bank.some((1, 3, 5)),
        "priority": bank.some((0, 2, 9)),
        "required_skills": bank.some(([], [{"skill": "cards"}], [{"skill": "навык", "mandatory": False}])),
        "requested_manager_id": bank.some((None, *MANAGERS, "nobody")),
        "desk_id": bank.some(bank.desks),
        "unheard_of": "x",
    }
    data |= {key: value for key, value in more.items() if bank.chance(40)}
    bank.say("crm.contacts", client_id, "contact.opened", data)


def followed(bank: Bank) -> None:
    """What is said of a contact that is open, or was."""
    if bank.live:
        contact_id = bank.some(bank.live)
        kind = bank.some(("closed", "closed", "abandoned", "accepted", "accepted", "declined", "reassigned"))
        for manager_id in MANAGERS if kind in ("accepted", "declined") else (bank.some((*MANAGERS, "nobody")),):
            _follow(bank, contact_id, kind, manager_id)
        if kind in ("closed", "abandoned") and bank.chance(70):
            bank.live.remove(contact_id)


def _follow(bank: Bank, contact_id: str, kind: str, manager_id: str) -> None:
    of_manager = {"contact_id": contact_id, "manager_id": manager_id}
    data: Data = {
        "closed": {"contact_id": contact_id, "outcome": bank.some((None, "", "продано"))},
        "abandoned": {"contact_id": contact_id},
        "accepted": of_manager,
        "declined": {**of_manager, "reason": "занят"},
        "reassigned": {**of_manager, "by": "B1"},
    }[kind]
    bank.say("crm.contacts", "whoever", f"contact.{kind}", data)


def early(bank: Bank) -> None:
    """Something of a contact that is opened only then."""
    contact_id = f"K{bank.opened}|ё"
    bank.opened += 1
    for _ in range(bank.some((1, 1, 2))):
        _follow(bank, contact_id, bank.some(("closed", "abandoned", "accepted", "reassigned")), bank.some(MANAGERS))
        bank.now += bank.some(PAUSES)
    _open(bank, contact_id)
    bank.live.append(contact_id)


def again(bank: Bank) -> None:
    """An event twice, word by word or with other words; a contact opened twice."""
    said = [line for line, fault in bank.lines[-20:] if fault is None and line["value"] is not None]
    if said:
        line = bank.some(said)
        if line["topic"] == "kontor.policies":
            return
        value = line["value"]
        if value["type"] == "contact.opened":
            value = {**value, "id": value["id"] if bank.chance(50) else f"again{bank.number}"}
            bank.number += 1
            # Later than a horizon it would be another contact, and the oracle's desks keep only one of an id.
            if bank.now - line["timestamp_ms"] >= bank.horizon_s * 1000:
                return
        bank.put(line["topic"], line["key"], value)


def bad(bank: Bank) -> None:
    """A contact that is none; put right, its id counts."""
    fault, wrong = bank.some(BAD)
    data: Data = {"contact_id": f"bad{bank.number}", "client_id": "C0", "channel": "chat", "desk_id": "D1"}
    bank.number += 1
    value: Data = {"specversion": "1.0", "id": f"e{bank.number}", "source": "crm/1", "type": "contact.opened"}
    value["time"] = format_instant(bank.now)
    bank.put("crm.contacts", "C0", {**value, "data": {**data, **wrong}}, fault)
    if bank.chance(50):
        bank.put("crm.contacts", "C0", {**value, "data": data})


def odd(bank: Bank) -> None:
    """No event of the topic at all."""
    fault, wrong = bank.some(ODD)
    bank.number += 1
    value: Data = {"specversion": "1.0", "id": f"e{bank.number}", "source": "crm/1", "type": "contact.opened"}
    bank.put("crm.contacts", "C0", None if wrong is None else {**value, "data": {}, **wrong}, fault)


def silence(bank: Bank) -> None:
    """Nothing for long."""
    bank.now += bank.some((3_700_000, 7_200_000, 90_000_000))
