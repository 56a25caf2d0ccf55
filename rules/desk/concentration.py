"""
How much of a manager's book is one group, and what the policy's limits to it mean.

Counted by group: a holding is one, however many companies. A limit refuses no contact, for nobody
must go unserved for the sake of a book; above it no *coverage* is started: the client is served, and
nobody becomes his lead.
"""

from typing import Any

from rules.desk.client import Coverage
from rules.desk.desk import Desk
from rules.desk.margins import margins_of
from rules.desk.publish import alert
from rules.desk.spread import Spread, allowed, over, spread_of
from rules.desk.staff import Manager


def spread_in(desk: Desk, manager: Manager) -> Spread | None:
    """The spread of a manager's book as it stands."""
    if not manager.spread_known:
        known = desk.margin_month != ""
        manager.spread = spread_of(margins_of(desk, each) for each in manager.book.values()) if known else None
        manager.spread_known = True
    return manager.spread


def may_start(desk: Desk, manager: Manager, coverage: Coverage) -> bool:
    """
    Whether a coverage may be started with him.

    With it, each measure must be within its limit, or lower than without it: a book that is too
    concentrated may be spread, never be made worse. A book without margin takes its first.
    """
    tables = desk.tables
    assert tables is not None
    if len(manager.book) + 1 > tables.max_groups:
        return False
    before = spread_in(desk, manager)
    if before is None:
        return True
    after = spread_of(margins_of(desk, each) for each in (*manager.book.values(), coverage))
    assert after is not None, "a book with one more group has no less margin"
    return allowed(tables, before, after)


def is_concentrated(desk: Desk, manager: Manager) -> bool:
    """Whether his book is above a limit; equal to it is not above."""
    tables = desk.tables
    assert tables is not None
    if not manager.employed:
        return False
    spread = spread_in(desk, manager)
    return len(manager.book) > tables.max_groups or (spread is not None and any(over(tables, spread)))


def book(desk: Desk, manager: Manager) -> dict[str, Any]:
    """The book as `manager.load` tells it: whole ppm and points, cut."""
    spread = spread_in(desk, manager)
    return {
        "groups": len(manager.book),
        "clients": manager.clients,
        "margin_share_max_ppm": None if spread is None else spread.largest_ppm,
        "hhi": None if spread is None else spread.points,
    }


def tell_concentration(desk: Desk) -> None:
    """The alerts of the books that this command brought above a limit, or back within them."""
    changed = desk.work.changed
    for manager_id in sorted(changed) if len(changed) > 1 else changed:
        manager = changed[manager_id]
        concentrated = is_concentrated(desk, manager)
        since = manager.concentrated_since
        if concentrated == (since is not None):
            continue
        manager.concentrated_since = desk.clock if concentrated else None
        desk.house.touch("manager", desk.id, manager_id)
        _say(desk, manager, desk.clock if since is None else since, cleared=not concentrated)


def _say(desk: Desk, manager: Manager, since: int, *, cleared: bool) -> None:
    tables = desk.tables
    assert tables is not None
    told = book(desk, manager)
    figures = {
        "groups": told["groups"],
        "max_groups": tables.max_groups,
        "margin_share_max_ppm": told["margin_share_max_ppm"],
        "max_margin_share_ppm": tables.max_margin_share_ppm,
        "hhi": told["hhi"],
        "max_hhi": tables.max_hhi,
    }
    words = (
        (
            f"The book of {manager.id} is within the policy's limits again.",
            f"Портфель менеджера {manager.id} снова в пределах политики.",
        )
        if cleared
        else (
            f"The book of {manager.id} is above a limit of the policy; no new coverages are started with him.",
            f"Портфель менеджера {manager.id} превышает предел политики; новых клиентов за ним не закрепляют.",
        )
    )
    alert(desk, "concentration", manager.id, since, figures, words, cleared=cleared)
