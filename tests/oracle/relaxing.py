"""The smallest changes that would make somebody eligible."""

from tests.oracle import choice, people, survey
from tests.oracle.built import RELAX
from tests.oracle.records import Contact, Data, Manager
from tests.oracle.state import Desk


def smallest(desk: Desk, contact: Contact, seen: choice.Look) -> list[Data] | None:
    """At most three of those whose only refusal it is, by rank; none where somebody is eligible."""
    if not RELAX:
        return None
    if seen.ranked:
        return []
    found = []
    for manager_id, word in seen.named.items():
        manager = desk.managers[manager_id]
        reasons = people.refusals(desk, contact, manager)
        if len(reasons) == 1 and manager_id not in seen.holds:
            change = _change(desk, contact, manager, reasons[0])
            if change is not None:
                found.append((manager, word, change))
    rank = choice.ranking(desk, contact, seen.words)
    found.sort(key=lambda one: rank((one[0], one[1])))
    return [change for _, _, change in found[:3]]


def _change(desk: Desk, contact: Contact, manager: Manager, reason: str) -> Data | None:
    _, line = desk.line_of(contact)
    channel = contact.data["channel"]
    kind, amount = reason, None
    if reason == "at_capacity":
        kind, amount = "capacity", survey.missing_units(desk, contact, manager)
    elif reason == "not_present":
        kind = "presence"
    elif reason == "grade":
        amount = line.min_grade - manager.snapshot["grade"]
    elif reason == "skill":
        amount = _levels(contact, manager)
    elif reason == "channel_limit":
        limit = manager.snapshot["channels"][channel]
        kind, amount = "channel", people.in_channel(desk, manager.id, channel) + 1 - limit
    else:
        return None
    return {"kind": kind, "manager_id": manager.id, "amount": amount}


def _levels(contact: Contact, manager: Manager) -> int | None:
    """Levels he lacks; None where it is a language, a segment or an industry."""
    asked = [skill for skill in contact.data["required_skills"] if skill["mandatory"]]
    lacks = [skill["min_level"] - manager.snapshot["skills"].get(skill["skill"], 0) for skill in asked]
    return sum(level for level in lacks if level > 0) or None
