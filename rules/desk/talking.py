"""Who will speak to a client now: told to his coverage's tariffs, by way of the intake, for a talking point."""

from models.cloudevent import encode
from models.ids import decision_id
from models.inbox_headers import INTAKE_INBOX
from models.unit import Message
from rules.desk.contact import Contact
from rules.desk.desk import Desk

ASSIGNED = "contact.assigned"


def tell_tariffs(desk: Desk, contact: Contact, manager_id: str, seq: int) -> None:
    """Say that a contact was assigned, under the decision's own id; nothing where the policy has no tariffs."""
    policy = desk.house.policy
    if policy is None or not policy.has_tariffs or desk.snapshot_of(contact.client_id) is None:
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
    named, source = decision_id(desk.id, seq), desk.house.source
    value = encode(id=named, source=source, type=ASSIGNED, time=desk.work.now, subject=contact.client_id, data=data)
    desk.work.asides.append(Message(INTAKE_INBOX, contact.client_id.encode(), value, ASSIGNED, desk.work.at))
