"""When what a manager did for a coverage stops counting."""

from collections.abc import Iterator

from rules.desk.client import Client, Coverage
from rules.desk.desk import Desk
from rules.desk.due import Lapse


def serves(desk: Desk, coverage: Coverage, manager_id: str) -> bool:
    """Whether he serves it now: leads it, has a client of it in his plan, or holds a contact or an offer of it."""
    return (
        coverage.lead == manager_id
        or (manager_id in coverage.votes and manager_id in desk.employed)
        or any(each.manager_id == manager_id for each in coverage.held.values())
        or serves_elsewhere(desk, coverage, manager_id)
    )


def serves_elsewhere(desk: Desk, coverage: Coverage, manager_id: str) -> bool:
    """Whether he serves it on at another desk."""
    return next(spells_elsewhere(desk, coverage, manager_id), None) is not None


def spells_elsewhere(desk: Desk, coverage: Coverage, manager_id: str) -> Iterator[int]:
    """The records in which everything began by which he serves it on at other desks."""
    for stay in desk.elsewhere.get(manager_id, {}).values():
        if coverage.id in stay.coverages:
            yield stay.coverages[coverage.id]
        yield from (began for client_id, began in stay.clients.items() if client_id in coverage.clients)


def serves_client(desk: Desk, client: Client, manager_id: str) -> bool:
    """Whether he serves this very client now: has him in his plan, or holds a contact or an offer of his."""
    if client.data is not None and client.data["manager_id"] == manager_id and manager_id in desk.employed:
        return True
    if any(client.id in stay.clients for stay in desk.elsewhere.get(manager_id, {}).values()):
        return True
    held = desk.coverages[client.coverage_id].held.values()
    return any(each.manager_id == manager_id and each.client_id == client.id for each in held)


def note(desk: Desk, coverage: Coverage, instant: int) -> None:
    """Look at the coverage again at `instant`; only the earliest of such notes is kept."""
    if coverage.noted is None or instant < coverage.noted:
        coverage.noted = instant
        desk.due.put_lapse(instant, Lapse.COOLING_OFF, coverage.id)


def watch(desk: Desk, coverage: Coverage) -> None:
    """Note the next end of a cooling-off of the coverage, its lead's included."""
    if desk.tables is None:
        return
    length = desk.tables.cooling_off_ms
    if coverage.free_since is not None:
        note(desk, coverage, coverage.free_since + length)
    for manager_id, past in coverage.past.items():
        # Of one who serves it again, or otherwise, the end of what he did before means nothing.
        if past.at + length > desk.clock or not serves(desk, coverage, manager_id):
            note(desk, coverage, past.at + length)
