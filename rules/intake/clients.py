"""What the intake does with what is said of clients."""

import orjson

from models.rejection import Rejection
from rules.intake import tariffs
from rules.intake.client_table import NEVER, PREFIX
from rules.intake.heard import Heard
from rules.intake.margin_table import PREFIX as MARGIN_PREFIX
from rules.intake.outbox import Outbox
from rules.intake.state import CONSENT_PREFIX, IntakeState


def desks_that_care(state: IntakeState, client_id: str) -> set[str]:
    """
    Desks that have to do with the client's coverage as it stands.

    The home desks of its clients, the desks of managers who have one of them in their plan,
    and every desk that ever had a snapshot of one or a contact of the client.
    """
    client = state.clients.get(client_id)
    if client is None:
        return set()
    desks = set(client.desks)
    coverage = state.clients.coverage(client_id)
    if coverage is not None:
        desks.update(coverage.desks)
        of_plans = (state.managers.desk_of(planner) for planner in coverage.planners)
        desks.update(desk_id for desk_id in of_plans if desk_id is not None)
    return desks


def updated(state: IntakeState, heard: Heard, outbox: Outbox) -> Rejection | None:
    """Put a snapshot in force and tell every desk that cares for the coverage, before the change or after."""
    client_id = heard.data["client_id"]
    client = state.clients.get(client_id)
    if client is not None and client.data is not None and heard.at_ms < client.at_ms:
        state.count("stale_snapshot")
        return None
    before = desks_that_care(state, client_id)
    was = None if client is None or client.data is None else client.coverage_id(client_id)
    state.clients.put(client_id, heard.data, heard.at_ms, heard.place)
    snapshot = state.snapshot(client_id)
    for desk_id in sorted(before | desks_that_care(state, client_id)):
        state.clients.told(client_id, desk_id)
        outbox.tell(desk_id, "client.updated", heard, snapshot)
    state.touch(PREFIX + client_id)
    tariffs.client_updated(state, heard, was, outbox)
    return None


def forgotten(state: IntakeState, heard: Heard, client_id: str, outbox: Outbox) -> None:
    """Forget a client; contacts that go on are those of a client nobody knows."""
    client = state.clients.get(client_id)
    if client is None or client.data is None:
        state.count("unknown_client")
        return
    data = {"client_id": client_id, "coverage_id": client.coverage_id(client_id)}
    desks = sorted(desks_that_care(state, client_id))
    client = state.clients.put(client_id, None, 0, NEVER)
    client.desks = dict.fromkeys(sorted(client.desks), NEVER)
    if state.margins.forget(client_id):
        state.touch(MARGIN_PREFIX + client_id)
    state.touch(PREFIX + client_id)
    state.forget_stranger(client_id)
    for desk_id in desks:
        outbox.tell(desk_id, "client.forgotten", heard, data)
    tariffs.client_forgotten(state, heard, client_id, data["coverage_id"], outbox)


def consented(state: IntakeState, heard: Heard, _outbox: Outbox) -> Rejection | None:
    """Keep one side's consent. No desk hears of it before there are walls."""
    data = heard.data
    key = f"{CONSENT_PREFIX}{data['coverage_a']}/{data['coverage_b']}/{data['side']}"
    state.consents[key] = orjson.dumps({"at": heard.at_ms, "data": data})
    state.touch(key)
    return None


def withdrawn(state: IntakeState, key: str) -> None:
    """Take a consent back, named by its key."""
    if state.consents.pop(key, None) is None:
        state.count("unknown_consent")
    else:
        state.touch(key)
