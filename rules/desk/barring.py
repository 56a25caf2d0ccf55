"""Whom something keeps from one contact alone, whatever his profile and what he holds."""

from typing import Final

from models.messages.explanation import REFUSALS
from rules.desk.contact import Contact
from rules.desk.desk import Desk
from rules.desk.walls import barred_by_wall

WALL: Final = REFUSALS.index("wall")
DECLINED: Final = REFUSALS.index("declined")


def bars(desk: Desk, contact: Contact) -> dict[str, int]:
    """Managers who are refused, each with the first refusal of these as a number of `REFUSALS`."""
    found = dict.fromkeys(contact.declined, DECLINED) if contact.declined else {}
    if desk.bound.by_manager:
        found |= dict.fromkeys(sorted(barred_by_wall(desk, contact)), WALL)
    return found
