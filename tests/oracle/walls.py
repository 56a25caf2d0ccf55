"""
Who serves or served what, and who therefore may not serve a rival of it.

A contact and a plan count for the coverage their client has now, with their whole past. What counted
so for a coverage goes on to have begun when it did, when its client leaves it: that ends a service at
most, and moves no beginning. The service of a lead is that of the coverage itself.
"""

from collections.abc import Callable, Iterator
from typing import Any

from tests.oracle.records import Contact
from tests.oracle.state import Desk

Span = tuple[int, int, int | None]
"""Record and instant of the beginning, instant of the end."""


def refused(desk: Desk, contact: Contact, manager_id: str) -> bool:
    """Whether the manager stands behind a wall from the contact's coverage."""
    coverage_id, mine = desk.coverage(contact), served(desk, manager_id)
    unknown = contact.data["client_id"] not in desk.clients
    if unknown and desk.rules.walls.unknown_client == "closed":
        walled = _remembered(desk, "walled", lambda: _walled(desk))
        if any(other in walled for other in mine if other != coverage_id):
            return True
    return bars(desk, coverage_id, manager_id)


def bars(desk: Desk, coverage_id: str, manager_id: str) -> bool:
    """Whether a wall stands between a manager and a coverage of known clients."""
    mine = served(desk, manager_id)
    others = [other for other in rivals(desk, coverage_id) if other in mine]
    return any(not (coverage_id in mine and _earlier(mine, coverage_id, other)) for other in others)


def lost(desk: Desk, manager_id: str, coverage_id: str) -> bool:
    """Whether he serves the coverage, and came to it later than to a rival of it: then it is not his."""
    against = rivals(desk, coverage_id)
    if not against:
        return False
    mine = served(desk, manager_id)
    return coverage_id in mine and any(other in mine and _earlier(mine, other, coverage_id) for other in against)


def breaches(desk: Desk) -> dict[str, list[str]]:
    """For each manager of the desk the coverages that are not his though he serves them."""
    here = [manager.id for manager in desk.managers.values() if manager.employed]
    found = {name: [known for known in sorted(served(desk, name)) if lost(desk, name, known)] for name in here}
    for name, coverage_id in sorted(desk.by_hand):
        if name in here and _is_held_unknown(desk, name, coverage_id):
            found[name] = sorted({*found[name], coverage_id})
        else:
            desk.by_hand.discard((name, coverage_id))
    return {name: coverages for name, coverages in found.items() if coverages}


def _is_held_unknown(desk: Desk, manager_id: str, client_id: str) -> bool:
    """Whether a person gave him a contact of a client nobody knows, and he would still be refused it."""
    held = [each for each in desk.contacts.values() if each.data["client_id"] == client_id]
    held = [each for each in held if each.taker == manager_id]
    return client_id not in desk.clients and any(refused(desk, each, manager_id) for each in held)


def rivals(desk: Desk, coverage_id: str) -> set[str]:
    """Every rival of it but those of which both sides consent."""
    pairs: dict[str, set[str]] = _remembered(desk, "pairs", lambda: _pairs(desk))
    return {other for other in pairs.get(coverage_id, set()) if not _consented(desk, *sorted((coverage_id, other)))}


def served(desk: Desk, manager_id: str) -> dict[str, int]:
    """What he serves or served within the cooling-off, each with the record that began it unbroken."""
    found: dict[str, int] = _remembered(desk, ("served", manager_id), lambda: _served(desk, manager_id))
    return found


def needed_and_have(desk: Desk) -> tuple[int, int]:
    """How many managers a greedy colouring by degree takes, and how many the desk employs."""
    concerned = {client["coverage_id"] for client in desk.clients.values() if desk.employed(str(client["manager_id"]))}
    concerned |= {coverage_id for coverage_id, record in desk.records.items() if record.lead is not None}
    concerned |= {desk.coverage(contact) for contact in desk.contacts.values() if contact.status != "over"}
    against = {one: rivals(desk, one) & concerned for one in concerned}
    concerned = {one for one in concerned if against[one]}
    colours: dict[str, int] = {}
    for one in sorted(concerned, key=lambda each: (-len(against[each]), each)):
        taken = {colours[other] for other in against[one] if other in colours}
        colours[one] = next(colour for colour in range(len(concerned)) if colour not in taken)
    return len(set(colours.values())), sum(manager.employed for manager in desk.managers.values())


def _earlier(mine: dict[str, int], one: str, other: str) -> bool:
    return (mine[one], one) < (mine[other], other)


def _remembered(desk: Desk, key: Any, tell: Callable[[], Any]) -> Any:
    if key not in desk.memo:
        desk.memo[key] = tell()
    return desk.memo[key]


def _pairs(desk: Desk) -> dict[str, set[str]]:
    pairs: dict[str, set[str]] = {}
    classes: dict[str, set[str]] = {}
    for client in desk.clients.values():
        mine = client["coverage_id"]
        for named in client["rivals"]:
            other = desk.clients.get(named, {}).get("coverage_id", named)
            if other != mine:
                pairs.setdefault(mine, set()).add(other)
                pairs.setdefault(other, set()).add(mine)
        for code in client["conflict_classes"]:
            classes.setdefault(code, set()).add(mine)
    for members in classes.values():
        for one in members:
            pairs[one] = pairs.get(one, set()) | members - {one}
    return pairs


def _walled(desk: Desk) -> set[str]:
    of_a_class = {client["coverage_id"] for client in desk.clients.values() if client["conflict_classes"]}
    return of_a_class | {one for one, others in _pairs(desk).items() if others}


def _consented(desk: Desk, smaller: str, larger: str) -> bool:
    for side in ("a", "b"):
        if (smaller, larger, side) not in desk.consents:
            return False
        until = desk.consents[smaller, larger, side]
        if until is not None and desk.now >= until:
            return False
    return True


def _served(desk: Desk, manager_id: str) -> dict[str, int]:
    spans: dict[str, list[Span]] = {}
    for coverage_id, span in _spans(desk, manager_id):
        spans.setdefault(coverage_id, []).append(span)
    cooling = desk.rules.walls.cooling_off_s * 1000
    alive = {}
    for coverage_id, mine in spans.items():
        mine.sort(key=lambda span: span[:2])
        began, _, until = mine[0]
        for record, at, end in mine[1:]:
            if until is not None and at >= until + cooling:
                began, until = record, end
            else:
                until = None if until is None or end is None else max(until, end)
        if until is None or desk.now < until + cooling:
            alive[coverage_id] = began
    return alive


def _spans(desk: Desk, manager_id: str) -> Iterator[tuple[str, Span]]:
    yield from own_spans(desk, manager_id)
    manager = desk.managers.get(manager_id)
    for brought in () if manager is None else manager.brought.values():
        by_client = [(desk.clients.get(each, {}).get("coverage_id", each), span) for each, span in brought.clients]
        for coverage_id, span in [*brought.coverages, *by_client]:
            if manager is not None and (manager.employed or span[2] is not None):
                yield coverage_id, span


def by_client(desk: Desk, manager_id: str) -> Iterator[tuple[str, Span, int | None]]:
    """When he served which client at this desk, and the record that ended it."""
    for contact in desk.contacts.values():
        client_id = contact.data["client_id"]
        for held in contact.holdings:
            if held.manager_id == manager_id:
                yield client_id, (held.record, held.began_at, held.ended_by), held.ended
        if contact.offer is not None and contact.offer.manager_id == manager_id:
            yield client_id, (contact.offer.record, contact.offer.made_at, None), None
    for plan in desk.plans_had:
        if plan.manager_id == manager_id:
            yield plan.subject, (plan.record, plan.at, plan.ended_at), plan.ended


def own_spans(desk: Desk, manager_id: str) -> Iterator[tuple[str, Span]]:
    """When he served which coverage at this desk."""
    yield from spans_by_client(desk, manager_id)
    yield from spans_as_lead(desk, manager_id)


def spans_by_client(desk: Desk, manager_id: str) -> Iterator[tuple[str, Span]]:
    """The same by contacts and plans."""
    for client_id, span, ended in by_client(desk, manager_id):
        yield from _of_client(desk, client_id, span, ended)


def spans_as_lead(desk: Desk, manager_id: str) -> Iterator[tuple[str, Span]]:
    """The same as its lead."""
    for led in desk.leads_had:
        if led.manager_id == manager_id:
            yield led.subject, (led.record, led.at, led.ended_at)


def _of_client(desk: Desk, client_id: str, span: Span, ended: int | None) -> Iterator[tuple[str, Span]]:
    record, at, end = span
    present = desk.clients.get(client_id, {}).get("coverage_id", client_id)
    yield present, span
    for was in desk.memberships.get(client_id, []):
        if was.coverage_id == present or was.ended is None:
            continue
        if record < was.ended:
            left_first = ended is None or was.ended < ended
            yield was.coverage_id, (record, at, was.ended_at if left_first else end)
