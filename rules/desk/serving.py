"""
Whom a manager serves and served: the spells a wall counts by.

A manager serves a coverage while he holds a contact or a pending offer of it, leads it, or has one
of its clients in his plan; and is bound by it for the cooling-off after the last of these ended.
Each of these stands in a row of its own with the desk's record in which it began; what is over is
kept in `Coverage.past`. `Coverage.serving` is the union, derived: manager to the record in which his
unbroken service began.
"""

from collections.abc import Iterator

from rules.desk.apart import service_changed
from rules.desk.client import Client, Coverage, Past
from rules.desk.contact import Contact
from rules.desk.cooling_off import note, serves, serves_client, spells_elsewhere, watch
from rules.desk.desk import Desk
from rules.desk.naming import client_of, coverage_of


def begin(desk: Desk, coverage: Coverage, manager_id: str, began: int) -> None:
    """He serves it, since the desk's record number `began`."""
    so_far = coverage.serving.get(manager_id)
    if so_far is None or began < so_far:
        coverage.serving[manager_id] = began
        desk.note_service(manager_id, coverage=coverage.id)
        service_changed(desk, coverage, manager_id)


def end(desk: Desk, coverage: Coverage, manager_id: str, at: int) -> None:
    """One way in which he served it is over; if it was the last, the cooling-off counts from `at`."""
    known = coverage.past.get(manager_id)
    last = at if known is None else max(at, known.at)
    coverage.past[manager_id] = Past(coverage.serving[manager_id], last)
    desk.house.touch("coverage", desk.id, coverage.id)
    desk.note_service(manager_id, coverage=coverage.id)
    desk.recolour = True
    if manager_id in coverage.breaches:
        desk.work.breaches[manager_id, coverage.id] = None
    if desk.tables is not None:
        note(desk, coverage, last + desk.tables.cooling_off_ms)


def let_go(desk: Desk, contact: Contact, coverage: Coverage, manager_id: str, at: int) -> None:
    """He had an assigned contact until `at`; kept also with its client, for it counts wherever he belongs."""
    remember(desk, client_of(desk, contact.client_id), manager_id, contact.held_since, at)
    end(desk, coverage, manager_id, at)


def undo(desk: Desk, coverage: Coverage, manager_id: str) -> None:
    """An offer ended without accept, or a lead cooled off: as if he had never served it by that."""
    desk.note_service(manager_id, coverage=coverage.id)
    if _has_cooled_off(desk, coverage, manager_id):
        del coverage.past[manager_id]  # only what never was has made it last
        desk.house.touch("coverage", desk.id, coverage.id)
    before = coverage.serving.get(manager_id)
    now = min(_spells(desk, coverage, manager_id), default=None)
    if now == before:
        return
    if now is None:
        del coverage.serving[manager_id]
    else:
        coverage.serving[manager_id] = now
    service_changed(desk, coverage, manager_id)
    watch(desk, coverage)


def plan_began(desk: Desk, client: Client, manager_id: str) -> int:
    """The record since which a manager employed here has had a client in his plan."""
    return max(client.plan_since, desk.employed[manager_id].joined)


def begin_plan(desk: Desk, client: Client, manager_id: str) -> None:
    """A manager is employed here who has a client in his plan."""
    begin(desk, coverage_of(desk, client.coverage_id), manager_id, plan_began(desk, client, manager_id))


def end_plan(desk: Desk, client: Client, manager_id: str) -> None:
    """He is employed here no more: plans of others do not count."""
    end(desk, coverage_of(desk, client.coverage_id), manager_id, desk.work.at)
    remember(desk, client, manager_id, plan_began(desk, client, manager_id), desk.work.at)


def take_past(desk: Desk, coverage: Coverage, client: Client) -> None:
    """A client's past contacts and plans count for the coverage he is of now."""
    freshen(desk, client)
    for manager_id, past in sorted(client.past.items()):
        known = coverage.past.get(manager_id)
        merged = past if known is None else Past(min(past.began, known.began), max(past.at, known.at))
        if merged != known:
            coverage.past[manager_id] = merged
            desk.note_service(manager_id, coverage=coverage.id)
            desk.house.touch("coverage", desk.id, coverage.id)
        begin(desk, coverage, manager_id, past.began)
    watch(desk, coverage)


def remember(desk: Desk, client: Client, manager_id: str, began: int, at: int) -> None:
    """Keep with the client himself that a manager had a contact of his, or him in his plan, until `at`."""
    freshen(desk, client, but=manager_id)  # his service was unbroken to this very record
    known = client.past.get(manager_id)
    if known is not None:
        began, at = min(known.began, began), max(known.at, at)
    client.past[manager_id] = Past(began, at)
    desk.note_service(manager_id, client=client.id)
    desk.house.touch("client", desk.id, client.id)


def freshen(desk: Desk, client: Client, but: str | None = None) -> None:
    """
    Forget of a client who served him long enough ago; to be done before somebody begins to serve him again.

    `but`: who serves him until now, whatever the desk knows of it by now.
    """
    if not client.past or desk.tables is None:
        return
    over_at = desk.clock - desk.tables.cooling_off_ms
    for manager_id in [each for each, past in client.past.items() if past.at <= over_at]:
        if manager_id != but and not serves_client(desk, client, manager_id):
            del client.past[manager_id]
            desk.house.touch("client", desk.id, client.id)


def forget(desk: Desk, coverage: Coverage) -> None:
    """Forget services whose cooling-off is over."""
    for manager_id in [each for each in coverage.past if _has_cooled_off(desk, coverage, each)]:
        del coverage.past[manager_id]
        del coverage.serving[manager_id]
        desk.note_service(manager_id, coverage=coverage.id)
        desk.house.touch("coverage", desk.id, coverage.id)
        service_changed(desk, coverage, manager_id)


def derive(desk: Desk, coverage: Coverage) -> None:
    """Tell all services anew from what is written down."""
    managers = {*coverage.past, *coverage.votes, *(each.manager_id for each in coverage.held.values())}
    managers.add(coverage.lead)
    for manager_id in sorted(each for each in managers if each is not None):
        began = min(_spells(desk, coverage, manager_id), default=None)
        if began is not None:
            coverage.serving[manager_id] = began


def _has_cooled_off(desk: Desk, coverage: Coverage, manager_id: str) -> bool:
    """Whether all by which he served it has ended, and that long enough ago."""
    past = coverage.past.get(manager_id)
    return past is not None and _is_over(desk, past) and not serves(desk, coverage, manager_id)


def _is_over(desk: Desk, past: Past) -> bool:
    return desk.tables is not None and desk.clock >= past.at + desk.tables.cooling_off_ms


def _spells(desk: Desk, coverage: Coverage, manager_id: str) -> Iterator[int]:
    """The records in which everything began by which he serves or served it."""
    past = coverage.past.get(manager_id)
    if past is not None:
        yield past.began
    if coverage.lead == manager_id:
        yield coverage.lead_since
    if manager_id in desk.employed and manager_id in coverage.votes:
        for client in coverage.clients.values():
            if client.data is not None and client.data["manager_id"] == manager_id:
                yield plan_began(desk, client, manager_id)
    for contact in coverage.held.values():
        if contact.manager_id == manager_id:
            yield contact.held_since
    yield from spells_elsewhere(desk, coverage, manager_id)
