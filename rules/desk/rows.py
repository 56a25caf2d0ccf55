"""The desk's rows: all that is written down, and nothing that can be derived."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

import orjson

from models.shared_text import shared
from rules.desk.client import Client, Coverage, Past, Served
from rules.desk.contact import ENDED, Contact
from rules.desk.desk import Desk
from rules.desk.hand_over import encode_hand_over
from rules.desk.staff import Manager
from rules.desk.stay import encode_stay

_CONTACT = (
    "id",
    "client_id",
    "channel",
    "complexity",
    "priority",
    "language",
    "purpose",
    "product",
    "chosen",
    "skills",
    "opened_at",
    "status",
    "attempt",
    "escalated",
    "refused",
    "steps",
    "manager_id",
    "origin",
    "step",
    "split_reason",
    "assigned_at",
    "assigned_seq",
    "waited_s",
    "answered_at",
    "ended_at",
    "wrap_until",
    "over_since",
    "declined",
    "tries",
    "offered_at",
    "expires_at",
    "offer_seq",
    "offer_told",
    "held_since",
)
_OVERFLOWN = ("home", "home_lead", "home_split", "wide", "asked", "asks", "tried", "moves")
"""What only contacts have that were offered to another desk, or moved by people."""
_LOST = ("first_assigned_at", "first_answered_at")
"""What only contacts have that an earlier manager has lost."""
_ENDED = (
    "id",
    "client_id",
    "channel",
    "complexity",
    "opened_at",
    "status",
    "manager_id",
    "ended_at",
    "wrap_until",
)
"""All that is kept of a contact that is over: it only has to be known as one."""
_FEW = ("client_id", "channel", "status", "manager_id")
"""Texts that many contacts have in common: a horizon's contacts are many, so each text is kept once."""
_LIVES_ON = {"priority": 0, "language": None, "purpose": None, "product": None, "chosen": None, "skills": ()}
_MANAGER = (
    "id",
    "at",
    "profile",
    "employed",
    "left_at",
    "last_day",
    "state",
    "until",
    "heard_at",
    "since",
    "last_seq",
    "last_at",
    "first_at",
    "returned_at",
    "missed",
    "set_aside_since",
    "came_at",
    "absent_since",
    "absent_last",
    "absence_due_since",
    "concentrated_since",
    "joined",
)
_SELDOM = ("given", "move", "awaits", "away")
"""What few managers have."""
_COVERAGE = (
    "id",
    "lead",
    "backup",
    "origin",
    "free_since",
    "recorded",
    "lead_since",
    "lead_at",
    "led_by",
    "led_since",
    "rotation_since",
    "past",
    "breaches",
)
_DESK = ("id", "first_at", "clock", "seq", "acts", "heard_at", "silent_since", "infeasible_since", "margin_month")

_of_contact, _of_ended = attrgetter(*_CONTACT), attrgetter(*_ENDED)
_of_manager, _of_coverage = attrgetter(*_MANAGER), attrgetter(*_COVERAGE)


def encode_contact(contact: Contact) -> bytes:
    """The row of a contact."""
    if contact.status == ENDED:
        return orjson.dumps(dict(zip(_ENDED, _of_ended(contact), strict=True)))
    row = dict(zip(_CONTACT, _of_contact(contact), strict=True))
    if contact.asks or contact.moves:
        row |= {name: getattr(contact, name) for name in _OVERFLOWN}
    if contact.unskilled is not None:
        row["unskilled"] = contact.unskilled
    if contact.first_assigned_at is not None:
        row |= {name: getattr(contact, name) for name in _LOST}
    return orjson.dumps(row)


def decode_contact(row: Mapping[str, Any]) -> Contact:
    """The contact of a row."""
    fields = _LIVES_ON | dict(row)
    for name in _FEW:
        if fields[name] is not None:
            fields[name] = shared(fields[name])
    if fields.get("unskilled") is not None:
        fields["unskilled"] = tuple(fields["unskilled"])
    if "tried" in fields:
        fields["tried"] = tuple(fields["tried"])
    fields["skills"] = tuple((code, level, mandatory) for code, level, mandatory in fields["skills"])
    fields["declined"] = tuple(fields.get("declined", ()))
    return Contact(**fields)


def encode_manager(manager: Manager) -> bytes:
    """The row of a manager."""
    row = dict(zip(_MANAGER, _of_manager(manager), strict=True))
    row |= {name: value for name in _SELDOM if (value := getattr(manager, name))}
    return orjson.dumps(row)


def decode_manager(row: Mapping[str, Any]) -> Manager:
    """The manager of a row."""
    manager = Manager(**row)
    manager.take_profile(row["profile"], row["at"])
    return manager


def encode_client(client: Client) -> bytes | None:
    """The row of a client; None when there is nothing to say of him."""
    if client.data is None and client.served is None and not client.past and not client.margins:
        return None
    served = None if client.served is None else tuple(client.served)  # orjson takes no named tuples
    said = {"id": client.id, "at": client.at, "data": client.data, "served": served}
    said |= {"plan_since": client.plan_since, "past": _written(client.past)}
    return orjson.dumps(said | {"margins": client.margins} if client.margins else said)


def _history(coverage: Coverage) -> dict[str, Any]:
    return {"past": _written(coverage.past), "breaches": dict(sorted(coverage.breaches.items()))}


def _written(past: Mapping[str, Past]) -> dict[str, tuple[int, int]]:
    return {manager_id: (each.began, each.at) for manager_id, each in sorted(past.items())}


def _read(row: Mapping[str, Any]) -> dict[str, Past]:
    """Rows of before there were walls know no past."""
    return {manager_id: Past(*each) for manager_id, each in row.get("past", {}).items()}


def decode_client(row: Mapping[str, Any]) -> Client:
    """The client of a row."""
    served = row["served"]
    return Client(
        row["id"],
        row["at"],
        row["data"],
        None if served is None else Served(*served),
        margins={month: (margin, currency) for month, (margin, currency) in row.get("margins", {}).items()},
        plan_since=row.get("plan_since", 0),
        past=_read(row),
    )


def encode_coverage(coverage: Coverage) -> bytes | None:
    """The row of a coverage; None where nothing is on record, nobody leads it and nobody served it."""
    if not (coverage.recorded or coverage.led_by is not None or coverage.past or coverage.breaches):
        return None
    return orjson.dumps(dict(zip(_COVERAGE, _of_coverage(coverage), strict=True)) | _history(coverage))


def decode_coverage(row: Mapping[str, Any]) -> Coverage:
    """The coverage of a row."""
    breaches = {manager_id: (rival, since) for manager_id, (rival, since) in row.get("breaches", {}).items()}
    return Coverage(**{"recorded": True} | dict(row) | {"past": _read(row), "breaches": breaches})


def encode_desk(desk: Desk) -> bytes:
    """The row of the desk itself."""
    version = None if desk.tables is None else desk.tables.version
    row = {name: getattr(desk, name) for name in _DESK} | {"policy_version": version}
    if desk.opened:
        row["opened"] = desk.opened
    return orjson.dumps(row)


def row_of(desk: Desk, kind: str, entity_id: str) -> bytes | None:
    """The row of one thing at a desk as it now is; None when it is gone."""
    if kind == "contact":
        contact = desk.contacts.get(entity_id)
        return None if contact is None else encode_contact(contact)
    if kind == "manager":
        return encode_manager(desk.managers[entity_id])
    if kind == "pace":
        return orjson.dumps(desk.pace.at(int(entity_id)))
    if kind == "client":
        client = desk.clients.get(entity_id)
        return None if client is None else encode_client(client)
    if kind in {"introduced", "consent", "handover", "elsewhere"}:
        return _said_row(desk, kind, entity_id)
    coverage = desk.coverages.get(entity_id)
    return None if coverage is None else encode_coverage(coverage)


def _said_row(desk: Desk, kind: str, entity_id: str) -> bytes | None:
    """The row of a consent, of whom a coverage knows, of a leaver's hand-over, or of what one has at another desk."""
    if kind == "elsewhere":
        manager_id, _, former = entity_id.rpartition("/")
        stay = desk.elsewhere.get(manager_id, {}).get(former)
        return None if stay is None else encode_stay(stay)
    if kind == "handover":
        return encode_hand_over(desk.hand_overs[entity_id])
    if kind == "consent":
        said = desk.rivals.consents.get(entity_id)
        return None if said is None else orjson.dumps(said)
    known = desk.introduced.get(entity_id)
    return None if known is None else orjson.dumps({"coverage_id": entity_id, "managers": known})
