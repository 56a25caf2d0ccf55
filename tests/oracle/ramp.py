"""The gentle start of somebody new or back from leave."""

from tests.oracle.records import Manager
from tests.oracle.state import Desk

HOUR_MS = 3_600_000


def runs(desk: Desk, manager: Manager) -> bool:
    """Whether his ramp-up hours are running."""
    end = _end(desk, manager)
    return end is not None and desk.now < end


def had_his_share(desk: Desk, manager: Manager) -> bool:
    """Whether the router gave or offered him as much within the last hour as he may have."""
    limit = desk.rules.ramp_up.new_contacts_per_hour
    if limit is None or not runs(desk, manager):
        return False
    return sum(desk.now - HOUR_MS < at <= desk.now for at in manager.given_at) >= limit


def due(desk: Desk, manager: Manager) -> list[int]:
    """The instants at which it ends, and at which an hour ends while it lasts."""
    end = _end(desk, manager)
    if end is None or desk.now >= end:
        return []
    return [end, *(at + HOUR_MS for at in manager.given_at if at + HOUR_MS < end)]


def _end(desk: Desk, manager: Manager) -> int | None:
    """When his ramp-up is over: it began with the return, else with the first word of one who came later."""
    rules = desk.rules.ramp_up
    if rules.new_contacts_per_hour is None:
        return None
    hours_ms = rules.for_hours * HOUR_MS
    if manager.gentle_from is not None:
        return manager.gentle_from + hours_ms
    new = manager.first_heard_at > desk.first_at + hours_ms
    return manager.first_heard_at + hours_ms if new else None
