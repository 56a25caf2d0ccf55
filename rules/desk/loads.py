"""`kontor.manager-loads`: a row for each manager whose row changed, absolute and derived."""

from typing import Any

from models.instants import format_instant
from models.messages.told import LOADS
from models.unit import Message
from rules.desk.concentration import book
from rules.desk.desk import Desk
from rules.desk.publish import message
from rules.desk.staff import Manager

KIND = "manager.load"


def said_of(desk: Desk, manager: Manager) -> dict[str, Any]:
    """All that a row says but for `at` and `seq`: what decides whether it changed."""
    by_channel = manager.by_channel
    return {
        "manager_id": manager.id,
        "desk_id": desk.id,
        "presence": manager.state,
        "until": None if manager.until is None else format_instant(manager.until),
        "load": manager.load,
        "capacity": manager.capacity,
        "wrap_up_units": manager.wrap_units,
        "open_contacts": len(manager.held) + manager.open_far,
        "by_channel": by_channel.copy() if len(by_channel) < 2 else dict(sorted(by_channel.items())),
        "channels": manager.limits,
        "set_aside": manager.set_aside_since is not None,
        "held_back_for": manager.held_back_for,
        "book": book(desk, manager),
        "last_assigned_at": None if manager.last_at is None else desk.written(manager.last_at),
    }


def publish_loads(desk: Desk) -> None:
    """The rows that changed in this command, by manager_id; a leaver's with load 0, then a null."""
    changed = desk.work.changed
    for manager_id in sorted(changed) if len(changed) > 1 else changed:
        manager = changed[manager_id]
        if manager.employed:
            said = said_of(desk, manager)
            if said != manager.published:
                manager.published = said
                _publish(desk, said)
        elif manager.published is not None:
            manager.published = None
            if manager.left_at is not None:
                _publish(desk, said_of(desk, manager))
                desk.work.out.append(Message(LOADS, manager_id.encode(), None, KIND, desk.work.at))


def _publish(desk: Desk, said: dict[str, Any]) -> None:
    row = {**said, "at": desk.work.now, "seq": desk.seq}
    desk.work.out.append(message(desk, LOADS, KIND, said["manager_id"], row))
