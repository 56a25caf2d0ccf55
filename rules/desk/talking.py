"""Who will speak to a client now: told to his coverage's tariffs, by way of the intake, for a talking point."""

from models.ids import decision_id
from rules.desk.asides import has_tariffs, say_aside
from rules.desk.contact import Contact
from rules.desk.desk import Desk

ASSIGNED = "contact.assigned"


def tell_tariffs(desk: Desk, contact: Contact, manager_id: str, seq: int) -> None:
    """Say that a contact was assigned, under the decision's own id; nothing where the policy has no tariffs."""
    if not has_tariffs(desk) or desk.snapshot_of(contact.client_id) is None:
        return
    data = {
        "contact_id": contact.id,
        "client_id": contact.client_id,
        "manager_id": manager_id,
        "channel": contact.channel,
        "product": contact.product,
        "purpose": contact.purpose,
        "language": contact.language,
    }
    say_aside(desk, ASSIGNED, contact.client_id, decision_id(desk.id, seq), data, desk.house.source)
