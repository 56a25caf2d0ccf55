"""What the bank earned with clients and coverages, as far as limits to books ask for it."""

from collections.abc import Mapping
from typing import Final

from rules.desk.client import Client, Coverage
from rules.desk.desk import Desk
from rules.desk.staff import Manager

MONTHS: Final = 12
"""The months a margin is told over: seasons even out, and what was earned long ago binds nobody."""


def take_margins(desk: Desk, client: Client, margins: Mapping[str, tuple[int, str]]) -> None:
    """Put all that is known of a client's margins, by month, in force."""
    latest = max(margins, default="")
    first = month_before(max(latest, desk.margin_month), MONTHS - 1)
    client.margins = {month: margins[month] for month in sorted(margins) if month >= first}
    desk.house.touch("client", desk.id, client.id)
    if latest > desk.margin_month:
        desk.margin_month = latest
        for manager in desk.managers.values():
            _look_at_book(desk, manager)


def book_changed(desk: Desk, coverage: Coverage) -> None:
    """A margin of the coverage changed: the book it stands in is told anew."""
    if coverage.booked is not None:
        _look_at_book(desk, desk.managers[coverage.booked[0]])


def _look_at_book(desk: Desk, manager: Manager) -> None:
    manager.spread_known = False
    desk.work.changed[manager.id] = manager


def margins_of(desk: Desk, coverage: Coverage) -> dict[str, int]:
    """What the bank earned with a coverage by currency, minor units, in the twelve months up to the desk's latest."""
    first = month_before(desk.margin_month, MONTHS - 1)
    sums: dict[str, int] = {}
    for client in coverage.clients.values():
        for month, (margin, currency) in client.margins.items():
            if month >= first:
                sums[currency] = sums.get(currency, 0) + margin
    return sums


def month_before(month: str, count: int) -> str:
    """The month `count` months before `YYYY-MM`; "" stays."""
    if not month:
        return month
    year, number = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 - count, 12)
    return f"{year:04d}-{number + 1:02d}"
