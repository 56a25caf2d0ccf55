"""Loads counted anew along a desk's published decisions: what was handed over, given back, and still wraps up."""

from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from kontor.verify.decisions import Decision
from kontor.verify.findings import Findings
from models.instants import parse_instant

_TAKES: Final = frozenset({"contact.offered", "contact.assigned", "contact.reassigned"})
_GIVES_BACK: Final = frozenset({"contact.finished", "contact.released"})


class Held(NamedTuple):
    """Units a manager holds for a contact."""

    manager: str
    weight: int
    version: str
    """Of the policy by which it was weighed; another weighs anew, and says so nowhere."""
    until_ms: int | None = None
    """End of the wrap-up; None while the contact is open."""


class Desk:
    """What a desk's managers hold, decision by decision."""

    def __init__(self) -> None:
        self._by_manager: dict[str, dict[str, Held]] = {}
        self._holders: dict[str, str] = {}

    def load(self, manager: str, now_ms: int, version: str) -> int | None:
        """Units held at an instant; None when some were weighed by another policy than `version`."""
        held = self._by_manager.get(manager, {})
        for contact in [each for each, what in held.items() if what.until_ms is not None and what.until_ms <= now_ms]:
            del held[contact]
        if any(what.version != version for what in held.values()):
            return None
        return sum(what.weight for what in held.values())

    def take(self, contact: str, held: Held) -> None:
        """A manager has the contact, or is asked to take it, from now on."""
        self.give_back(contact)
        self._holders[contact] = held.manager
        self._by_manager.setdefault(held.manager, {})[contact] = held

    def give_back(self, contact: str) -> str | None:
        """Nobody has the contact any more; returns who had it."""
        manager = self._holders.pop(contact, None)
        if manager is not None:
            self._by_manager[manager].pop(contact, None)
        return manager

    def wrap_up(self, contact: str, held: Held) -> None:
        """The contact is over, and its units stay held for a while."""
        self._by_manager.setdefault(held.manager, {})[contact] = held


def recount(
    findings: Findings, decisions: Iterable[Decision], *, exact: bool = True, moved: Collection[str] = ()
) -> None:
    """
    Follow one desk's decisions, in order, repeats dropped.

    Never negative, never above capacity by the router's act; with `exact` (all of the desk's decisions
    are there) what each says the manager then holds is what it takes and gives back. Who has `moved`
    may hold something at another desk too, so it is at least that.
    """
    desk = Desk()
    for decision in decisions:
        findings.checked += 1
        data, kind = decision.data, decision.type
        _bounds(findings, decision)
        version, now_ms = data["policy_version"], parse_instant(data["decided_at"])
        contact, manager = data["contact_id"], data["manager_id"]
        if kind in _TAKES:
            desk.take(contact, Held(manager, data["weight"], version))
        elif kind in _GIVES_BACK:
            desk.give_back(contact)
            until = data.get("held_units_until")
            # Who works here no more wraps nothing up: then the decision gives the units back at once.
            if until is not None and data["load_after"] == data["load_before"]:
                desk.wrap_up(contact, Held(manager, data["weight"], version, parse_instant(until)))
        else:
            continue
        counted = None if manager is None else desk.load(manager, now_ms, version)
        if not exact or counted is None:
            continue
        told = data["load_after"]
        if counted != told and not (manager in moved and told is not None and told > counted):
            _violated(findings, decision, f"{manager} holds {counted} units by a recount", counted, data["load_after"])


def _bounds(findings: Findings, decision: Decision) -> None:
    data = decision.data
    before, after, capacity = data["load_before"], data["load_after"], data["capacity"]
    if (before or 0) < 0 or (after or 0) < 0:
        _violated(findings, decision, f"{data['manager_id']} holds less than nothing", 0, min(before or 0, after or 0))
    # An accept takes nothing more: what was asked of him fitted when he was asked.
    asks_for_more = decision.type == "contact.offered" or (decision.type == "contact.assigned" and after != before)
    if asks_for_more and (after is None or capacity is None or after > capacity):
        _violated(findings, decision, f"{data['manager_id']} was given more than fits", capacity, after)


def _violated(findings: Findings, decision: Decision, sentence: str, expected: Any, found: Any) -> None:
    data = decision.data
    findings.violated(
        f"{sentence}, at decision {data['seq']} of {data['desk_id']}", decision.record, expected=expected, found=found
    )
