"""
Who a person is that decides about a tariff: from the intake's own tables, never from the event's word.

*Own*: in whose plan a client of the coverage is, who stands behind, and who leads the coverage or stands behind
its lead. *Walled*: serves a coverage that is this one's rival, by name or by class, from either side, unless both
consent: a client of it is in his plan, he leads it, or holds a contact of it.
"""

from typing import Any

from rules.intake.client_table import ClientTable
from rules.intake.state import IntakeState


def approver(state: IntakeState, manager_id: str, coverage_id: str) -> dict[str, Any] | None:
    """`{levels, interests, walled, own}` of a person towards a coverage, now; None of one who is not employed."""
    manager = state.managers.get(manager_id)
    if manager is None or manager.desk_id is None:
        return None
    own = _plans(state.clients, manager_id, coverage_id, backups=True)
    return {
        "levels": manager.levels,
        "interests": manager.interests,
        "walled": _walled(state, manager_id, coverage_id),
        "own": own or state.serving.stands_for(coverage_id, manager_id),
    }


def _plans(clients: ClientTable, manager_id: str, coverage_id: str, *, backups: bool = False) -> bool:
    for client_id in clients.members_of(coverage_id):
        client = clients.get(client_id)
        assert client is not None, "a member is known"
        assert client.data is not None, "a member is known"
        if client.data["manager_id"] == manager_id or (backups and client.data["backup_manager_id"] == manager_id):
            return True
    return False


def _walled(state: IntakeState, manager_id: str, coverage_id: str) -> bool:
    rivals = state.clients.rivals_of(coverage_id)
    if not rivals:
        return False
    served = set(state.serving.led_by(manager_id))
    served.update(map(state.clients.coverage_of, state.serving.clients_held_by(manager_id)))
    return any(
        (rival in served or _plans(state.clients, manager_id, rival))
        and not state.consents.both(coverage_id, rival, state.clock_ms)
        for rival in sorted(rivals)
    )
