"""Which clients and live contacts belong to which coverage, as snapshots come and go."""

from collections.abc import Mapping
from typing import Any

from rules.desk.apart import mark_breaches
from rules.desk.client import Client, Coverage
from rules.desk.contact import OFFERED, Contact
from rules.desk.desk import Desk
from rules.desk.introducing import forget, go_along
from rules.desk.keeping import rebook, renew_lead, tell_naming, touch_contact
from rules.desk.margins import book_changed, take_margins
from rules.desk.naming import client_of, coverage_of
from rules.desk.placing import reclassify
from rules.desk.publish import coverage_message
from rules.desk.rewalling import Rewalling
from rules.desk.serving import begin, end, freshen, plan_began, remember, take_past, undo


def join(desk: Desk, contact: Contact) -> None:
    """Count a live contact to its client's coverage."""
    client = desk.clients.get(contact.client_id)
    contact.coverage_id = contact.client_id if client is None else client.coverage_id
    coverage = coverage_of(desk, contact.coverage_id)
    coverage.contacts[contact.id] = contact
    if contact.manager_id is not None:
        coverage.held[contact.id] = contact
    desk.recolour = True


def part(desk: Desk, contact: Contact) -> Coverage:
    """Count it to its coverage no more, which may be empty then."""
    coverage = coverage_of(desk, contact.coverage_id)
    del coverage.contacts[contact.id]
    coverage.held.pop(contact.id, None)
    desk.recolour = True
    return coverage


def snapshot(desk: Desk, client_id: str, data: Mapping[str, Any] | None, at: int) -> None:
    """Put a client's snapshot in force; None: he is forgotten."""
    client = client_of(desk, client_id)
    if client.data is not None and at < client.at:
        desk.house.count("stale_snapshot")
        return
    old = coverage_of(desk, client.coverage_id)
    was_known = client.data is not None
    freshen(desk, client)
    walls = Rewalling(desk, client, data)
    _plan(desk, client, enter=False)
    old.leave(client)
    planner = _planner(client)
    _take(desk, client, data, at)
    _plan(desk, client, enter=True)
    new = coverage_of(desk, client.coverage_id)
    new.enter(client)
    walls.put()
    if new is not old or _planner(client) != planner:
        _serve_by_plan(desk, client, (old, planner), new, at)
    if new is not old:
        _take_contacts(desk, client, old, new, at)
        if data is not None and was_known:
            go_along(desk, old, new)
            _copy(desk, old, new)
        renew_lead(desk, old, at)
        tell_naming(desk, old)
    renew_lead(desk, new, at)
    book_changed(desk, old)
    book_changed(desk, new)
    tell_naming(desk, new)
    walls.settle()
    mark_breaches(desk, old)
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


def _take_contacts(desk: Desk, client: Client, old: Coverage, new: Coverage, at: int) -> None:
    """His contacts, live and past, count for the coverage he is of now."""
    for contact in [each for each in old.contacts.values() if each.client_id == client.id]:
        part(desk, contact)
        join(desk, contact)
        if contact.manager_id is not None:
            begin(desk, new, contact.manager_id, contact.held_since)
            if contact.status == OFFERED:
                undo(desk, old, contact.manager_id)
            else:
                end(desk, old, contact.manager_id, at)
    for manager_id, stays in sorted(desk.elsewhere.items()):
        for _, stay in sorted(stays.items()):
            if client.id in stay.clients:
                begin(desk, new, manager_id, stay.clients[client.id])
                if stay.serves(client.id):
                    end(desk, old, manager_id, at)
                else:
                    undo(desk, old, manager_id)
    take_past(desk, new, client)


def _planner(client: Client) -> str | None:
    """In whose plan he is."""
    planner: str | None = None if client.data is None else client.data["manager_id"]
    return planner


def _serve_by_plan(desk: Desk, client: Client, was: tuple[Coverage, str | None], new: Coverage, at: int) -> None:
    """Who had him in his plan served his coverage by that, who has him now serves the one he is of now."""
    old, former = was
    planner = _planner(client)
    if former is not None and former in desk.employed:
        end(desk, old, former, at)
        if planner != former:
            remember(desk, client, former, plan_began(desk, client, former), at)
    if planner != former:
        client.plan_since = 0 if planner is None else desk.acts  # nobody's plan: the row may be gone meanwhile
    if planner is not None and planner in desk.employed:
        begin(desk, new, planner, plan_began(desk, client, planner))


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
    new.recorded, new.lead_since = True, desk.acts
    new.lead_at = desk.clock if old.free_since is None else old.free_since
    if new.lead is not None:
        begin(desk, new, new.lead, desk.acts)
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
        end(desk, coverage, lead, desk.work.at)
        coverage_message(desk, coverage, "coverage.ended", lead, reason)
    if coverage.backup is not None:
        desk.managers[coverage.backup].backup_of -= 1
    coverage.backup = coverage.origin = coverage.free_since = None
    coverage.recorded = False
    coverage.lead_since = coverage.lead_at = 0  # its row may go, and with it since when
    desk.house.touch("coverage", desk.id, coverage.id)
    rebook(desk, coverage)
    tell_naming(desk, coverage)


def drop_if_empty(desk: Desk, coverage: Coverage) -> None:
    """Forget a coverage of which there is nothing left to say."""
    kept = coverage.recorded or coverage.clients or coverage.contacts or coverage.past or coverage.breaches
    if not kept and not any(
        coverage.id in each.coverages for stays in desk.elsewhere.values() for each in stays.values()
    ):
        desk.coverages.pop(coverage.id, None)
