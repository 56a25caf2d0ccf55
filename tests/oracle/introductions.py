"""Who introduces a client to the manager who takes over."""

from collections.abc import Callable

from tests.oracle import people, walls
from tests.oracle.records import Contact, Data, Manager
from tests.oracle.state import Desk


def introducer(desk: Desk, contact: Contact, assignee: Manager) -> Data:
    """At the first assignment of a coverage to a manager under a line that says so: head, deputy, most senior."""
    nobody: Data = {"introduced_by": None, "introduced_why": None}
    _, line = desk.line_of(contact)
    known = desk.introduced.get(desk.coverage(contact), set())
    if line.introduce != "head" or assignee.id in known or assignee.snapshot["head"]:
        return nobody
    fit = [
        manager
        for manager in desk.managers.values()
        if manager.employed
        and manager.id != assignee.id
        and people.available(desk, manager)
        and not walls.refused(desk, contact, manager.id)
    ]
    asked: tuple[tuple[str, Callable[[Manager], bool]], ...] = (
        ("head", lambda manager: manager.snapshot["head"]),
        ("deputy", lambda manager: manager.snapshot["deputy"]),
        ("most_senior", lambda _: True),
    )
    for why, holds in asked:
        those = [manager for manager in fit if holds(manager)]
        if those:
            best = min(those, key=lambda manager: (-manager.snapshot["grade"], manager.id))
            return {"introduced_by": best.id, "introduced_why": why}
    return nobody


def remember(desk: Desk, contact: Contact, manager_id: str) -> None:
    """He has it under such a line: later ones of the coverage need no introduction to him."""
    _, line = desk.line_of(contact)
    if line.introduce == "head":
        desk.introduced.setdefault(desk.coverage(contact), set()).add(manager_id)
