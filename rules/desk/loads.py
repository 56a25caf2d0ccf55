"""`kontor.manager-loads`: a row for each manager whose row changed, absolute and derived."""

from typing import Any

from models.instants import format_instant
from models.messages.told import LOADS
from models.unit import Message
from rules.desk.concentration import book, spread_in
from rules.desk.desk import Desk
from rules.desk.publish import message
from rules.desk.staff import Manager

KIND = "manager.load"


def said_by(desk: Desk, manager: Manager) -> tuple[object, ...]:
    """All that a row says but for `at` and `seq`: what decides whether it changed."""
    spread = spread_in(desk, manager)
    return (
        manager.state,
        manager.until,
        manager.load,
        manager.capacity,
        manager.wrap_units,
        len(manager.held) + manager.open_far,
        manager.by_channel.copy(),
        manager.limits,
        len(manager.book),
        None if spread is None else spread[2:],
        manager.clients,
        manager.last_at,
        manager.held_back_for,
        manager.set_aside_since is not None,
    )


def publish_loads(desk: Desk) -> None:
    """The rows that changed in this command, by manager_id; a leaver's with load 0, then a null."""
    changed = desk.work.changed
    for manager_id in sorted(changed) if len(changed) > 1 else changed:
        manager = changed[manager_id]
        if manager.employed:
            said = said_by(desk, manager)
            if said != manager.published:
                manager.published = said
                desk.work.out.append(message(desk, LOADS, KIND, manager_id, _row(desk, manager)))
        elif manager.published is not None:
            manager.published = None
            if manager.left_at is not None:
                desk.work.out.append(message(desk, LOADS, KIND, manager_id, _row(desk, manager)))
                desk.work.out.append(Message(LOADS, manager_id.encode(), None, KIND, desk.work.at))


def _row(desk: Desk, manager: Manager) -> dict[str, Any]:
    return {
        "manager_id": manager.id,
        "desk_id": desk.id,
        "presence": manager.state,
        "until": None if manager.until is None else format_instant(manager.until),
        "load": manager.load,
        "capacity": manager.capacity,
        "wrap_up_units": manager.wrap_units,
        "open_contacts": len(manager.held) + manager.open_far,
        "by_channel": manager.by_channel if len(manager.by_channel) < 2 else dict(sorted(manager.by_channel.items())),
        "channels": manager.limits,
        "set_aside": manager.set_aside_since is not None,
        "held_back_for": manager.held_back_for,
        "book": book(desk, manager),
        "last_assigned_at": None if manager.last_at is None else desk.written(manager.last_at),
        "at": desk.work.now,
        "seq": desk.seq,
    }
