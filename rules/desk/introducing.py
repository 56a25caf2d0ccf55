"""Who introduces a client to the manager who takes over."""

from collections.abc import Callable
from typing import Any, Final

from rules.desk.client import Coverage
from rules.desk.constraints import SET_ASIDE
from rules.desk.contact import Contact
from rules.desk.desk import Desk
from rules.desk.staff import FIT, Manager
from rules.desk.walls import is_walled_off

NOBODY: Final[dict[str, Any]] = {"introduced_by": None, "introduced_why": None}
WHO: Final[tuple[tuple[str, Callable[[Manager], bool]], ...]] = (
    ("head", lambda manager: bool(manager.profile["head"])),
    ("deputy", lambda manager: bool(manager.profile["deputy"])),
    ("most_senior", lambda _: True),
)


def introducer(desk: Desk, contact: Contact, coverage: Coverage, assignee: Manager) -> dict[str, Any]:
    """
    Who introduces, and why he: an available head whom no wall refuses, else a deputy, else anyone, by grade, then id.

    Only at the first assignment of a coverage to a manager under a line that asks for it; nobody introduces a head.
    """
    line = contact.line
    if line is None or not line.introduces or assignee.profile["head"]:
        return dict(NOBODY)
    if assignee.id in desk.introduced.get(coverage.id, ()):
        return dict(NOBODY)
    there = [
        each
        for each in desk.employed.values()
        if each.unfit in {FIT, SET_ASIDE} and each is not assignee and not is_walled_off(desk, contact, each.id)
    ]
    for why, is_one in WHO:
        best = min((each for each in there if is_one(each)), key=lambda each: (-each.grade, each.id), default=None)
        if best is not None:
            return {"introduced_by": best.id, "introduced_why": why}
    return dict(NOBODY)


def remember(desk: Desk, contact: Contact, coverage: Coverage, manager: Manager) -> None:
    """He has a contact of the coverage under such a line: later ones need no introduction to him."""
    if contact.line is None or not contact.line.introduces:
        return
    known = desk.introduced.setdefault(coverage.id, [])
    if manager.id not in known:
        known.append(manager.id)
        desk.house.touch("introduced", desk.id, coverage.id)


def go_along(desk: Desk, old: Coverage, new: Coverage) -> None:
    """A client changed coverage: a copy goes along where the new one has none."""
    if old.id in desk.introduced and new.id not in desk.introduced:
        desk.introduced[new.id] = list(desk.introduced[old.id])
        desk.house.touch("introduced", desk.id, new.id)


def forget(desk: Desk, coverage: Coverage) -> None:
    """The coverage has no client any more."""
    if desk.introduced.pop(coverage.id, None) is not None:
        desk.house.touch("introduced", desk.id, coverage.id)
