"""
What a manager brings to the desk where he works now: whom he serves and served at others, what he holds there.

A service that is over stands with the desk's own, for it is as good as one of these. One that goes on
there, and the units held there, stand in a row for each of those desks until it tells that they end.
Until all have told what he did he is not present here: a wall nobody knows of yet is closed.
"""

from collections.abc import Mapping
from typing import Any

from rules.desk.cooling_off import watch
from rules.desk.desk import Desk
from rules.desk.former import NOTHING
from rules.desk.handing_over import look_again
from rules.desk.membership import drop_if_empty
from rules.desk.naming import client_of, coverage_of
from rules.desk.presence import tell_fitness
from rules.desk.serving import begin, end, freshen, remember, undo
from rules.desk.staff import Manager
from rules.desk.stay import WRAP_UP, Held, Stay

Command = Mapping[str, Any]


def told(desk: Desk, command: Command) -> None:
    """One of his former desks tells a part of it, or what has changed since."""
    data = command["data"]
    manager = desk.managers.get(data["manager_id"])
    if manager is None or not manager.employed or manager.move != data["move"]:
        desk.house.count("stale_history")
        return
    former = data["former"]
    stay = desk.elsewhere.setdefault(manager.id, {}).setdefault(former, Stay())
    for each in data["clients"]:
        _serve_client(desk, manager.id, stay, each["client_id"], each["began"], each["until"])
    for each in data["coverages"]:
        _serve_coverage(desk, manager.id, stay, each["coverage_id"], each["began"], each["until"])
    desk.house.touch("elsewhere", desk.id, f"{manager.id}/{former}")
    if data["held"] is None:
        return
    names = Held._fields
    stay.held = tuple(Held(*(each[name] for name in names)) for each in data["held"])
    if stay.over:
        _forget(desk, manager.id, former)
    weigh_elsewhere(desk, manager)
    desk.touch_load(manager, better=True)
    if former in manager.awaits:
        manager.awaits = [each for each in manager.awaits if each != former]
        desk.house.touch("manager", desk.id, manager.id)
        tell_fitness(desk, manager)
        if not manager.awaits:
            look_again(desk)


def await_history(manager: Manager, command: Command) -> None:
    """He comes from other desks: what he did there is still to be told."""
    manager.away = 0
    manager.move, manager.awaits = command.get("move", 0), list(command.get("awaits", ()))


def forget_elsewhere(desk: Desk, manager: Manager) -> None:
    """He works here no more: what he still has elsewhere is told wherever he works, and here again if he comes back."""
    for former, stay in sorted(desk.elsewhere.get(manager.id, {}).items()):
        for client_id in sorted(stay.clients):
            _serve_client(desk, manager.id, stay, client_id, 0, NOTHING)
        for coverage_id in sorted(stay.coverages):
            _serve_coverage(desk, manager.id, stay, coverage_id, 0, NOTHING)
        _forget(desk, manager.id, former)
        desk.house.touch("elsewhere", desk.id, f"{manager.id}/{former}")
    manager.awaits = []
    weigh_elsewhere(desk, manager)


def weigh_elsewhere(desk: Desk, manager: Manager) -> None:
    """Count what he holds elsewhere, as this desk weighs it."""
    stays = desk.elsewhere.get(manager.id)
    if not stays and not manager.far:
        return
    weights = None if desk.tables is None else desk.tables.weights
    manager.hold_far(
        tuple(
            (0 if weights is None else weights[each.channel, each.complexity], each.channel, each.state == WRAP_UP)
            for _, stay in sorted((stays or {}).items())
            for each in stay.held
        )
    )


def derive_elsewhere(desk: Desk) -> None:
    """Services that go on elsewhere count with those that are derived already."""
    for manager_id, stays in desk.elsewhere.items():
        for stay in stays.values():
            mine = [(client_of(desk, each).coverage_id, began) for each, began in stay.clients.items()]
            for coverage_id, began in [*mine, *stay.coverages.items()]:
                serving = coverage_of(desk, coverage_id).serving
                serving[manager_id] = min(began, serving.get(manager_id, began))


def _serve_client(desk: Desk, manager_id: str, stay: Stay, client_id: str, began: int, until: int | None) -> None:
    """He serves a client there since the record `began`, did until an instant, or (0) as good as never did."""
    client = client_of(desk, client_id)
    coverage = coverage_of(desk, client.coverage_id)
    if until is None:
        freshen(desk, client)
        stay.clients[client_id] = began
        begin(desk, coverage, manager_id, began)
        return
    stay.clients.pop(client_id, None)
    if until:
        remember(desk, client, manager_id, began, until)
        begin(desk, coverage, manager_id, began)
        end(desk, coverage, manager_id, until)
    else:
        undo(desk, coverage, manager_id)
    watch(desk, coverage)


def _serve_coverage(desk: Desk, manager_id: str, stay: Stay, coverage_id: str, began: int, until: int | None) -> None:
    coverage = coverage_of(desk, coverage_id)
    if until is None:
        stay.coverages[coverage_id] = began
        begin(desk, coverage, manager_id, began)
        return
    stay.coverages.pop(coverage_id, None)
    if until:
        begin(desk, coverage, manager_id, began)
        end(desk, coverage, manager_id, until)
    else:
        undo(desk, coverage, manager_id)
    watch(desk, coverage)
    drop_if_empty(desk, coverage)


def _forget(desk: Desk, manager_id: str, former: str) -> None:
    del desk.elsewhere[manager_id][former]
    if not desk.elsewhere[manager_id]:
        del desk.elsewhere[manager_id]
