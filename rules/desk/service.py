"""
How a desk has served since its worker took it over: told to the metrics page and never written down.

Of the three methods of a service level, a contact is counted under the one that its line names,
once, and as `rules/figures/service_level.py` counts the lives of a recording:

* `offered`: at the first offer or assignment; who left before that is late.
* `answered`: at the end, by the first accept, or where none was heard the first assignment; who left before is late.
* `positive`: as `answered`, but who left within the time counts as in time: no promise to him was broken.

A contact that the bank closes before anybody had it is counted under none.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from rules.desk.contact import ASSIGNED, WAITING, Contact

if TYPE_CHECKING:
    from rules.desk.desk import Desk

OFFERED_METHOD: Final = "offered"
POSITIVE_METHOD: Final = "positive"


class Service:
    """The counts of one desk."""

    __slots__ = ("another", "in_time", "incumbent", "late", "refused")

    def __init__(self) -> None:
        self.in_time: dict[str, int] = {}
        """Contacts by the method of their line."""
        self.late: dict[str, int] = {}
        self.incumbent = 0
        """Given by the rules to the incumbent."""
        self.another = 0
        """Given by the rules to another, though there was one."""
        self.refused: dict[str, int] = {}
        """Managers refused, by first reason, wherever a contact was given or queued."""

    def weigh(self, refused: Mapping[str, int]) -> None:
        """Count the refusals of one decision."""
        for reason, managers in refused.items():
            self.refused[reason] = self.refused.get(reason, 0) + managers

    def give(self, contact: Contact, manager_id: str) -> None:
        """Count whether one who is given a contact is its incumbent."""
        incumbent = contact.named.get("incumbent")
        if incumbent is not None:
            if incumbent == manager_id:
                self.incumbent += 1
            else:
                self.another += 1

    def keep(self, method: str, *, in_time: bool) -> None:
        """Count one contact."""
        counted = self.in_time if in_time else self.late
        counted[method] = counted.get(method, 0) + 1


def tell_named(desk: "Desk", contact: Contact) -> None:
    """Somebody is about to be named; the first naming counts, and a second attempt is not one."""
    line = contact.line
    if line is not None and line.sla_method == OFFERED_METHOD and contact.status == WAITING and contact.attempt == 1:
        desk.service.keep(OFFERED_METHOD, in_time=desk.clock - contact.opened_at <= line.sla_ms)


def tell_over(desk: "Desk", contact: Contact, *, left: bool) -> None:
    """A contact is about to end; `left`: the client went before he was served to the end."""
    line = contact.line
    if line is None:
        return
    if line.sla_method == OFFERED_METHOD:
        if left and contact.status == WAITING and contact.attempt == 1:
            desk.service.keep(OFFERED_METHOD, in_time=False)
        return
    reached = reached_at(contact)
    if reached is not None:
        desk.service.keep(line.sla_method, in_time=reached - contact.opened_at <= line.sla_ms)
    elif left:
        patient = desk.clock - contact.opened_at >= line.sla_ms
        desk.service.keep(line.sla_method, in_time=line.sla_method == POSITIVE_METHOD and not patient)


def reached_at(contact: Contact) -> int | None:
    """When the contact was answered first; without an answer, when it was assigned first."""
    assigned = contact.assigned_at if contact.status == ASSIGNED else None
    for instant in (contact.first_answered_at, contact.answered_at, contact.first_assigned_at, assigned):
        if instant is not None:
            return instant
    return None


def remember_first(contact: Contact) -> None:
    """Its manager is about to lose an assigned contact: keep when it was first assigned and first answered."""
    if contact.status != ASSIGNED:
        return
    if contact.first_assigned_at is None:
        contact.first_assigned_at = contact.assigned_at
    if contact.first_answered_at is None:
        contact.first_answered_at = contact.answered_at
