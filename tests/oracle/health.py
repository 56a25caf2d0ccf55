"""How long one may have to wait, by the page's formula."""

from fractions import Fraction
from math import ceil

from tests.oracle import people
from tests.oracle.records import Contact
from tests.oracle.state import Desk

LAST_SERVED = 50


def mean_held_ms(desk: Desk) -> Fraction | None:
    """How long, on average, the last served contacts held their units."""
    served = [contact for contact in desk.contacts.values() if contact.served_ms is not None]
    last = sorted(served, key=lambda contact: contact.served_order)[-LAST_SERVED:]
    return Fraction(sum(contact.served_ms or 0 for contact in last), len(last)) if last else None


def expected_wait_s(desk: Desk, contact: Contact, order: list[Contact]) -> int | None:
    """(those of its line before it + 1) · mean held seconds / those present whose skills and grade suffice."""
    held, (line, _) = mean_held_ms(desk), desk.line_of(contact)
    before = [other for other in order[: order.index(contact)] if desk.line_of(other)[0] == line]
    present = [
        manager
        for manager in desk.managers.values()
        if manager.employed
        and people.available(desk, manager)
        and not manager.set_aside
        and not people.lacks_skill(desk, contact, manager)
        and not people.lacks_grade(desk, contact, manager)
    ]
    if not held or not present:
        return None
    return ceil((len(before) + 1) * held / 1000 / len(present))
