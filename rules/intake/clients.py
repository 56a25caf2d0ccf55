"""What the intake does with what is said of clients."""

from models.rejection import Rejection
from rules.intake import tariffs
from rules.intake.client_table import PREFIX
from rules.intake.coverages import NEVER
from rules.intake.heard import Heard
from rules.intake.margin_table import PREFIX as MARGIN_PREFIX
from rules.intake.outbox import Outbox
from rules.intake.state import IntakeState
from rules.intake.walls import audience, make_known, own_desks


def desks_that_care(state: IntakeState, client_id: str) -> set[str]:
    """
    Desks that have to do with the client's coverage as it stands.

    The home desks of its clients, the desks of managers who have one of them in their plan,
    and every desk that ever had a snapshot of one or a contact of the client.
    """
    client = state.clients.get(client_id)
    if client is None:
        return set()
    return {*client.desks, *own_desks(state, client.coverage_id(client_id))}


def _desks_that_hear(state: IntakeState, client_id: str) -> set[str]:
    """Desks that care, those of the rivals, and who once had a snapshot."""
    client = state.clients.get(client_id)
    if client is None:
        return set()
    return {*client.desks, *client.beside, *audience(state, client.coverage_id(client_id))}


def updated(state: IntakeState, heard: Heard, outbox: Outbox) -> Rejection | None:
    """Put a snapshot in force and tell every desk that is to know the coverage, before the change or after."""
    client_id = heard.data["client_id"]
    client = state.clients.get(client_id)
    if client is not None and client.data is not None and heard.at_ms < client.at_ms:
        state.count("stale_snapshot")
        return None
    care = desks_that_care(state, client_id)
    hear = _desks_that_hear(state, client_id)
    was = None if client is None or client.data is None else client.coverage_id(client_id)
    client = state.clients.put(client_id, heard.data, heard.at_ms, heard.place)
    care |= desks_that_care(state, client_id)
    snapshot, bare = state.snapshot(client_id), client.snapshot(client_id)
    for desk_id in sorted(care | hear | _desks_that_hear(state, client_id)):
        if desk_id in care:
            state.clients.told(client_id, desk_id)
        else:
            client.beside[desk_id] = client.version
        outbox.tell(desk_id, "client.updated", heard, snapshot if desk_id in care else bare)
    make_known(state, client.coverage_id(client_id), heard, outbox)
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
    desks = sorted(_desks_that_hear(state, client_id))
    client = state.clients.put(client_id, None, 0, NEVER)
    client.desks, client.beside = dict.fromkeys(sorted(client.desks), NEVER), {}
    if state.margins.forget(client_id):
        state.touch(MARGIN_PREFIX + client_id)
    state.touch(PREFIX + client_id)
    state.forget_stranger(client_id)
    for desk_id in desks:
        outbox.tell(desk_id, "client.forgotten", heard, data)
    make_known(state, client_id, heard, outbox)
    tariffs.client_forgotten(state, heard, client_id, data["coverage_id"], outbox)
