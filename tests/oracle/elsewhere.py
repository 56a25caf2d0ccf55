"""
What a manager did at the desk he comes from.

A desk where he works no more tells the one where he works now whom he serves and served there, and
what he still holds there; whatever of that changes it tells anew. Until it has told it for the first
time he is not present at the new desk. What he holds there counts as the new desk weighs it.
"""

from collections.abc import Iterator
from typing import Any

from tests.oracle import coverages, people, walls
from tests.oracle.messages import Said
from tests.oracle.records import Brought, Data
from tests.oracle.state import Desk


def of(desk: Desk, manager_id: str) -> Brought:
    """All that a desk has to tell of him now."""
    # Of two spans that began as one the end of one may be still to come: text orders them all.
    clients = sorted({(client_id, span) for client_id, span, _ in walls.by_client(desk, manager_id)}, key=str)
    mine = sorted({*walls.spans_by_client(desk, manager_id), *_led(desk, manager_id)}, key=str)
    held = [(each.data["channel"], each.data["complexity"], False) for each in people.open_contacts(desk, manager_id)]
    if desk.policy is not None:
        held += [(each.data["channel"], each.data["complexity"], True) for each in people.wrap_ups(desk, manager_id)]
    return Brought(clients, mine, sorted(held))


def _led(desk: Desk, manager_id: str) -> Iterator[tuple[str, walls.Span]]:
    """Who leads a coverage and works elsewhere gets no contact of it: it counts until when he has held one."""
    for coverage_id, (record, at, end) in walls.spans_as_lead(desk, manager_id):
        mine = [each for each in desk.holdings(coverage_id) if each.manager_id == manager_id]
        holds = any(each.ended_at is None for each in mine)
        yield coverage_id, (record, at, coverages.last_held(desk, coverage_id) if end is None and not holds else end)


def counting(desk: Desk, brought: Brought) -> Brought:
    """What of it is not past its cooling-off by the clock of that desk."""
    if desk.policy is None:
        return brought
    over = desk.now - desk.rules.walls.cooling_off_s * 1000
    clients = [each for each in brought.clients if each[1][2] is None or each[1][2] > over]
    return Brought(
        clients, [each for each in brought.coverages if each[1][2] is None or each[1][2] > over], brought.held
    )


def told(desk: Desk, command: Data) -> list[Said]:
    """One of his former desks has told."""
    data = command["data"]
    manager = desk.managers.get(data["manager_id"])
    if manager is not None and manager.employed and manager.move == data["move"]:
        manager.brought[data["former"]] = command["brought"]
        if data["former"] in manager.awaits:
            manager.awaits.remove(data["former"])
            if not manager.awaits:
                for kept in desk.hand_overs.values():
                    kept.again = True
    return []


def comes(manager: Any, command: Data) -> None:
    """He works here from now on."""
    manager.move, manager.awaits = command.get("move", 0), list(command.get("awaits", ()))
    manager.brought = {former: over(each) for former, each in manager.brought.items()}


def over(brought: Brought) -> Brought:
    """What of it is over counts whatever becomes of him; what goes on is told anew wherever he works."""
    clients = [each for each in brought.clients if each[1][2] is not None]
    return Brought(clients, [each for each in brought.coverages if each[1][2] is not None], [])
