"""What the intake does with what is said of margins."""

from models.rejection import Rejection
from rules.intake import tariffs
from rules.intake.client_table import PREFIX as CLIENT_PREFIX
from rules.intake.clients import desks_that_care
from rules.intake.heard import Heard
from rules.intake.margin_table import PREFIX
from rules.intake.outbox import Outbox
from rules.intake.state import IntakeState


def recorded(state: IntakeState, heard: Heard, outbox: Outbox) -> Rejection | None:
    """Keep a month's margin, and tell the desks that care for the coverage, and its tariffs."""
    _tell_desks(state, heard, outbox)
    return tariffs.acted(state, heard, outbox)


def _tell_desks(state: IntakeState, heard: Heard, outbox: Outbox) -> None:
    """Desks that hear of the client later have his margins with the snapshot."""
    data = heard.data
    client_id, month, currency = data["client_id"], data["month"], data["currency"]
    margin = data["credit_minor"] + data["non_credit_minor"] - data["cost_minor"]
    state.margins.put(client_id, month, margin, currency)
    state.touch(PREFIX + client_id)
    client = state.clients.get(client_id)
    if client is None or client.data is None:
        return
    told = {"client_id": client_id, "month": month, "margin_minor": margin, "currency": currency}
    for desk_id in sorted(desks_that_care(state, client_id)):
        if desk_id not in client.desks:
            # It has had other clients of the holding, not this one: his snapshot brings all his margins.
            outbox.tell(desk_id, "client.updated", heard, state.snapshot(client_id))
            state.clients.told(client_id, desk_id)
            state.touch(CLIENT_PREFIX + client_id)
        else:
            outbox.tell(desk_id, "margin.recorded", heard, told)
