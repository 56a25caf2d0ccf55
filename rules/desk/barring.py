"""Whom something keeps from one contact alone, whatever his profile and what he holds."""

from typing import Final

from models.messages.explanation import REFUSALS
from rules.desk.contact import Contact
from rules.desk.desk import Desk

DECLINED: Final = REFUSALS.index("declined")


def bars(_desk: Desk, contact: Contact) -> dict[str, int]:
    """Managers who are refused, each with the first refusal of these as a number of `REFUSALS`."""
    return dict.fromkeys(contact.declined, DECLINED) if contact.declined else {}
