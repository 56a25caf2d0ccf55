"""The queue looked at from the top, each contact with what those before it hold back."""

from collections.abc import Iterator

from tests.oracle import choice, people
from tests.oracle.built import HELD_BACK
from tests.oracle.records import Contact, Manager
from tests.oracle.state import Desk


def survey(desk: Desk) -> Iterator[tuple[Contact, choice.Look]]:
    """Everyone who waits, in queue order, and one look at each."""
    holds: dict[str, str] = {}
    for contact in choice.queue(desk):
        seen = choice.look(desk, contact, holds)
        held = _holds_back(desk, contact, seen)
        if held is not None:
            holds = {**holds, held: contact.id}
        yield contact, seen


def waits_for_a_person(desk: Desk, contact: Contact) -> bool:
    """Declined as often as the policy allows."""
    return contact.tries >= desk.rules.offer.decline_limit


def held_back(desk: Desk) -> dict[str, str]:
    """By manager, the contact he is kept free for."""
    holds: dict[str, str] = {}
    for contact in choice.queue(desk):
        held = _holds_back(desk, contact, choice.look(desk, contact, holds))
        if held is not None:
            holds[held] = contact.id
    return holds


def missing_units(desk: Desk, contact: Contact, manager: Manager) -> int:
    """How much he holds too much to take it."""
    return max(0, people.load(desk, manager.id) + desk.weight(contact) - _room(desk, contact, manager))


def _holds_back(desk: Desk, contact: Contact, seen: choice.Look) -> str | None:
    if not HELD_BACK or desk.now - contact.start < desk.rules.queue.bound_s * 1000:
        return None
    if waits_for_a_person(desk, contact) or seen.ranked:
        return None
    fit = []
    for manager_id, word in seen.named.items():
        manager = desk.managers[manager_id]
        limit = manager.snapshot["channels"].get(contact.data["channel"])
        full = people.refusal(desk, contact, manager) in ("at_capacity", "channel_limit")
        alone = desk.weight(contact) <= _room(desk, contact, manager) and limit != 0
        if full and alone and manager_id not in seen.holds:
            fit.append((manager, word))
    rank = choice.ranking(desk, contact, seen.words)
    best = min(fit, key=lambda one: (missing_units(desk, contact, one[0]), rank(one)), default=None)
    return None if best is None else best[0].id


def _room(desk: Desk, contact: Contact, manager: Manager) -> int:
    _, line = desk.line_of(contact)
    units = people.capacity(desk, manager)
    return min(units, units * line.max_load_ppm // 1_000_000)
