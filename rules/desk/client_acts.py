"""What a desk does with what is said of clients."""

from collections.abc import Mapping
from typing import Any

from models.instants import parse_instant
from rules.desk.desk import Desk
from rules.desk.margins import book_changed, take_margins
from rules.desk.membership import snapshot
from rules.desk.naming import client_of, coverage_of
from rules.desk.rewalling import consent
from rules.desk.rivals import consent_key

Command = Mapping[str, Any]


def updated(desk: Desk, command: Command) -> None:
    """A client's snapshot."""
    snapshot(desk, command["data"]["client_id"], command["data"], command["at"])
    desk.work.colours = True


def forgotten(desk: Desk, command: Command) -> None:
    """A client is forgotten: his live contacts go on as those of a client nobody knows."""
    client = desk.clients.get(command["data"]["client_id"])
    if client is None or client.data is None:
        desk.house.count("unknown_client")
        return
    snapshot(desk, client.id, None, max(command["at"], client.at))
    desk.work.colours = True


def margin_recorded(desk: Desk, command: Command) -> None:
    """A client's margin of one month; the same month said again replaces."""
    data = command["data"]
    client = client_of(desk, data["client_id"])
    take_margins(desk, client, client.margins | {data["month"]: (data["margin_minor"], data["currency"])})
    book_changed(desk, coverage_of(desk, client.coverage_id))


def consented(desk: Desk, command: Command) -> None:
    """One side of a pair of rivals lets a manager serve both."""
    data = command["data"]
    until = None if data["until"] is None else parse_instant(data["until"])
    said = {name: data[name] for name in ("coverage_a", "coverage_b", "side", "by")} | {"until": until}
    consent(desk, consent_key(data["coverage_a"], data["coverage_b"], data["side"]), said)
    desk.work.colours = True


def withdrawn(desk: Desk, command: Command) -> None:
    """One side takes its consent back."""
    data = command["data"]
    consent(desk, consent_key(data["coverage_a"], data["coverage_b"], data["side"]), None)
    desk.work.colours = True
