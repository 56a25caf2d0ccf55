"""Who leads and who holds, told to the intake for tariffs: nobody decides there about a client whom he serves."""

from collections.abc import Iterable, Mapping
from typing import Final

from models.ids import message_id
from rules.desk.asides import has_tariffs, say_aside
from rules.desk.client import Coverage
from rules.desk.contact import Contact
from rules.desk.desk import Desk

LED: Final = "coverage.led"
HELD: Final = "contact.held"
AT_ONCE: Final = 500
"""Coverages told of in one record."""


def tell_lead(desk: Desk, coverage: Coverage, lead: str | None) -> None:
    """Say who leads a coverage from now on; nothing where the policy has no tariffs."""
    if has_tariffs(desk):
        _tell_led(desk, [(coverage, lead)])


def tell_leads(desk: Desk) -> None:
    """Say who leads each coverage: a policy with tariffs has come into force."""
    if has_tariffs(desk):
        led = [desk.coverages[each] for each in sorted(desk.coverages)]
        known = [(each, each.lead) for each in led if each.lead is not None or each.backup is not None]
        for begin in range(0, len(known), AT_ONCE):
            _tell_led(desk, known[begin : begin + AT_ONCE])


def tell_holder(desk: Desk, contact: Contact, manager_id: str) -> None:
    """Say whose a contact is now; nothing where the policy has no tariffs."""
    if has_tariffs(desk) and desk.snapshot_of(contact.client_id) is not None:
        data = {"contact_id": contact.id, "client_id": contact.client_id, "manager_id": manager_id}
        _tell(desk, HELD, contact.id, data)


def _tell_led(desk: Desk, led: Iterable[tuple[Coverage, str | None]]) -> None:
    leads = [{"coverage_id": each.id, "lead": lead, "backup": each.backup} for each, lead in led]
    _tell(desk, LED, desk.id, {"desk_id": desk.id, "leads": leads})


def _tell(desk: Desk, kind: str, subject: str, data: Mapping[str, object]) -> None:
    named = message_id(desk.id, desk.seq, kind, subject, len(desk.work.asides))
    say_aside(desk, kind, subject, named, data, desk.house.source)
