"""What a desk does with what is said of clients."""

from collections.abc import Mapping
from typing import Any

from rules.desk.desk import Desk
from rules.desk.margins import book_changed, take_margins
from rules.desk.membership import client_of, snapshot
from rules.desk.naming import coverage_of

Command = Mapping[str, Any]


def updated(desk: Desk, command: Command) -> None:
    """A client's snapshot."""
    snapshot(desk, command["data"]["client_id"], command["data"], command["at"])


def forgotten(desk: Desk, command: Command) -> None:
    """A client is forgotten: his live contacts go on as those of a client nobody knows."""
    client = desk.clients.get(command["data"]["client_id"])
    if client is None or client.data is None:
        desk.house.count("unknown_client")
        return
    snapshot(desk, client.id, None, max(command["at"], client.at))


def margin_recorded(desk: Desk, command: Command) -> None:
    """A client's margin of one month; the same month said again replaces."""
    data = command["data"]
    client = client_of(desk, data["client_id"])
    take_margins(desk, client, client.margins | {data["month"]: (data["margin_minor"], data["currency"])})
    book_changed(desk, coverage_of(desk, client.coverage_id))
