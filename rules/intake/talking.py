"""A manager will speak to a client: his coverage's tariffs are told, if they know anything of it."""

from rules.intake.heard import Heard
from rules.intake.outbox import Outbox
from rules.intake.serving import held
from rules.intake.state import IntakeState
from rules.intake.tariffs import tell


def assigned(state: IntakeState, heard: Heard, outbox: Outbox) -> None:
    """Note whose the contact is, and pass that on; a coverage that was never told anything has nothing to say."""
    held(state, heard, outbox)
    coverage_id = state.clients.coverage_of(heard.data["client_id"])
    if state.tariffs.asked is not None and coverage_id in state.tariffs.told:
        tell(state, heard, coverage_id, "contact.assigned", heard.data, outbox)
