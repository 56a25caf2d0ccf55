"""What may happen to contacts in a random history."""

from typing import Final

from models.ids import decision_id
from models.instants import format_instant
from tests.oracle.built import OFFERS
from tests.oracle.history import History
from tests.oracle.records import Data

CHANNELS: Final = ("branch", "phone", "callback", "chat", "email", "web")


def opened(history: History) -> None:
    contact_id, client_id = f"K{history.number}", history.some([f"C{number}" for number in range(7)])
    known = history.clients.get(client_id)
    desk_id = known["desk_id"] if known and history.chance(90) else history.some(history.desks)
    data = {
        "contact_id": contact_id,
        "client_id": client_id,
        "channel": history.some(("chat", "chat", "phone") if history.crowded else CHANNELS),
        "purpose": history.some((None, None, "deposit")),
        "product": history.some((None, None, "card")),
        "language": history.some((None, None, None, "en")),
        "complexity": history.some((1, 1, 1, 3, 5)),
        "priority": history.some((0, 0, 0, 2, 9)),
        "required_skills": required_skills(history),
        "requested_manager_id": history.some((None, None, None, "M0", "M1", "M5")),
        "desk_id": None if known and desk_id == known["desk_id"] else desk_id,
    }
    coverage = known["coverage_id"] if known else None
    unsent = [
        {**other, "at": history.now}
        for other in history.clients.values()
        if other["coverage_id"] == coverage and (desk_id, other["client_id"]) not in history.sent
    ]
    history.sent |= {(desk_id, other["client_id"]) for other in unsent}
    early = [early_record(history, contact_id) for _ in range(history.some((0,) * 12 + (1, 2)))]
    history.send("contact.opened", desk_id, data, at=history.late(), clients=unsent, early=early, late_history=False)
    if not any(record["type"] in ("contact.closed", "contact.abandoned") for record in early):
        history.contacts[contact_id] = desk_id


def required_skills(history: History) -> list[Data]:
    if history.crowded and history.chance(80):
        return []
    asked = history.some(((), (), (), ("cards",), ("cards", "loans")))
    return [{"skill": skill, "min_level": history.some((0, 1, 3)), "mandatory": history.chance(60)} for skill in asked]


def early_record(history: History, contact_id: str) -> Data:
    kind = history.some(
        ("contact.closed", "contact.abandoned", "contact.reassigned", "contact.accepted", "contact.declined")
    )
    at = history.now - 500
    history.number += 1
    cause = {"source": "crm/test", "id": f"e{history.number}", "type": kind, "at": format_instant(at)}
    return {"type": kind, "at": at, "cause": cause, "data": about(history, kind, contact_id)}


def about(history: History, kind: str, contact_id: str) -> Data:
    who = history.some([f"M{number}" for number in range(6)])
    return {
        "contact.closed": {"contact_id": contact_id, "outcome": history.some((None, "sold"))},
        "contact.abandoned": {"contact_id": contact_id},
        "contact.reassigned": {"contact_id": contact_id, "manager_id": who, "by": "B1"},
        "contact.accepted": {"contact_id": contact_id, "manager_id": who, "reservation_id": reservation(history)},
        "contact.declined": {
            "contact_id": contact_id,
            "manager_id": who,
            "reservation_id": reservation(history),
            "reason": None,
        },
    }[kind]


def reservation(history: History) -> str | None:
    """Mostly none is named; sometimes one of this desk's first decisions, which is seldom the one that stands."""
    return decision_id(history.some(history.desks), history.random.randrange(1, 30)) if history.chance(10) else None


def ending(history: History) -> None:
    if history.contacts:
        contact_id = history.some(sorted(history.contacts))
        kind = history.some(("contact.closed", "contact.closed", "contact.abandoned"))
        desk_id = history.contacts.pop(contact_id)
        history.send(kind, desk_id, about(history, kind, contact_id), at=history.late())
        if history.chance(10):  # a person's act on what is over
            history.send("contact.reassigned", desk_id, about(history, "contact.reassigned", contact_id))


def acting(history: History) -> None:
    if history.contacts:
        contact_id = history.some(sorted(history.contacts))
        kind = history.some(("contact.reassigned", "contact.accepted", "contact.accepted", "contact.declined"))
        desk_id = history.contacts[contact_id]
        history.send(kind, desk_id, about(history, kind, contact_id), at=history.late())


def answering(history: History) -> None:
    """Everybody who may have been asked answers, so that the one who was is among them."""
    if OFFERS and history.contacts:
        contact_id = history.some(sorted(history.contacts))
        kind = history.some(("contact.accepted", "contact.accepted", "contact.declined"))
        for manager_id in sorted(history.managers):
            data = about(history, kind, contact_id) | {"manager_id": manager_id, "reservation_id": None}
            history.send(kind, history.contacts[contact_id], data)


def tick(history: History) -> None:
    desk_id = history.some(history.desks)
    history.send("tick", desk_id, {})
