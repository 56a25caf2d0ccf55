"""What is said of a look at a contact."""

from tests.oracle import choice, people, relaxing
from tests.oracle.records import Contact, Data
from tests.oracle.state import Desk


def explain(desk: Desk, contact: Contact, seen: choice.Look) -> Data:
    """Say what was looked at."""
    top = []
    for manager, word in seen.ranked[:3]:
        part = choice.ratio(desk, contact, manager)
        said = f"{part.numerator}/{part.denominator}"
        tie = people.digest(contact.id, manager.id)[:8]
        rank = [seen.words.index(word), choice.levels(contact, manager), said, manager.last_seq, tie]
        top.append({"manager_id": manager.id, "rank": rank})
    return {
        "considered": seen.considered,
        "eligible": len(seen.ranked),
        "refused": seen.refused,
        "top": top,
        "relax": relaxing.smallest(desk, contact, seen),
    }
