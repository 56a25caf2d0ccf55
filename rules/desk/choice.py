"""
Whom a client may choose, and what he is told when his choice cannot be.

At most `choice.shown` managers, never the staff: each could take the contact now, or only has his
hands full; no wall stands between them; his dossier is published (the intake publishes none that
promises too much). A choice that cannot be is answered with somebody who can, and never with why.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from models.messages.explanation import REFUSALS
from rules.desk.barring import bars
from rules.desk.choosing import refusal_of
from rules.desk.constraints import skill_levels
from rules.desk.contact import Contact
from rules.desk.desk import Desk
from rules.desk.expecting import expected_wait_s
from rules.desk.membership import drop_if_empty, join, part
from rules.desk.placing import classify
from rules.desk.rank import tie_hash
from rules.desk.staff import FIT, Manager

WORTH_THE_WAIT: Final = frozenset(map(REFUSALS.index, ("ramp_up", "at_capacity", "channel_limit", "held_back")))
"""Refusals that end by themselves: one who is only refused by these is shown, after all who are free."""
NOBODY_YET: Final = ""
"""In place of the id of a contact that is not there yet."""


class Choosable(NamedTuple):
    """One manager a client may choose."""

    manager_id: str
    expected_wait_s: int | None
    """0: at once. None: nothing is known yet of how long others took."""
    choice_fee_minor: int
    """What the bank asks for the choice; it is never the manager's."""


class Page(NamedTuple):
    """What a client is shown."""

    managers: tuple[Choosable, ...]
    answer_within_s: int
    """Seconds after which routing goes on without a choice."""


class Answer(NamedTuple):
    """What a client is told of his choice; the words are the page's, and the same whatever stood against it."""

    granted: bool
    """He whom the client chose can have, now or when his turn comes."""
    manager: Choosable | None
    """Him, or somebody in his place; None: nobody can be named now."""


def page(desk: Desk, client_id: str, channel: str) -> Page:
    """Those a client may choose from, for a contact by `channel`; nobody where the policy forbids it or is missing."""
    tables = desk.tables
    if tables is None:
        return Page((), 0)
    contact = _imagined(client_id, channel)
    join(desk, contact)
    try:
        shown = tuple(_choosable(desk, contact))[: tables.choice_shown] if tables.choice_enabled else ()
    finally:
        drop_if_empty(desk, part(desk, contact))
    return Page(shown, tables.choice_answer_within_s)


def answer(desk: Desk, contact: Contact) -> Answer:
    """What to tell of the choice of a contact that waits; ValueError where nobody was chosen."""
    if contact.chosen is None:
        raise ValueError(f"nobody was chosen for contact {contact.id}")
    others = list(_choosable(desk, contact))
    for each in others:
        if each.manager_id == contact.chosen:
            return Answer(granted=True, manager=each)
    return Answer(granted=False, manager=others[0] if others else None)


def _imagined(client_id: str, channel: str) -> Contact:
    return Contact(
        id=NOBODY_YET,
        client_id=client_id,
        channel=channel,
        complexity=1,
        priority=0,
        language=None,
        purpose=None,
        product=None,
        chosen=None,
        skills=(),
        opened_at=0,
    )


def _choosable(desk: Desk, contact: Contact) -> Iterator[Choosable]:
    """All who may be shown: those who are free, then those worth the wait; by levels, load, longest unassigned."""
    if contact.need is None:
        classify(desk, contact)
        contact.barred = bars(desk, contact)
    found = []
    for manager in desk.employed.values():
        if not _published(manager):
            continue
        refused = refusal_of(desk, contact, manager)
        if refused == FIT or refused in WORTH_THE_WAIT:
            found.append((refused != FIT, *_rank(contact, manager), manager))
    wait = _wait(desk, contact) if any(each[0] for each in found) else None
    for busy, *_, manager in sorted(found, key=lambda each: each[:-1]):
        fee: int = manager.profile["dossier"]["choice_fee_minor"]
        yield Choosable(manager.id, wait if busy else 0, fee)


def _published(manager: Manager) -> bool:
    dossier = manager.profile["dossier"]
    return dossier is not None and dossier["published"]


def _rank(contact: Contact, manager: Manager) -> tuple[int, Fraction, int, str]:
    """The order of candidates, as far as it does not hang on words."""
    assert contact.need is not None
    load = Fraction(manager.load + contact.weight, max(1, manager.capacity))
    return -skill_levels(manager, contact.need), load, manager.last_seq or 0, tie_hash(contact.client_id, manager.id)


def _wait(desk: Desk, contact: Contact) -> int | None:
    """The expected wait of one more of its line, behind all who wait now; a waiting contact's own place is its own."""
    tables = desk.tables
    assert tables is not None
    assert contact.line is not None
    if contact.id in desk.waiting.by_id:
        return expected_wait_s(desk, contact, desk.waiting.place(contact, desk.clock, tables).before_of_line)
    return expected_wait_s(desk, contact, sum(1 for _ in desk.waiting.of_line(contact.line.index)))
