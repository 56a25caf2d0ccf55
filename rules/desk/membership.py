"""Which clients and live contacts belong to which coverage, as snapshots come and go."""

from collections.abc import Mapping
from typing import Any

from rules.desk.client import Client, Coverage
from rules.desk.contact import Contact
from rules.desk.desk import Desk
from rules.desk.introducing import forget, go_along
from rules.desk.keeping import rebook, renew_lead, tell_naming, touch_contact
from rules.desk.margins import book_changed, take_margins
from rules.desk.naming import coverage_of
from rules.desk.placing import reclassify
from rules.desk.publish import coverage_message


def client_of(desk: Desk, client_id: str) -> Client:
    """What the desk keeps of a client, made when first needed."""
    client = desk.clients.get(client_id)
    if client is None:
        client = desk.clients[client_id] = Client(client_id)
        coverage_of(desk, client_id).enter(client)
    return client


def join(desk: Desk, contact: Contact) -> None:
    """Count a live contact to its client's coverage."""
    client = desk.clients.get(contact.client_id)
    contact.coverage_id = contact.client_id if client is None else client.coverage_id
    coverage_of(desk, contact.coverage_id).contacts[contact.id] = contact


def snapshot(desk: Desk, client_id: str, data: Mapping[str, Any] | None, at: int) -> None:
    """Put a client's snapshot in force; None: he is forgotten."""
    client = client_of(desk, client_id)
    if client.data is not None and at < client.at:
        desk.house.count("stale_snapshot")
        return
    old = coverage_of(desk, client.coverage_id)
    was_known = client.data is not None
    _plan(desk, client, enter=False)
    old.leave(client)
    _take(desk, client, data, at)
    _plan(desk, client, enter=True)
    new = coverage_of(desk, client.coverage_id)
    new.enter(client)
    if new is not old:
        moved = [each for each in old.contacts.values() if each.client_id == client_id]
        for contact in moved:
            del old.contacts[contact.id]
            contact.coverage_id = new.id
            new.contacts[contact.id] = contact
        if data is not None and was_known:
            go_along(desk, old, new)
            _copy(desk, old, new)
        renew_lead(desk, old, at)
        tell_naming(desk, old)
    renew_lead(desk, new, at)
    book_changed(desk, old)
    book_changed(desk, new)
    tell_naming(desk, new)
    if desk.tables is not None:
        for contact in new.contacts.values():
            if contact.client_id == client_id:
                reclassify(desk, contact)
                touch_contact(desk, contact)
    if was_known and not old.known:
        forget(desk, old)
    if was_known:
        _end_if_nobodys(desk, old, "client_forgotten" if data is None else "client_moved")
    drop_if_empty(desk, old)
    desk.house.touch("client", desk.id, client_id)


def _take(desk: Desk, client: Client, data: Mapping[str, Any] | None, at: int) -> None:
    """What is known of him from now on; his margins stand beside it, where the desk hears of him for the first time."""
    client.data, client.at = data, 0 if data is None else at
    if data is None:
        client.margins = {}
    elif "margins" in data:
        client.data = {key: value for key, value in data.items() if key != "margins"}
        take_margins(desk, client, {month: (margin, currency) for month, (margin, currency) in data["margins"].items()})


def _plan(desk: Desk, client: Client, *, enter: bool) -> None:
    owner = None if client.data is None else client.data["manager_id"]
    if owner is None:
        return
    if enter:
        desk.plans.setdefault(owner, {})[client.id] = client
    else:
        del desk.plans[owner][client.id]


def _copy(desk: Desk, old: Coverage, new: Coverage) -> None:
    """Lead and backup go along with a client, where his new coverage has none at this desk."""
    if not old.recorded or new.recorded:
        return
    new.lead, new.backup, new.origin, new.free_since = old.lead, old.backup, old.origin, old.free_since
    new.recorded = True
    if new.lead is not None:
        new.led_by, new.led_since = old.led_by, old.led_since
    if new.backup is not None:
        desk.managers[new.backup].backup_of += 1
    desk.house.touch("coverage", desk.id, new.id)
    if new.lead is not None:
        coverage_message(desk, new, "coverage.started", new.lead, "client_moved")


def _end_if_nobodys(desk: Desk, coverage: Coverage, reason: str) -> None:
    """A coverage keeps lead and backup while it has clients."""
    if not coverage.recorded or coverage.known:
        return
    lead, coverage.lead = coverage.lead, None
    if lead is not None:
        coverage_message(desk, coverage, "coverage.ended", lead, reason)
    if coverage.backup is not None:
        desk.managers[coverage.backup].backup_of -= 1
    coverage.backup = coverage.origin = coverage.free_since = None
    coverage.recorded = False
    desk.house.touch("coverage", desk.id, coverage.id)
    rebook(desk, coverage)
    tell_naming(desk, coverage)


def drop_if_empty(desk: Desk, coverage: Coverage) -> None:
    """Forget a coverage of which there is nothing left to say."""
    if not (coverage.recorded or coverage.clients or coverage.contacts):
        desk.coverages.pop(coverage.id, None)
