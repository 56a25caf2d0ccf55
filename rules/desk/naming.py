"""Whom the words name: chosen, incumbent, plan and backup of a contact; the lead of a coverage."""

from rules.desk.client import Client, Coverage, Served
from rules.desk.contact import ASSIGNED, Contact
from rules.desk.desk import Desk
from rules.desk.staff import Manager
from rules.desk.walls import lost


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


def client_of(desk: Desk, client_id: str) -> Client:
    """What the desk keeps of a client, made when first needed."""
    client = desk.clients.get(client_id)
    if client is None:
        client = desk.clients[client_id] = Client(client_id)
        coverage_of(desk, client_id).enter(client)
    return client


def plan_lead(desk: Desk, coverage: Coverage) -> str | None:
    """
    The employed manager in whose plan most of its clients are; of equals the smaller id.

    One of whom a wall has taken it does not count.
    """
    if not coverage.votes:
        return None
    votes = _plans(desk, coverage)
    if votes and desk.rivals.walled(coverage.id):
        votes = [each for each in votes if not lost(desk, coverage, each[1])]
    return min(votes)[1] if votes else None


def _plans(desk: Desk, coverage: Coverage) -> list[tuple[int, str]]:
    employed = desk.employed
    return [(-count, owner) for owner, count in coverage.votes.items() if owner in employed]


def lead_of(desk: Desk, coverage: Coverage) -> str | None:
    """The lead on record, else the one by plans; a wall between them and it takes it from them."""
    lead = coverage.lead
    if lead is not None and not lost(desk, coverage, lead):
        return lead
    return plan_lead(desk, coverage)


def lead_despite_walls(desk: Desk, coverage: Coverage) -> str | None:
    """The lead on record, else the one by plans, also where it is not his by a wall."""
    if coverage.lead is not None:
        return coverage.lead
    votes = _plans(desk, coverage)
    return min(votes)[1] if votes else None


def held_last(desk: Desk, coverage: Coverage) -> str | None:
    """Who holds an open contact of the coverage and may; of several the one assigned last."""
    best: Contact | None = None
    for contact in coverage.held.values():
        if contact.status == ASSIGNED and (best is None or contact.assigned_seq > best.assigned_seq):
            assert contact.manager_id is not None
            if not lost(desk, coverage, contact.manager_id):
                best = contact
    return None if best is None else best.manager_id


def holds_one(coverage: Coverage, manager_id: str | None) -> bool:
    """Whether he has an assigned contact of it."""
    return any(each.manager_id == manager_id and each.status == ASSIGNED for each in coverage.held.values())


def remembered(desk: Desk, coverage: Coverage) -> Served | None:
    """The one who served it last, if that is still remembered."""
    assert desk.tables is not None
    served = coverage.served
    if served is None or desk.clock >= served.at + desk.tables.memory_ms:
        return None
    if lost(desk, coverage, served.manager_id):
        return None
    return served


def names(desk: Desk, contact: Contact, coverage: Coverage) -> dict[str, str]:
    """The manager named by each word that names one; ids as they were said, whether he exists here or not."""
    named: dict[str, str] = {}
    if contact.chosen is not None:
        named["chosen"] = contact.chosen
    incumbent = contact.home_lead or lead_of(desk, coverage) or held_last(desk, coverage)
    if incumbent is None:
        served = remembered(desk, coverage)
        incumbent = None if served is None else served.manager_id
    if incumbent is not None:
        named["incumbent"] = incumbent
    data = desk.snapshot_of(contact.client_id)
    if data is not None and data["manager_id"] is not None and not lost(desk, coverage, data["manager_id"]):
        named["plan"] = data["manager_id"]
    backup = backup_of(desk, contact, coverage)
    if backup is not None:
        named["backup"] = backup
    return named


def backup_of(desk: Desk, contact: Contact, coverage: Coverage) -> str | None:
    """The coverage's backup; where there is none, the client's."""
    if coverage.backup is not None:
        return coverage.backup
    data = desk.snapshot_of(contact.client_id)
    backup: str | None = None if data is None else data["backup_manager_id"]
    return backup
