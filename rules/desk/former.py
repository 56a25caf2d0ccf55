"""
What a desk tells of a manager who works at another one now: whom he serves and served here, and what he holds here.

Asked by the intake when he moves, it tells all of it, in parts; from then on whatever changes. It
goes by way of the intake, which knows where he is; told twice it changes nothing.
"""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, Final

from rules.desk.asides import say_aside
from rules.desk.desk import Desk
from rules.desk.staff import Manager
from rules.desk.stay import WRAP_UP, Held

HISTORY: Final = "manager.history"
AT_ONCE: Final = 200
"""Clients and coverages that one record tells of."""
NOTHING: Final = 0
"""In place of the end of a service: nothing of it counts any more."""


def tell_all(desk: Desk, manager_id: str, move: int) -> None:
    """He moved, or moved again, and the intake asks: everything that counts, in parts; who is not known did nothing."""
    manager = desk.managers.get(manager_id)
    if manager is None:
        _tell(desk, manager_id, move, 0, [], [], ())
        return
    manager.away = move
    watch_away(desk, manager)
    manager.held_told = held_by(manager)
    desk.house.touch("manager", desk.id, manager_id)
    of_held = {each.client_id for each in manager.held.values()}
    of_past = (client.id for client in desk.clients.values() if manager_id in client.past)
    clients = sorted(of_held.union(of_past))
    coverages = sorted(each.id for each in desk.coverages.values() if manager_id in each.serving)
    _tell_parts(desk, manager, clients, coverages)


def tell_changes(desk: Desk) -> None:
    """What this command changed of those who are away."""
    work = desk.work
    services, work.services = work.services, {}
    for manager_id in sorted({*services, *(each for each in work.changed if each in desk.away)}):
        manager = desk.away.get(manager_id)
        if manager is None:
            continue
        held = held_by(manager)
        clients, coverages = services.get(manager_id, ({}, {}))
        if held == manager.held_told and not clients and not coverages:
            continue
        changed = {each.client_id for each in {*held} ^ {*manager.held_told}}
        manager.held_told = held
        _tell_parts(desk, manager, sorted(changed.union(clients)), sorted(coverages))


def watch_away(desk: Desk, manager: Manager) -> None:
    """Note whether he works at another desk that wants to hear of him."""
    if manager.away and not manager.employed:
        desk.away[manager.id] = manager
    else:
        desk.away.pop(manager.id, None)


def held_by(manager: Manager) -> tuple[Held, ...]:
    """What holds units of his here, by contact."""
    open_ones = ((each, each.status) for each in manager.held.values())
    over = ((each, WRAP_UP) for each in manager.wrapping.values())
    return tuple(
        sorted(
            Held(each.id, each.client_id, each.channel, each.complexity, state)
            for each, state in chain(open_ones, over)
        )
    )


def _tell_parts(desk: Desk, manager: Manager, clients: Iterable[str], coverages: Iterable[str]) -> None:
    entries = [("client_id", each, *_of_client(desk, manager, each)) for each in clients]
    entries += [("coverage_id", each, *_of_coverage(desk, manager.id, each)) for each in coverages]
    parts = [entries[start : start + AT_ONCE] for start in range(0, len(entries), AT_ONCE)] or [[]]
    for number, part in enumerate(parts):
        told: dict[str, list[Mapping[str, Any]]] = {"client_id": [], "coverage_id": []}
        for kind, subject, began, until in part:
            told[kind].append({kind: subject, "began": began, "until": until})
        held = manager.held_told if number == len(parts) - 1 else None
        _tell(desk, manager.id, manager.away, number, told["client_id"], told["coverage_id"], held)


def _of_client(desk: Desk, manager: Manager, client_id: str) -> tuple[int, int | None]:
    """Since when he serves a client by contacts of his own or had him in his plan, and until when."""
    client = desk.clients.get(client_id)
    past = None if client is None else client.past.get(manager.id)
    held = [each.held_since for each in manager.held.values() if each.client_id == client_id]
    if past is None:
        return (min(held), None) if held else (0, NOTHING)
    return min([past.began, *held]), None if held else past.at


def _of_coverage(desk: Desk, manager_id: str, coverage_id: str) -> tuple[int, int | None]:
    coverage = desk.coverages.get(coverage_id)
    began = None if coverage is None else coverage.serving.get(manager_id)
    if coverage is None or began is None:
        return 0, NOTHING
    ends = [coverage.past[manager_id].at] if manager_id in coverage.past else []
    if coverage.lead == manager_id and coverage.free_since is not None:
        # He leads it on, and gets no contact of it any more: that he leads it adds nothing to since when.
        ends.append(coverage.free_since)
    goes_on = any(each.manager_id == manager_id for each in coverage.held.values())
    return began, None if goes_on or not ends else max(ends)


def _tell(
    desk: Desk,
    manager_id: str,
    move: int,
    part: int,
    clients: list[Mapping[str, Any]],
    coverages: list[Mapping[str, Any]],
    held: tuple[Held, ...] | None,
) -> None:
    data = {
        "manager_id": manager_id,
        "former": desk.id,
        "move": move,
        "clients": clients,
        "coverages": coverages,
        "held": None if held is None else [each._asdict() for each in held],
    }
    named = f"{HISTORY}/{desk.id}/{manager_id}/{desk.acts}/{part}"
    say_aside(desk, HISTORY, manager_id, named, data)
