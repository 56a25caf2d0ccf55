"""Two rivals on one manager: said once, and once more when it is over."""

from typing import Any

from rules.desk.client import Coverage
from rules.desk.contact import Contact
from rules.desk.desk import Desk
from rules.desk.naming import coverage_of
from rules.desk.publish import alert
from rules.desk.walls import bars_unknown, closed_to_unknown, rival_that_counts


def through_a_wall(desk: Desk, contact: Contact, manager_id: str) -> None:
    """A person gives a contact to a manager behind a wall: an unknown client has no rival, so it is kept here."""
    coverage = coverage_of(desk, contact.coverage_id)
    if _unknown(coverage) and manager_id not in coverage.breaches:
        coverage.breaches[manager_id] = (None, NOT_SAID)
    desk.work.breaches[manager_id, coverage.id] = None


NOT_SAID = -1
"""In place of an instant: of a breach that is still to be said."""


def tell_breaches(desk: Desk) -> None:
    """Say which breaches are new, then which are over, each by manager, then coverage."""
    work = desk.work
    if not work.breaches:
        return
    marked, work.breaches = sorted(work.breaches), {}
    over = [
        (coverage, manager_id)
        for manager_id, coverage_id in marked
        if (coverage := desk.coverages.get(coverage_id)) is not None and not _tell_new(desk, coverage, manager_id)
    ]
    for coverage, manager_id in over:
        said = coverage.breaches.get(manager_id)
        if said is None:
            continue
        if said[1] != NOT_SAID:
            _say(desk, coverage, manager_id, cleared=True)
        del coverage.breaches[manager_id]
        desk.house.touch("coverage", desk.id, coverage.id)


def _tell_new(desk: Desk, coverage: Coverage, manager_id: str) -> bool:
    """Whether there is a breach; say so if it is new."""
    holds, rival = _breach(desk, coverage, manager_id)
    before, since = coverage.breaches.get(manager_id, (None, NOT_SAID))
    if holds and since == NOT_SAID:
        coverage.breaches[manager_id] = (rival, desk.clock)
        _say(desk, coverage, manager_id, cleared=False)
        desk.house.touch("coverage", desk.id, coverage.id)
    elif rival is not None and before is None:
        coverage.breaches[manager_id] = (rival, since)  # the client is known by now
        desk.house.touch("coverage", desk.id, coverage.id)
    return holds


def _breach(desk: Desk, coverage: Coverage, manager_id: str) -> tuple[bool, str | None]:
    """Whether the coverage is with a manager it may not be with, and the rival because of which."""
    if manager_id not in desk.employed or manager_id not in coverage.serving:
        return False, None
    rival = rival_that_counts(desk, coverage, manager_id) if desk.rivals.walled(coverage.id) else None
    if rival is not None:
        return True, rival
    told = coverage.breaches.get(manager_id)
    # Of a client who was known by then the breach lay in his rivals, and goes with them when he is forgotten.
    by_hand = told is not None and told[0] is None and _unknown(coverage)
    held = by_hand and any(each.manager_id == manager_id for each in coverage.held.values())
    return held and closed_to_unknown(desk) and bars_unknown(desk, coverage, manager_id), None


def _unknown(coverage: Coverage) -> bool:
    return not coverage.known


def _say(desk: Desk, coverage: Coverage, manager_id: str, *, cleared: bool) -> None:
    rival, since = coverage.breaches[manager_id]
    pair = sorted(each for each in (coverage.id, rival) if each is not None)
    figures: dict[str, Any] = {
        "manager_id": manager_id,
        "coverage_a": pair[0],
        "coverage_b": pair[1] if rival is not None else None,
        "later": coverage.id,
    }
    english, russian = _words(coverage.id, manager_id, rival)
    words = (f"No more so: {english}.", f"Больше не так: {russian}.") if cleared else (f"{english}.", f"{russian}.")
    alert(desk, "wall_breach", manager_id, since, figures, words, cleared=cleared)


def _words(coverage_id: str, manager_id: str, rival: str | None) -> tuple[str, str]:
    if rival is None:
        return (
            f"{manager_id} holds a contact of {coverage_id}, whom nobody knows, and serves coverages with rivals",
            f"{manager_id} ведёт обращение {coverage_id}, о котором ничего не известно, и обслуживает соперников",
        )
    return (
        f"{manager_id} serves the rivals {rival} and {coverage_id}; {coverage_id}, the later one, is not his",
        f"{manager_id} обслуживает соперников {rival} и {coverage_id}; {coverage_id} пришёл позже и уже не его",
    )
