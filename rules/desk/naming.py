"""Whom the words name: chosen, incumbent, plan and backup of a contact; the lead of a coverage."""

from rules.desk.client import Coverage, Served
from rules.desk.contact import ASSIGNED, Contact
from rules.desk.desk import Desk
from rules.desk.staff import Manager


def known_here(desk: Desk, manager_id: str | None) -> Manager | None:
    """A manager who exists at this desk: employed, or a leaver; one who moved to another desk does not."""
    manager = None if manager_id is None else desk.managers.get(manager_id)
    if manager is None or not (manager.employed or manager.left_at is not None):
        return None
    return manager


def coverage_of(desk: Desk, coverage_id: str) -> Coverage:
    """The desk's view of a coverage, made when it is first asked for."""
    coverage = desk.coverages.get(coverage_id)
    if coverage is None:
        coverage = desk.coverages[coverage_id] = Coverage(coverage_id)
    return coverage


def plan_lead(desk: Desk, coverage: Coverage) -> str | None:
    """The employed manager in whose plan most of its clients are; of equals the smaller id."""
    if not coverage.votes:
        return None
    employed = desk.employed
    votes = [(-count, owner) for owner, count in coverage.votes.items() if owner in employed]
    return min(votes)[1] if votes else None


def lead_of(desk: Desk, coverage: Coverage) -> str | None:
    """The lead on record, else the one by plans."""
    return coverage.lead or plan_lead(desk, coverage)


def held_last(coverage: Coverage) -> str | None:
    """Who holds an open contact of the coverage; of several the one assigned last."""
    best: Contact | None = None
    for contact in coverage.contacts.values():
        if contact.status == ASSIGNED and (best is None or contact.assigned_seq > best.assigned_seq):
            best = contact
    return None if best is None else best.manager_id


def holds_one(coverage: Coverage, manager_id: str | None) -> bool:
    """Whether he has an assigned contact of it."""
    return any(each.manager_id == manager_id and each.status == ASSIGNED for each in coverage.contacts.values())


def remembered(desk: Desk, coverage: Coverage) -> Served | None:
    """The one who served it last, if that is still remembered."""
    assert desk.tables is not None
    served = coverage.served
    if served is None or desk.clock >= served.at + desk.tables.memory_ms:
        return None
    return served


def names(desk: Desk, contact: Contact, coverage: Coverage) -> dict[str, str]:
    """The manager named by each word that names one; ids as they were said, whether he exists here or not."""
    named: dict[str, str] = {}
    if contact.chosen is not None:
        named["chosen"] = contact.chosen
    incumbent = lead_of(desk, coverage) or held_last(coverage)
    if incumbent is None:
        served = remembered(desk, coverage)
        incumbent = None if served is None else served.manager_id
    if incumbent is not None:
        named["incumbent"] = incumbent
    client = desk.clients.get(contact.client_id)
    data = None if client is None else client.data
    if data is not None and data["manager_id"] is not None:
        named["plan"] = data["manager_id"]
    backup = backup_of(desk, contact, coverage)
    if backup is not None:
        named["backup"] = backup
    return named


def backup_of(desk: Desk, contact: Contact, coverage: Coverage) -> str | None:
    """The coverage's backup; where there is none, the client's."""
    if coverage.backup is not None:
        return coverage.backup
    client = desk.clients.get(contact.client_id)
    backup: str | None = None if client is None or client.data is None else client.data["backup_manager_id"]
    return backup
