"""What desks tell of who serves whom, so that an approver of tariffs can be known."""

from rules.intake.heard import Heard
from rules.intake.outbox import Outbox
from rules.intake.serving_table import HOLDER_PREFIX, Held, Led, lead_key
from rules.intake.state import IntakeState


def led(state: IntakeState, heard: Heard, outbox: Outbox) -> None:  # noqa: ARG001  # nobody is told
    """Note who leads coverages of a desk, and who stands behind."""
    desk_id = heard.data["desk_id"]
    for each in heard.data["leads"]:
        state.serving.led(Led(desk_id, each["coverage_id"], each["lead"], each["backup"]))
        state.touch(lead_key(desk_id, each["coverage_id"]))


def held(state: IntakeState, heard: Heard, outbox: Outbox) -> None:  # noqa: ARG001  # nobody is told
    """Note whose a contact is, unless its end was heard meanwhile."""
    contact_id = heard.data["contact_id"]
    contact = state.contacts.get(contact_id, state.expired_ms())
    if contact is not None and contact.ended_ms is None:
        state.serving.hold(contact_id, Held(heard.data["manager_id"], heard.data["client_id"]))
        state.touch(HOLDER_PREFIX + contact_id)


def let_go(state: IntakeState, contact_id: str) -> None:
    """A contact is over."""
    if state.serving.let_go(contact_id):
        state.touch(HOLDER_PREFIX + contact_id)
