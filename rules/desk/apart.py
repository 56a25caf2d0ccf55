"""Rivals are kept apart: what is told anew when services begin or end for good, or rivalries change."""

from collections.abc import Iterable

from rules.desk.client import Coverage
from rules.desk.desk import Desk
from rules.desk.keeping import rebook, tell_naming
from rules.desk.walls import closed_to_unknown


def service_changed(desk: Desk, coverage: Coverage, manager_id: str) -> None:
    """A manager has come to serve a coverage, has served it long enough ago, or since another record."""
    if not desk.rivals.walled(coverage.id):
        return
    desk.recolour = True
    before = len(desk.bound.by_manager.get(manager_id, ()))
    _index(desk, coverage, manager_id)
    after = len(desk.bound.by_manager.get(manager_id, ()))
    if before != after and min(before, after) < _FEW:
        stir_unknown(desk)
        mark_held(desk, manager_id)
    _refresh(desk, coverage.id, (manager_id,))
    for other in rivals_concerned(desk, coverage.id, (manager_id,)):
        _refresh(desk, other, (manager_id,))


def mark_breaches(desk: Desk, coverage: Coverage) -> None:
    """Tell anew of the breaches that were told of a coverage whether they are still so."""
    for manager_id in coverage.breaches:
        desk.work.breaches[manager_id, coverage.id] = None


def mark_held(desk: Desk, manager_id: str) -> None:
    """Tell anew of the contacts that a person gave him through a wall whether they are behind one still."""
    manager = desk.managers.get(manager_id)
    for contact in () if manager is None else manager.held.values():
        if manager_id in desk.coverages[contact.coverage_id].breaches:
            desk.work.breaches[manager_id, contact.coverage_id] = None


_FEW = 2
"""
With so many walled coverages a manager is barred from every unknown client, one more or less; with
one he may be free for the very client it is of.
"""


def _index(desk: Desk, coverage: Coverage, manager_id: str) -> None:
    classes = desk.rivals.classes.get(coverage.id, {})
    if manager_id in coverage.serving:
        desk.bound.put(manager_id, coverage.id, classes)
    else:
        desk.bound.take(manager_id, coverage.id, classes)


def rivals_concerned(desk: Desk, coverage_id: str, managers: Iterable[str]) -> list[str]:
    """Rivals of a coverage that wait here or are served by one of `managers`; of a class no others are looked at."""
    found = dict.fromkeys(desk.rivals.named.get(coverage_id, ()))
    classes = desk.rivals.classes.get(coverage_id)
    if classes:
        for code in classes:
            members, waiting = desk.rivals.members[code], desk.waiting.by_id
            if len(members) <= len(waiting):
                found |= {each: None for each in members if each in desk.coverages and desk.coverages[each].contacts}
            else:
                found |= {each.coverage_id: None for each in waiting.values() if each.coverage_id in members}
            for manager_id in managers:
                found |= desk.bound.by_class.get(code, {}).get(manager_id, {})
        found.pop(coverage_id, None)
    return sorted(found)


def _refresh(desk: Desk, coverage_id: str, managers: Iterable[str]) -> None:
    """Whose it is, and who may take its contacts, is told anew; `managers`: whose breaches are."""
    coverage = desk.coverages.get(coverage_id)
    if coverage is None:
        return
    rebook(desk, coverage)
    tell_naming(desk, coverage)
    desk.stir(coverage.contacts)
    for manager_id in managers:
        if manager_id in coverage.serving or manager_id in coverage.breaches:
            desk.work.breaches[manager_id, coverage_id] = None


def stir_unknown(desk: Desk) -> None:
    """Look again at the waiting contacts of clients nobody knows: whom they are kept from may have changed."""
    if closed_to_unknown(desk):
        waiting = desk.waiting.by_id.values()
        desk.stir({each.id: each for each in waiting if desk.snapshot_of(each.client_id) is None})


def settle(desk: Desk, coverages: Iterable[str]) -> None:
    """Rivalries of these coverages may have changed."""
    desk.recolour = True
    for coverage_id in coverages:
        coverage = desk.coverages.get(coverage_id)
        if coverage is not None:
            _refresh(desk, coverage_id, sorted({*coverage.serving, *coverage.breaches}))
