"""When what a manager did for a coverage stops counting."""

from rules.desk.client import Client, Coverage
from rules.desk.desk import Desk
from rules.desk.due import Lapse


def serves(desk: Desk, coverage: Coverage, manager_id: str) -> bool:
    """Whether he serves it now: leads it, has a client of it in his plan, or holds a contact or an offer of it."""
    return (
        coverage.lead == manager_id
        or (manager_id in coverage.votes and manager_id in desk.employed)
        or any(each.manager_id == manager_id for each in coverage.contacts.values())
    )


def serves_client(desk: Desk, client: Client, manager_id: str) -> bool:
    """Whether he serves this very client now: has him in his plan, or holds a contact or an offer of his."""
    if client.data is not None and client.data["manager_id"] == manager_id and manager_id in desk.employed:
        return True
    contacts = desk.coverages[client.coverage_id].contacts.values()
    return any(each.manager_id == manager_id and each.client_id == client.id for each in contacts)


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
