"""
A small bank's day, made up from a seed: the same seed, length and start give the same bytes.

Contacts come steadily, then in a rush, then calm down; in between, a few things happen that
a router has to cope with. `episodes` tells people of each at its instant.
"""

import random
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from kontor.demo.people import CHANNELS, CLIENTS, MANAGERS, PURPOSES, SKILL_FOR
from kontor.demo.scenario import PATIENCE, SERVICE, Scenario
from models.cloudevent import encode
from models.instants import format_instant
from models.recording import Line

SEED: Final = 7
_SOURCE: Final = "crm/demo"
_STEADY_MS: Final = 230
"""Mean distance between two contacts."""
_RUSH: Final = (0.35, 0.6)
_RUSH_FACTOR: Final = 2.6
_QUIET_END: Final = 0.9
"""From this share of the show on nobody new gets in touch, so that people see the queues empty."""
_DESK_SHARE: Final = (("retail", 5), ("business", 4), ("private", 3))


class Episode(NamedTuple):
    """Something that happens at a share of the show's length, and the sentence about it."""

    share: float
    sentence: str


EPISODES: Final = (
    Episode(
        0.2, "Kira, head of private clients, goes to a meeting: her clients wait a little, then go to her stand-in."
    ),
    Episode(0.3, "The CRM says the same thing twice: the repeat must count once."),
    Episode(_RUSH[0], "Rush hour begins."),
    Episode(0.45, "The CRM sends a broken record: it goes to the dead letters, nothing behind it waits."),
    Episode(0.5, "A head moves a contact by hand: a person's act wins over the router's."),
    Episode(_RUSH[1], "The rush is over. Kira is back."),
    Episode(0.7, "Dmitri leaves the bank: what he had in hand is given to others."),
)


def made_up_bank(start_ms: int, length_ms: int, seed: int = SEED) -> Scenario:
    """The day as a scenario; managers and clients stand before `start_ms`, contacts between it and the end."""
    chance = random.Random(seed)
    lines = [*_people(start_ms - 1), *_contacts(start_ms, length_ms, chance), *_episodes(start_ms, length_ms)]
    return Scenario.of(lines)


def _line(topic: str, key: str, at_ms: int, kind: str, data: Mapping[str, Any], event: str, **sim: int) -> Line:
    value = encode(id=event, source=_SOURCE, type=kind, time=at_ms, subject=key, data=data)
    if sim:  # extension attributes stand beside the others
        extra = ",".join(f'"{name}":{number}' for name, number in sim.items())
        value = value.replace(b'"datacontenttype"', f'{extra},"datacontenttype"'.encode(), 1)
    return Line(topic, key.encode(), at_ms, value)


def _presence(manager: str, at_ms: int, state: str) -> Line:
    event = f"presence/{manager}/{format_instant(at_ms)}"
    data = {"manager_id": manager, "state": state}
    return _line("crm.managers", f"{manager}/presence", at_ms, "manager.presence", data, event)


def _people(at_ms: int) -> Iterator[Line]:
    for data in MANAGERS:
        name = data["manager_id"]
        yield _line("crm.managers", name, at_ms, "manager.updated", data, f"manager/{name}")
        yield _presence(name, at_ms, "available")
    for data in CLIENTS:
        yield _line("crm.clients", data["client_id"], at_ms, "client.updated", data, f"client/{data['client_id']}")


def _contacts(start_ms: int, length_ms: int, chance: random.Random) -> Iterator[Line]:
    at, number = 0.0, 0
    while True:
        pace = _RUSH_FACTOR if _RUSH[0] <= at / length_ms < _RUSH[1] else 1.0
        at += chance.expovariate(pace / _STEADY_MS)
        if at >= length_ms * _QUIET_END:
            return
        number += 1
        yield _contact(f"C-{number:03d}", start_ms + int(at), chance)


def _contact(contact_id: str, at_ms: int, chance: random.Random) -> Line:
    desk = chance.choices([name for name, _ in _DESK_SHARE], [share for _, share in _DESK_SHARE])[0]
    client = chance.choice([each for each in CLIENTS if each["desk_id"] == desk])
    purpose = chance.choice(PURPOSES[desk])
    data: dict[str, Any] = {"contact_id": contact_id, "client_id": client["client_id"]}
    data |= {"channel": chance.choice(CHANNELS), "purpose": purpose, "complexity": chance.choice((1, 1, 2, 4))}
    if purpose in SKILL_FOR:
        data["required_skills"] = [{"skill": SKILL_FOR[purpose], "min_level": 1, "mandatory": desk == "business"}]
    if chance.random() < 0.06:
        data["requested_manager_id"] = chance.choice([m["manager_id"] for m in MANAGERS if m["desk_id"] == desk])
    sim = {SERVICE: chance.choice((1, 2, 2, 3, 3, 4))}
    if desk == "retail":
        sim[PATIENCE] = chance.choice((2, 3, 4))
    event = f"opened/{contact_id}"
    return _line("crm.contacts", client["client_id"], at_ms, "contact.opened", data, event, **sim)


def _episodes(start_ms: int, length_ms: int) -> Iterator[Line]:
    def at(share: float) -> int:
        return start_ms + int(length_ms * share)

    yield _presence("Kira", at(0.2), "away")
    yield _presence("Kira", at(_RUSH[1]), "available")
    twice = {"contact_id": "C-twice", "client_id": "Tea-House", "channel": "phone", "purpose": "new account"}
    for late in (0, 40, 80):
        when = at(0.3) + late
        yield _line("crm.contacts", "Tea-House", when, "contact.opened", twice, "opened/C-twice", **{SERVICE: 2})
    yield Line("crm.contacts", b"Tea-House", at(0.45), b'{"this is": "not closed')
    moved = {"contact_id": "C-moved", "client_id": "Amber-Works", "channel": "branch", "purpose": "credit line"}
    yield _line("crm.contacts", "Amber-Works", at(0.48), "contact.opened", moved, "opened/C-moved", **{SERVICE: 3})
    act = {"contact_id": "C-moved", "manager_id": "Clara", "by": "Boris"}
    yield _line("crm.contacts", "Amber-Works", at(0.5), "contact.reassigned", act, "moved/C-moved")
    yield _line("crm.managers", "Dmitri", at(0.7), "manager.left", {"manager_id": "Dmitri"}, "left/Dmitri")
