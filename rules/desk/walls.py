"""
Walls: a manager who serves or served one side serves no rival of it (Brewer and Nash 1989, per coverage).

Symmetric and not transitive. Of two rivals on one manager the one whose unbroken service began in
an earlier record of the desk's log counts (same record: smaller coverage_id); the other is not his.
"""

from collections.abc import Iterator

from rules.desk.client import Coverage
from rules.desk.contact import Contact
from rules.desk.desk import Desk


def walled(desk: Desk, coverage: Coverage, manager_id: str) -> bool:
    """Whether a wall stands between a manager and a coverage, his own service of it notwithstanding."""
    return desk.rivals.walled(coverage.id) and rival_that_counts(desk, coverage, manager_id) is not None


def lost(desk: Desk, coverage: Coverage, manager_id: str) -> bool:
    """Whether it is not his though he serves or served it: he came to it later than to a rival."""
    return manager_id in coverage.serving and walled(desk, coverage, manager_id)


def rival_that_counts(desk: Desk, coverage: Coverage, manager_id: str) -> str | None:
    """The rival of a coverage because of which it is not this manager's: the one he has served longest."""
    best: tuple[int, str] | None = None
    own = coverage.serving.get(manager_id)
    limit = None if own is None else (own, coverage.id)
    for other in _rivals_served(desk, coverage.id, manager_id):
        served = (desk.coverages[other].serving[manager_id], other)
        if (
            (limit is None or served < limit)
            and (best is None or served < best)
            and not desk.rivals.may_share(coverage.id, other, desk.clock)
        ):
            best = served
    return None if best is None else best[1]


def _rivals_served(desk: Desk, coverage_id: str, manager_id: str) -> Iterator[str]:
    """Rivals of a coverage whom the manager serves or served, perhaps more than once."""
    rivals, served = desk.rivals, desk.bound.by_manager.get(manager_id)
    if served is None:
        return
    for other in rivals.named.get(coverage_id, ()):
        if other in served:
            yield other
    for code in rivals.classes.get(coverage_id, ()):
        for other in desk.bound.by_class.get(code, {}).get(manager_id, ()):
            if other != coverage_id:
                yield other


def barred_by_wall(desk: Desk, contact: Contact) -> set[str]:
    """Employed managers whom a wall keeps from a contact."""
    bound = desk.bound.by_manager
    if not bound:
        return set()
    coverage = desk.coverages[contact.coverage_id]
    if desk.snapshot_of(contact.client_id) is None and closed_to_unknown(desk):
        return {each for each in bound if each in desk.employed and bars_unknown(desk, coverage, each)}
    if not desk.rivals.walled(coverage.id):
        return set()
    bound_by_rivals = {
        each
        for other in desk.rivals.named.get(coverage.id, ())
        if other in desk.coverages
        for each in desk.coverages[other].serving
    }
    for code in desk.rivals.classes.get(coverage.id, ()):
        bound_by_rivals.update(desk.bound.by_class.get(code, ()))
    return {each for each in bound_by_rivals if each in desk.employed and walled(desk, coverage, each)}


def closed_to_unknown(desk: Desk) -> bool:
    """Whether an unknown client is kept from all who serve a walled coverage."""
    return desk.tables is not None and desk.tables.closed_to_unknown


def bars_unknown(desk: Desk, coverage: Coverage, manager_id: str) -> bool:
    """Whether the manager serves or served a walled coverage other than the unknown client's own."""
    served = desk.bound.by_manager.get(manager_id, {})
    return len(served) > (coverage.id in served)


def is_walled_off(desk: Desk, contact: Contact, manager_id: str) -> bool:
    """Whether a wall keeps the manager from a contact."""
    coverage = desk.coverages[contact.coverage_id]
    if desk.snapshot_of(contact.client_id) is None and closed_to_unknown(desk):
        return bars_unknown(desk, coverage, manager_id)
    return walled(desk, coverage, manager_id)
