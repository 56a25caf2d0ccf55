"""Asking a manager to take a contact, and what he answers."""

from tests.oracle import people
from tests.oracle.built import ALERTS
from tests.oracle.messages import Said, alert
from tests.oracle.records import Contact, Data, Manager
from tests.oracle.state import Desk


def stands(contact: Contact, data: Data) -> bool:
    """Whether the answer is to the offer that stands."""
    offer = contact.offer
    if offer is None or data["manager_id"] != offer.manager_id:
        return False
    return data["reservation_id"] in (None, offer.reservation_id)


def turned_down(desk: Desk, contact: Contact, cause: Data, *, missed: bool) -> list[Said]:
    """Count a decline or a miss for the contact, and for the row of misses of the manager."""
    assert contact.offer is not None
    manager = desk.managers[contact.offer.manager_id]
    contact.turned_down.add(manager.id)
    contact.tries += 1
    if not missed:
        manager.missed = 0
        return []
    manager.missed += 1
    if manager.missed < desk.rules.offer.missed_in_a_row or manager.set_aside:
        return []
    manager.set_aside = True
    desk.alerts["manager_set_aside", manager.id] = desk.now
    return [alert(desk, cause, "manager_set_aside", manager.id, desk.now)] if "manager_set_aside" in ALERTS else []


def comes_back(desk: Desk, manager: Manager, cause: Data) -> list[Said]:
    """A new row of misses; nobody set aside stays it."""
    manager.missed, manager.set_aside = 0, False
    since = desk.alerts.pop(("manager_set_aside", manager.id), None)
    if since is None or "manager_set_aside" not in ALERTS:
        return []
    return [alert(desk, cause, "manager_set_aside", manager.id, since, cleared=True)]


def pending(desk: Desk, manager_id: str) -> list[Contact]:
    """What he is asked to take, in the order in which several are given back."""
    asked = [contact for contact in people.open_contacts(desk, manager_id) if contact.offer is not None]
    return sorted(asked, key=lambda contact: (contact.start, contact.id))


def run_out(desk: Desk) -> list[Contact]:
    """Offers whose time is over."""
    over = [each for each in desk.contacts.values() if each.offer is not None and each.offer.expires_at <= desk.now]
    return sorted(over, key=lambda contact: (contact.start, contact.id))
