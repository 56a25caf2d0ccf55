"""Whose a coverage is: the lead on record, the plans, and until when; and what of that the desk's log has seen."""

from tests.oracle import walls
from tests.oracle.records import Membership, Record, Service
from tests.oracle.state import Desk


def lead(desk: Desk, coverage_id: str) -> str | None:
    """The lead on record; where there is none, in whose plan most clients of it are."""
    known = on_record(desk, coverage_id)
    if known is not None and not walls.lost(desk, str(known.lead), coverage_id):
        return known.lead
    of_plans = plans(desk, coverage_id)
    if not of_plans:
        return None
    return min(set(of_plans), key=lambda manager_id: (-of_plans.count(manager_id), manager_id))


def whoever_leads(desk: Desk, coverage_id: str) -> str | None:
    """The lead, though it may not be his for a wall: of him `split_reason` speaks."""
    known = on_record(desk, coverage_id)
    named = plans(desk, coverage_id, lost_too=True) if known is None else [str(known.lead)]
    return min(set(named), key=lambda manager_id: (-named.count(manager_id), manager_id)) if named else None


def plans(desk: Desk, coverage_id: str, *, lost_too: bool = False) -> list[str]:
    """For each client of the coverage in the plan of someone employed here whose it may be, that manager."""
    named = [client.get("manager_id") for client in desk.clients.values() if client["coverage_id"] == coverage_id]
    here = [name for name in named if name is not None and desk.employed(name)]
    return [name for name in here if lost_too or not walls.lost(desk, name, coverage_id)]


def on_record(desk: Desk, coverage_id: str) -> Record | None:
    """The lead on record, unless it has lapsed."""
    record = desk.records.get(coverage_id)
    if record is None or record.lead is None:
        return None
    if any(each.manager_id == record.lead and each.ended_by is None for each in desk.holdings(coverage_id)):
        return record
    cooled = desk.now >= last_held(desk, coverage_id) + desk.rules.walls.cooling_off_s * 1000
    return None if cooled else record


def last_held(desk: Desk, coverage_id: str) -> int:
    """By the `at` of what ended it: until when the lead on record has held a contact of it; now, if he holds one."""
    record = desk.records[coverage_id]
    until = [record.since]
    for contact in desk.contacts.values():
        mine = [each for each in desk.memberships.get(contact.data["client_id"], ()) if each.coverage_id == coverage_id]
        if not mine and desk.coverage(contact) != coverage_id:
            continue
        # A contact is of it as long as its client is; whose client goes elsewhere has held it until then.
        over = None if desk.coverage(contact) == coverage_id else mine[-1].ended_at
        for holding in contact.holdings:
            if holding.manager_id == record.lead:
                ends = [end for end in (holding.ended_by, over) if end is not None]
                until.append(min(ends, default=desk.now))
    return max(until)


def note(desk: Desk, cooled: dict[str, int] | None = None) -> None:
    """Write down what of plans, leads and memberships is new or over; `cooled`: since when a lead held nothing."""
    desk.memo.clear()
    if desk.clock is None:
        return
    for client_id in {*desk.memberships, *desk.clients}:
        mine = desk.memberships.setdefault(client_id, [])
        coverage_id = desk.clients.get(client_id, {}).get("coverage_id", client_id)
        if mine and mine[-1].coverage_id != coverage_id:
            mine[-1].ended, mine[-1].ended_at = desk.record, desk.at
        if not mine or mine[-1].coverage_id != coverage_id:
            mine.append(Membership(coverage_id, desk.record, desk.now))
    planned = {(str(client["manager_id"]), client_id) for client_id, client in desk.clients.items()}
    _log(desk, desk.plans_had, {pair for pair in planned if desk.employed(pair[0])}, {})
    led = {(record.lead, coverage_id) for coverage_id, record in desk.records.items() if record.lead is not None}
    _log(desk, desk.leads_had, led, cooled or {})


def _log(desk: Desk, log: list[Service], now: set[tuple[str, str]], ended: dict[str, int]) -> None:
    for service in log:
        if service.ended is None and (service.manager_id, service.subject) not in now:
            service.ended, service.ended_at = desk.record, ended.get(service.subject, desk.at)
    going = {(service.manager_id, service.subject) for service in log if service.ended is None}
    log += [Service(manager_id, subject, desk.record, desk.now) for manager_id, subject in sorted(now - going)]
