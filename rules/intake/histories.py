"""
What a manager did at desks where he worked before goes to the one where he works now.

That desk is to keep him from rivals of whom he served, so it hears of these clients, of their holdings
and of whom they are apart from before it hears that he served them.
"""

from rules.intake.client_table import PREFIX as CLIENT_PREFIX
from rules.intake.heard import Heard
from rules.intake.outbox import Outbox
from rules.intake.state import IntakeState
from rules.intake.walls import make_known_at


def told(state: IntakeState, heard: Heard, outbox: Outbox) -> None:
    """Pass a part of it on, unless he has moved again since, or left: then it is asked for anew, or not needed."""
    data = heard.data
    manager = state.managers.get(data["manager_id"])
    if manager is None or manager.desk_id is None or manager.moves != data["move"]:
        state.count("stale_history")
        return
    desk_id = manager.desk_id
    coverages = {each["coverage_id"] for each in data["coverages"]}
    for each in data["clients"]:
        client_id = each["client_id"]
        coverages.add(state.clients.coverage_of(client_id))
        client = state.clients.get(client_id)
        if client is not None and client.data is None and desk_id not in client.desks:
            # Nobody knows him yet: the desk wants to hear when somebody does.
            state.clients.told(client_id, desk_id)
            state.touch(CLIENT_PREFIX + client_id)
    for coverage_id in sorted(coverages):
        for member_id, member in state.clients.missing_of(coverage_id, desk_id):
            state.clients.told(member_id, desk_id)
            state.touch(CLIENT_PREFIX + member_id)
            ahead = {"type": "client.updated", "at": member.at_ms, "cause": heard.cause()}
            outbox.tell_kept(desk_id, {**ahead, "data": state.snapshot(member_id)}, heard)
        make_known_at(state, coverage_id, desk_id, heard, outbox)
    outbox.tell(desk_id, "manager.history", heard, data)
