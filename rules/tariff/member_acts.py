"""Who the clients of a coverage are."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from rules.tariff.coverage import Coverage

Command = Mapping[str, Any]


def updated(coverage: Coverage, command: Command) -> None:
    """A client of the coverage, as he is now; from when on he is in it, where he was in another before."""
    data, since = command["data"], command["since"]
    client = coverage.client(data["client_id"])
    client.segment = data["segment"]
    was_in = client.is_in
    client.enter(None if since is None else date.fromisoformat(since))
    if not was_in:
        coverage.count_anew(client.id)


def left(coverage: Coverage, command: Command) -> None:
    """A client is in another coverage from a business date on; his agreements here go under review."""
    data = command["data"]
    client = coverage.client(data["client_id"])
    client.leave(date.fromisoformat(data["on"]))
    coverage.count_anew(client.id)


def forgotten(coverage: Coverage, command: Command) -> None:
    """A client is to be forgotten: what agreements rest on stays until they are settled."""
    client = coverage.clients.get(command["data"]["client_id"])
    if client is not None:
        client.segment = None
        coverage.touch("client", client.id)


def held(coverage: Coverage, command: Command) -> None:
    """Risk control stops what the coverage was promised, or lets it go on."""
    today = coverage.today.isoformat()
    if command["data"]["set"] == coverage.held:
        return
    if coverage.held:
        coverage.holds[-1] = coverage.holds[-1][0], today
    else:
        coverage.holds.append((today, None))
    coverage.touch("coverage")
