"""
How long a contact is expected to wait, and the steps that a long wait opens.

`⌈(contacts of its line before it + 1) · mean seconds a served contact held its units / managers
present who pass its mandatory skills and grade⌉`, the mean over the last 50 as an exact fraction
(policy page, "Bytes"). It is the wait for a place in a queue that is served by equals: an
estimate for people, and the health that `open_when` looks at.

Source: the queue-length predictor (n + 1) / (s * mu) of W. Whitt, "Predicting Queueing Delays",
Management Science 45 (6), 1999. It knows of no one who leaves the queue, so it says too much
where many do.
"""

from typing import Final

from models.messages.explanation import REFUSALS
from rules.desk.contact import Contact
from rules.desk.desk import Desk

_FIT_AND_SUITED: Final = REFUSALS.index("skill") + 1
"""Refusals from here on, and none at all, are of managers who are present and pass grade and skills."""


def expected_wait_s(desk: Desk, contact: Contact, before: int) -> int | None:
    """Whole seconds, rounded up; None while nobody was served or nobody is there. `before`: of its line, before it."""
    pace = desk.pace
    if not pace.total_ms:
        return None
    assert contact.need is not None
    managers = sum(desk.panel(contact.need).counts[_FIT_AND_SUITED:])
    if not managers:
        return None
    return -(-(before + 1) * pace.total_ms // (len(pace) * managers * 1000))


def tell_health(desk: Desk) -> None:
    """Tell anew in which lines the desk's expected wait opens all steps; whom that concerns is to be looked at."""
    tables = desk.tables
    if tables is None or not tables.opened_by_health:
        return
    first = desk.waiting.first(desk.clock, tables)
    wait = None if first is None else expected_wait_s(desk, first, 0)
    opened: tuple[int, ...] = ()
    if wait is not None:
        opened = tuple(index for index, above_s in tables.opened_by_health if wait > above_s)
    if opened != desk.opened:
        changed = set(opened) ^ set(desk.opened)
        desk.opened = opened
        for index in sorted(changed):
            for contact_id in desk.waiting.of_line(index):
                desk.work.stale[contact_id] = desk.waiting.by_id[contact_id]
