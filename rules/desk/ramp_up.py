"""
The gentle start of somebody new, or back from leave: so many contacts an hour, and no more.

It lasts `for_hours` from the presence that ended his leave, else from the first the desk heard of
him, if that was more than `for_hours` after the desk's own first record. What the router gives or
offers him while it lasts counts, each for an hour, `[t, t + 1 h)`; a person's act does not.
"""

from typing import Final

from rules.desk.desk import Desk
from rules.desk.due import Due
from rules.desk.staff import Manager

HOUR_MS: Final = 3_600_000


def ends_at(desk: Desk, manager: Manager) -> int | None:
    """When his gentle start is, or was, over; None where he has none."""
    tables = desk.tables
    if tables is None or tables.ramp_up_an_hour is None:
        return None
    if manager.returned_at is not None:
        return manager.returned_at + tables.ramp_up_ms
    first = manager.first_at
    return first + tables.ramp_up_ms if first is not None and first > desk.first_at + tables.ramp_up_ms else None


def tell_pace(desk: Desk, manager: Manager) -> None:
    """Tell anew whether he has had his share, and note when that will end."""
    ends = ends_at(desk, manager)
    running = ends is not None and desk.clock < ends
    slowed = False
    if running:
        assert ends is not None
        assert desk.tables is not None
        assert desk.tables.ramp_up_an_hour is not None
        desk.due.put(ends, Due.RAMP_UP, manager.id)
        slowed = sum(at + HOUR_MS > desk.clock for at in manager.given) >= desk.tables.ramp_up_an_hour
        for at in manager.given:
            if at + HOUR_MS > desk.clock:
                desk.due.put(at + HOUR_MS, Due.RAMP_UP, manager.id)
    if slowed != manager.slowed:
        manager.slowed = slowed
        desk.touch_manager(manager, better=not slowed)


def count_given(desk: Desk, manager: Manager) -> None:
    """The router gave or offered him a contact; his row is written with it."""
    ends = ends_at(desk, manager)
    if ends is not None and desk.clock < ends:
        manager.given = [at for at in manager.given if at + HOUR_MS > desk.clock]
        manager.given.append(desk.clock)
        desk.house.touch("manager", desk.id, manager.id)
        tell_pace(desk, manager)


def still_ends(desk: Desk, manager: Manager, instant: int) -> bool:
    """Whether at `instant` his gentle start ends, or an hour of it."""
    ends = ends_at(desk, manager)
    return (
        manager.employed
        and ends is not None
        and desk.clock < ends
        and (instant == ends or (instant < ends and instant - HOUR_MS in manager.given))
    )
