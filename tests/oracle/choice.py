"""Which steps are open, in which order contacts are served, and who gets one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

from models.policy import Step
from tests.oracle import coverages, health, people
from tests.oracle.records import Contact, Manager
from tests.oracle.state import Desk

Rank = tuple[int, int, Fraction, int, str]


@dataclass(frozen=True)
class Look:
    """One look at one contact: who was considered, who was refused why, who is best."""

    considered: int
    refused: dict[str, int]
    ranked: list[tuple[Manager, str]]
    """Candidates with the word that names each best, the best first."""
    words: list[str]
    open_steps: tuple[int, ...]
    named: dict[str, str]
    """Everyone considered, with the best word that names him."""
    holds: Mapping[str, str]
    """Whom those before it hold back."""


def backup_first(desk: Desk, contact: Contact) -> bool:
    """Whether this contact is of the share that goes to the backup."""
    share = desk.rules.coverage.backup_share_ppm
    drawn = int.from_bytes(sha256(f"{contact.id}|backup".encode()).digest()[:4], "big")
    if drawn * 1_000_000 >= share * 2**32 or contact.data["requested_manager_id"] is not None:
        return False
    coverage_id = desk.coverage(contact)
    record = desk.records.get(coverage_id)
    if record is None or record.backup is None or not desk.employed(record.backup):
        return False
    lead = coverages.lead(desk, coverage_id)
    return not any(holding.manager_id == lead and holding.ended_at is None for holding in desk.holdings(coverage_id))


def words_of(desk: Desk, contact: Contact) -> list[tuple[str, ...]]:
    """The words of each step of the contact's line, for this contact."""
    _, line = desk.line_of(contact)
    words: list[tuple[str, ...]] = [tuple(step.who) for step in line.steps]
    if backup_first(desk, contact):
        words[0] = ("backup", *(word for word in words[0] if word != "backup"))
    return words


def open_steps(desk: Desk, contact: Contact) -> list[int]:
    """By time, or because nobody the step before it names could still come."""
    _, line = desk.line_of(contact)
    words = words_of(desk, contact)
    opened: list[int] = []
    if line.open_when is not None:
        order = queue(desk)
        wait_s = health.expected_wait_s(desk, order[0], order) if order else None
        if wait_s is not None and wait_s > line.open_when.expected_wait_s:
            return list(range(len(line.steps)))
    for index, step in enumerate(line.steps):
        if desk.now >= opening(contact, step):
            opened.append(index)
        elif index - 1 in opened:
            before = {manager.id: manager for word in words[index - 1] for manager in people.named(desk, contact, word)}
            if not any(
                people.could_come(desk, contact, manager, opening(contact, step)) for manager in before.values()
            ):
                opened.append(index)
    return opened


def opening(contact: Contact, step: Step) -> int:
    """When a step opens by time."""
    return contact.start + step.after_s * 1000


def look(desk: Desk, contact: Contact, holds: Mapping[str, str]) -> Look:
    """Consider everyone an open step names; `holds`: whom those before it in the queue hold back."""
    steps = open_steps(desk, contact)
    all_words = words_of(desk, contact)
    order: list[str] = []
    for words in all_words:
        order += [word for word in words if word not in order]
    best: dict[str, str] = {}
    for word in order:
        if any(word in all_words[step] for step in steps):
            for manager in people.named(desk, contact, word):
                best.setdefault(manager.id, word)
    refused: dict[str, int] = {}
    candidates = []
    for manager_id, word in best.items():
        reason = people.refusal(desk, contact, desk.managers[manager_id])
        reason = "held_back" if reason is None and manager_id in holds else reason
        if reason is None:
            candidates.append((desk.managers[manager_id], word))
        else:
            refused[reason] = refused.get(reason, 0) + 1

    ranked = sorted(candidates, key=ranking(desk, contact, order))
    return Look(len(best), refused, ranked, order, tuple(steps), best, holds)


def ranking(desk: Desk, contact: Contact, order: list[str]) -> Callable[[tuple[Manager, str]], Rank]:
    """The page's rank of a manager with the word that names him."""

    def rank(candidate: tuple[Manager, str]) -> Rank:
        manager, word = candidate
        last = -1 if manager.last_seq is None else manager.last_seq
        tie = people.digest(contact.id, manager.id)
        return order.index(word), -levels(contact, manager), ratio(desk, contact, manager), last, tie

    return rank


def levels(contact: Contact, manager: Manager) -> int:
    """Levels over all skills the contact asks for or prefers."""
    return sum(manager.snapshot["skills"].get(skill["skill"], 0) for skill in contact.data["required_skills"])


WITHOUT_END = Fraction(1 << 128)
"""In place of a load ratio where there is no capacity at all."""


def ratio(desk: Desk, contact: Contact, manager: Manager) -> Fraction:
    """Load after taking it over capacity."""
    capacity = people.capacity(desk, manager)
    return Fraction(people.load(desk, manager.id) + desk.weight(contact), capacity) if capacity else WITHOUT_END


def queue(desk: Desk) -> list[Contact]:
    """Those who wait, in the order in which they are served."""

    def place(contact: Contact) -> tuple[int, int, int, str]:
        _, line = desk.line_of(contact)
        waited = desk.now - contact.start
        given = line.priority + contact.data["priority"]
        if waited >= desk.rules.queue.bound_s * 1000:
            return 0, -min(9, given), contact.start, contact.id
        level = min(9, given + waited // (desk.rules.queue.ageing_s * 1000))
        return 1, -level, contact.start, contact.id

    return sorted(desk.waiting(), key=place)


def split_reason(desk: Desk, contact: Contact, manager_id: str, word: str, seen: Look | None) -> str | None:
    """Why somebody else than the coverage's lead got it."""
    lead = coverages.whoever_leads(desk, desk.coverage(contact))
    if lead is None or lead == manager_id:
        return None
    if word == "manual":
        return "by_hand"
    if word == "chosen":
        return "chosen"
    if word == "backup" and backup_first(desk, contact):
        return "backup_share"
    known = desk.managers.get(lead)
    reason = None if known is None else people.refusal(desk, contact, known)
    reason = "held_back" if reason is None and seen is not None and lead in seen.holds else reason
    same = {"grade": "skill", "set_aside": "not_present", "channel_limit": "at_capacity"}
    return "outranked" if reason is None else same.get(reason, reason)
