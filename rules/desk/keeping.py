"""What is kept in step whenever contacts, clients or managers change: books, leads, rows."""

from rules.desk.client import Coverage
from rules.desk.contact import Contact
from rules.desk.cooling_off import watch
from rules.desk.desk import Desk
from rules.desk.naming import held_last, holds_one, lead_of
from rules.desk.tenure import note_lead


def touch_contact(desk: Desk, contact: Contact) -> None:
    """Its row changed."""
    desk.house.touched[f"contact/{desk.id}/{contact.id}"] = None


def renew_lead(desk: Desk, coverage: Coverage, at: int) -> None:
    """
    The lead got or lost a contact of the coverage: he is free of it since `at`, or holds one.

    Also tells the coverage's place in books anew.
    """
    if coverage.lead is not None:
        holds = holds_one(coverage, coverage.lead)
        already, past = coverage.free_since, coverage.past.get(coverage.lead)
        # One that ended earlier may be told later.
        ended = max(at, coverage.lead_at, at if past is None else past.at)
        free_since = None if holds else ended if already is None else already
        if free_since != coverage.free_since:
            coverage.free_since = free_since
            desk.house.touch("coverage", desk.id, coverage.id)
        watch(desk, coverage)
    rebook(desk, coverage)


def rebook(desk: Desk, coverage: Coverage) -> None:
    """Put the coverage into its lead's book, and look again at its waiting contacts if that changed."""
    lead = lead_of(desk, coverage)
    booked = None if lead is None else (lead, coverage.known)
    if booked == coverage.booked:
        return
    for entry, sign in ((coverage.booked, -1), (booked, 1)):
        manager = None if entry is None else desk.managers.get(entry[0])
        if entry is not None and manager is not None:
            if sign > 0:
                manager.book[coverage.id] = coverage
            else:
                del manager.book[coverage.id]
            manager.spread_known = False
            manager.clients += sign * entry[1]
            desk.work.changed[manager.id] = manager
    coverage.booked = booked
    if lead != coverage.led_by:
        note_lead(desk, coverage, lead)
    tell_naming(desk, coverage)


def tell_naming(desk: Desk, coverage: Coverage) -> None:
    """Look again at the coverage's waiting contacts, if others may be named by their words now."""
    if len(coverage.held) == len(coverage.contacts):
        coverage.signature = None  # nobody waits: one who comes is looked at anyhow, and told apart from the next time
        return
    lead = lead_of(desk, coverage)
    held = served = None
    if lead is None:
        held = held_last(desk, coverage)
        served = None if coverage.served is None else coverage.served.seq
    shares = desk.tables is not None and desk.tables.backup_share_ppm > 0
    signature = (lead, held, served, coverage.backup, shares and holds_one(coverage, lead))
    if signature != coverage.signature:
        coverage.signature = signature
        desk.stir(coverage.contacts)
