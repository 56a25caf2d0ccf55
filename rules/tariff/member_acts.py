"""Who the clients of a coverage are."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from rules.tariff.agreement import PROPOSED
from rules.tariff.client import Client
from rules.tariff.coverage import Coverage
from rules.tariff.offer_acts import group_changed
from rules.tariff.states import can, move

Command = Mapping[str, Any]


def updated(coverage: Coverage, command: Command) -> None:
    """A client of the coverage, as he is now; from when on he is in it, where he was in another before."""
    data, since = command["data"], command["since"]
    client = coverage.clients.get(data["client_id"])
    if client is None:
        # Told of before anything he did. He may come from another coverage to one of his own name: not always in it.
        client = coverage.clients[data["client_id"]] = Client(data["client_id"])
    coverage.touch("client", client.id)
    client.describe(data)
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
    group_changed(coverage, client.id, data["on"])


def forgotten(coverage: Coverage, command: Command) -> None:
    """A client is to be forgotten: what agreements rest on stays until they are settled."""
    client = coverage.clients.get(command["data"]["client_id"])
    if client is not None:
        client.describe(None)
        coverage.touch("client", client.id)
        for agreement in coverage.live():
            if agreement.client_id == client.id and agreement.state in PROPOSED:
                move(coverage, agreement, "withdraw", reason="client_forgotten")
            elif agreement.client_id == client.id and can(agreement, "end"):
                agreement.ends_on, agreement.ended_by = coverage.today.isoformat(), "bank"
                move(coverage, agreement, "end", reason="client_forgotten")
