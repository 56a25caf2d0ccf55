"""What a desk does with what is said of clients."""

from collections.abc import Mapping
from typing import Any

from rules.desk.desk import Desk
from rules.desk.membership import snapshot

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
