"""What the intake does with what is said of contacts."""

from collections.abc import Mapping
from typing import Any

import orjson

from models.rejection import Rejection
from rules.intake.client_table import PREFIX as CLIENT_PREFIX
from rules.intake.contact_table import EARLY_PREFIX, PREFIX, Contact
from rules.intake.coverages import NEVER
from rules.intake.heard import Heard
from rules.intake.outbox import Outbox
from rules.intake.serving import let_go
from rules.intake.state import IntakeState
from rules.intake.walls import make_known_at

ENDS: frozenset[str] = frozenset({"contact.closed", "contact.abandoned"})
MOVED = "contact.reassigned"
MOST_WITHIN_BYTES = 64 * 1024
"""Snapshots carried within a `contact.opened`; what is over goes ahead one by one: no record may grow too large."""


def opened(state: IntakeState, heard: Heard, outbox: Outbox) -> Rejection | None:
    """Find the contact's desk, and tell it all it needs to decide."""
    data = heard.data
    contact_id, client_id = data["contact_id"], data["client_id"]
    expired_ms = heard.now_ms - state.horizon_ms
    if state.contacts.get(contact_id, expired_ms) is not None:
        state.count("contact_again")
        return None
    if state.start_ms is not None and 0 <= heard.origin.timestamp_ms < state.start_ms:
        _enter_history(state, heard, contact_id)
        return None
    desk_id = _desk_of(state, data)
    if desk_id is None:
        return Rejection("invalid", ("no desk",))
    snapshots = snapshots_for(state, heard, desk_id, outbox)
    kept = state.contacts.take_early(contact_id, expired_ms)
    early = []
    contact = Contact(desk_id, client_id)
    if kept is not None:
        state.touch(EARLY_PREFIX + contact_id)
        early = [{name: each[name] for name in ("type", "at", "cause", "data")} for each in kept]
        if any(each["type"] in ENDS for each in kept):
            contact = _ended(state, heard, contact_id, contact)
    state.contacts.put(contact_id, contact)
    state.touch(PREFIX + contact_id)
    outbox.tell(desk_id, "contact.opened", heard, data, clients=snapshots, early=early, late_history=False)
    return None


def _desk_of(state: IntakeState, data: Mapping[str, Any]) -> str | None:
    client = state.clients.get(data["client_id"])
    desk_id: str | None = data["desk_id"]
    return desk_id or (client.data["desk_id"] if client is not None and client.data is not None else None)


def is_without_desk(state: IntakeState, data: Mapping[str, Any], timestamp_ms: int, expired_ms: int) -> bool:
    """Whether an opening will be rejected: it is none of a contact known or of history, and says no desk."""
    return (
        state.contacts.get(data["contact_id"], expired_ms) is None
        and not (state.start_ms is not None and 0 <= timestamp_ms < state.start_ms)
        and _desk_of(state, data) is None
    )


def _enter_history(state: IntakeState, heard: Heard, contact_id: str) -> None:
    state.count("history")
    if state.contacts.take_early(contact_id, heard.now_ms) is not None:
        state.touch(EARLY_PREFIX + contact_id)
    state.contacts.put(contact_id, _ended(state, heard, contact_id, Contact(None, None)))
    state.touch(PREFIX + contact_id)


def _ended(state: IntakeState, heard: Heard, contact_id: str, contact: Contact) -> Contact:
    state.horizon.keep(heard.now_ms, heard.place, PREFIX + contact_id)
    return contact._replace(ended_ms=heard.now_ms, ended_place=heard.place)


def snapshots_for(state: IntakeState, heard: Heard, desk_id: str, outbox: Outbox) -> list[orjson.Fragment]:
    """What the desk has not had of the contact's client and his holding; marks it as had."""
    client_id = heard.data["client_id"]
    client = state.clients.get(client_id)
    if client is None:
        client = state.clients.put(client_id, None, 0, NEVER)
    if client.data is None:
        # Nobody knows him yet: remember that this desk wants to hear when somebody does.
        if desk_id not in client.desks:
            state.clients.told(client_id, desk_id)
            state.touch(CLIENT_PREFIX + client_id)
        make_known_at(state, client_id, desk_id, heard, outbox)
        return []
    within: list[orjson.Fragment] = []
    room = MOST_WITHIN_BYTES
    for member_id, member in state.clients.missing(client_id, desk_id):
        state.clients.told(member_id, desk_id)
        state.touch(CLIENT_PREFIX + member_id)
        snapshot = state.snapshot(member_id)
        encoded = orjson.dumps({**snapshot, "at": member.at_ms})
        room -= len(encoded)
        if room < 0:
            ahead = {"type": "client.updated", "at": member.at_ms, "cause": heard.cause(), "data": snapshot}
            outbox.tell_kept(desk_id, ahead, heard)
        else:
            within.append(orjson.Fragment(encoded))
    make_known_at(state, client.coverage_id(client_id), desk_id, heard, outbox)
    return within


def followed(state: IntakeState, heard: Heard, outbox: Outbox) -> Rejection | None:
    """Pass on what is said of a contact after its opening; keep it if there was none yet."""
    contact_id = heard.data["contact_id"]
    contact = state.contacts.get(contact_id, heard.now_ms - state.horizon_ms)
    if contact is None:
        _keep(state, heard, contact_id)
    elif contact.desk_id is None:
        state.count("history")
    elif contact.asked is not None:
        # Nobody knows yet at which desk it lives.
        _keep(state, heard, contact_id)
    else:
        follow(state, heard, contact_id, contact, heard.type or "")
        outbox.tell(contact.desk_id, heard.type or "", heard, heard.data)
    return None


def follow(state: IntakeState, heard: Heard, contact_id: str, contact: Contact, kind: str) -> Contact:
    """Note what the intake itself has to know of what it passes on."""
    now = contact
    if kind in ENDS and contact.ended_ms is None:
        now = _ended(state, heard, contact_id, contact)
        let_go(state, contact_id)
    elif kind == MOVED:
        now = contact._replace(moves=contact.moves + 1)
    if now is not contact:
        state.contacts.put(contact_id, now)
        state.touch(PREFIX + contact_id)
    return now


def _keep(state: IntakeState, heard: Heard, contact_id: str) -> None:
    kept = {"type": heard.type, "at": heard.at_ms, "cause": heard.cause(), "data": heard.data}
    if state.contacts.keep_early(contact_id, {**kept, "heard": heard.now_ms, "place": heard.place}):
        state.count("early")
        state.touch(EARLY_PREFIX + contact_id)
        state.horizon.keep(heard.now_ms, heard.place, EARLY_PREFIX + contact_id)
    else:
        state.count("early_too_many")
