"""What the intake does with what is said of managers."""

from typing import Any

from models.rejection import Rejection
from rules.dossier.lint import findings
from rules.intake.client_table import PREFIX as CLIENT_PREFIX
from rules.intake.heard import Heard
from rules.intake.manager_table import PREFIX, Manager
from rules.intake.outbox import Outbox
from rules.intake.state import IntakeState
from rules.intake.walls import make_known_at


def updated(state: IntakeState, heard: Heard, outbox: Outbox) -> Rejection | None:
    """Put a profile in force; one who changes desk takes his presence along."""
    manager_id, desk_id = heard.data["manager_id"], heard.data["desk_id"]
    manager = state.managers.known(manager_id)
    employed = manager.desk_id is not None
    if (employed and heard.at_ms < manager.at_ms) or (
        # Told before he left, heard after: it does not employ him anew.
        manager.left_at_ms is not None and heard.at_ms <= manager.left_at_ms
    ):
        state.count("stale_snapshot")
        return None
    before, manager.desk_id, manager.at_ms = manager.desk_id, desk_id, heard.at_ms
    manager.levels, manager.interests = heard.data["approval_levels"], heard.data["interests"]
    state.touch(PREFIX + manager_id)
    if before == desk_id:
        outbox.tell(desk_id, "manager.updated", heard, _checked(state, heard.data))
    else:
        _join(state, heard, manager, before, outbox)
    return None


def _join(state: IntakeState, heard: Heard, manager: Manager, before: str | None, outbox: Outbox) -> None:
    """
    He works at a desk from now on. It hears of him first, then those where he worked before are asked what he did.

    The number of the move tells their answers from those to an earlier asking.
    """
    manager_id, desk_id = heard.data["manager_id"], heard.data["desk_id"]
    _worked_at(manager, before)
    former = [each for each in manager.former if each != desk_id]
    asked: dict[str, Any] = {}
    if former:
        manager.moves += 1
        asked = {"move": manager.moves, "awaits": former}
    outbox.tell(desk_id, "manager.updated", heard, _checked(state, heard.data), **asked)
    for kept in (manager.presence, manager.notice):
        if kept is not None:
            outbox.tell_kept(desk_id, kept, heard)
    _bring_his_clients(state, heard, manager_id, desk_id, outbox)
    for each in former:
        outbox.tell(each, "manager.moved", heard, {"manager_id": manager_id, "to": desk_id, "move": manager.moves})


def _worked_at(manager: Manager, desk_id: str | None) -> None:
    if desk_id is not None and desk_id not in manager.former:
        manager.former = sorted((*manager.former, desk_id))


def _bring_his_clients(state: IntakeState, heard: Heard, manager_id: str, desk_id: str, outbox: Outbox) -> None:
    """The desk he joins hears of those who are in his plan, as they now are, and of whom they are apart from."""
    for client_id in state.clients.planned_by(manager_id):
        client = state.clients.get(client_id)
        assert client is not None, "who is in a plan is known"
        if client.desks.get(desk_id) != client.version:
            state.clients.told(client_id, desk_id)
            state.touch(CLIENT_PREFIX + client_id)
            told = {"type": "client.updated", "at": client.at_ms, "cause": heard.cause()}
            outbox.tell_kept(desk_id, {**told, "data": state.snapshot(client_id)}, heard)
        make_known_at(state, client.coverage_id(client_id), desk_id, heard, outbox)


def _checked(state: IntakeState, data: dict[str, Any]) -> dict[str, Any]:
    """
    The profile as desks are told it: a dossier whose texts promise or betray too much is not published.

    The record itself is good: who works where must not hang on a text for clients.
    """
    dossier = data["dossier"]
    if dossier is None or not dossier["published"] or not findings(dossier):
        return data
    state.count("dossier_refused")
    return {**data, "dossier": {**dossier, "published": False}}


def present(state: IntakeState, heard: Heard, outbox: Outbox) -> Rejection | None:
    """Pass on a presence; keep it, for a manager who is not known yet and for one who moves later."""
    manager_id = heard.data["manager_id"]
    manager = state.managers.known(manager_id)
    since_ms = manager.left_at_ms if manager.presence is None else manager.presence["at"]
    if since_ms is not None and heard.at_ms < since_ms:
        state.count("stale_presence")
        return None
    manager.presence = _kept(heard)
    state.touch(PREFIX + manager_id)
    if manager.desk_id is None:
        state.count("early_presence")
    else:
        outbox.tell(manager.desk_id, "manager.presence", heard, heard.data)
    return None


def _kept(heard: Heard) -> dict[str, Any]:
    return {"type": heard.type, "at": heard.at_ms, "cause": heard.cause(), "data": heard.data}


def noticed(state: IntakeState, heard: Heard, outbox: Outbox) -> Rejection | None:
    """Pass on that a manager will leave; keep it, for a desk to which he moves before."""
    manager_id = heard.data["manager_id"]
    manager = state.managers.get(manager_id)
    if manager is None or manager.desk_id is None:
        state.count("unknown_manager")
    else:
        manager.notice = _kept(heard)
        state.touch(PREFIX + manager_id)
        outbox.tell(manager.desk_id, "manager.notice", heard, heard.data)
    return None


def left(state: IntakeState, heard: Heard, outbox: Outbox) -> Rejection | None:
    """Pass on that a manager is gone; a leaving is never stale, or a clock running ahead would keep him employed."""
    _leave(state, heard, heard.data["manager_id"], outbox)
    return None


def removed(state: IntakeState, heard: Heard, key: str, outbox: Outbox) -> None:
    """
    A null on the managers' topic: of a presence, the one kept goes; of a manager, he is gone.

    The CRM clears a compacted topic so, mostly after `manager.left`; then there is nothing to do.
    """
    name, slash, rest = key.rpartition("/")
    manager_id = name if slash and rest == "presence" else key
    manager = state.managers.get(manager_id)
    if manager is None:
        state.count("unknown_manager")
    elif manager_id != key:
        if manager.desk_id is None and manager.presence is not None:
            manager.presence = None
            state.touch(PREFIX + manager_id)
    elif manager.desk_id is not None:
        _leave(state, heard, manager_id, outbox)


def _leave(state: IntakeState, heard: Heard, manager_id: str, outbox: Outbox) -> None:
    manager = state.managers.known(manager_id)
    desk_id, manager.desk_id, manager.presence, manager.notice = manager.desk_id, None, None, None
    manager.left_at_ms = max(heard.at_ms, manager.left_at_ms or heard.at_ms)
    state.touch(PREFIX + manager_id)
    if desk_id is None:
        state.count("unknown_manager")
    else:
        _worked_at(manager, desk_id)
        # What he still has at a desk where he worked before goes to others too.
        for each in (desk_id, *(former for former in manager.former if former != desk_id)):
            outbox.tell(each, "manager.left", heard, {"manager_id": manager_id})
