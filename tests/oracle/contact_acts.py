"""What happens to one contact after its opening: ended, given, moved by a person."""

from models.instants import format_instant
from tests.oracle import coverages, offers, people, walls
from tests.oracle.giving import accepted, by_hand
from tests.oracle.messages import Said, alert, decision
from tests.oracle.records import Contact, Data
from tests.oracle.state import Desk


def on_contact(desk: Desk, kind: str, at: int, cause: Data, data: Data) -> list[Said]:
    """What is said of a contact after its opening."""
    contact = desk.contacts.get(data["contact_id"])
    live = contact is not None and contact.status != "over"
    if kind == "contact.reassigned":
        return _reassigned(desk, contact if live else None, at, cause, data)
    if contact is None or not live:
        return []
    if kind == "contact.closed":
        return _closed(desk, contact, at, cause, data)
    if kind == "contact.abandoned":
        return released(desk, contact, cause, "abandoned")
    if contact.offer is not None:
        return _answered(desk, contact, kind, cause, data)
    accepts = kind == "contact.accepted" and not desk.rules.offer.enabled
    if accepts and contact.holder == data["manager_id"] and contact.answered_at is None:
        contact.answered_at = desk.now
    return []


def _answered(desk: Desk, contact: Contact, kind: str, cause: Data, data: Data) -> list[Said]:
    if not offers.stands(contact, data):
        return []
    if kind == "contact.accepted":
        desk.managers[data["manager_id"]].missed = 0
        return accepted(desk, contact, cause)
    said = offers.turned_down(desk, contact, cause, missed=False)
    return [*released(desk, contact, cause, "declined"), *said]


def ran_out(desk: Desk, cause: Data) -> list[Said]:
    """Offers nobody answered in time."""
    said: list[Said] = []
    for contact in offers.run_out(desk):
        alerts = offers.turned_down(desk, contact, cause, missed=True)
        said += [*released(desk, contact, cause, "timeout"), *alerts]
    return said


def _closed(desk: Desk, contact: Contact, at: int, cause: Data, data: Data) -> list[Said]:
    fields: Data = {"outcome": data["outcome"], "served_s": None, "held_units_until": None}
    holder = contact.taker
    before = None if holder is None else people.load(desk, holder)
    if contact.offer is not None:
        _let_go(desk, contact)
    elif holder is not None:
        since = contact.holdings[-1].since if contact.answered_at is None else contact.answered_at
        fields["served_s"] = (desk.now - since) // 1000
        held_s = getattr(desk.rules.wrap_up_s, contact.data["channel"])
        _let_go(desk, contact)
        contact.served_ms = max(desk.now, at + held_s * 1000) - contact.holdings[-1].began_at
        contact.served_order = desk.ends
        if held_s:
            contact.wrap_up = (holder, at, at + held_s * 1000)
            fields["held_units_until"] = format_instant(contact.wrap_up[2])
    contact.status = "over"
    return [
        decision(desk, contact, cause, "contact.finished", "finished", **_had(desk, contact, holder, before), **fields)
    ]


def released(desk: Desk, contact: Contact, cause: Data, reason: str) -> list[Said]:
    holder = contact.taker
    before = None if holder is None else people.load(desk, holder)
    if holder is not None:
        _let_go(desk, contact)
    contact.status = "over" if reason == "abandoned" else "waiting"
    fields = _had(desk, contact, holder, before)
    said = [decision(desk, contact, cause, "contact.released", "released", reason=reason, **fields)]
    if contact.status == "waiting":
        contact.attempt += 1
        contact.entered, contact.refused_said, contact.open_before = False, None, ()
        contact.origin = contact.step = contact.split_reason = contact.answered_at = contact.first_held_at = None
    return said


def _had(desk: Desk, contact: Contact, holder: str | None, before: int | None) -> Data:
    if holder is None:
        return {}
    return {
        "waited_until": contact.first_held_at,
        "manager_id": holder,
        "origin": contact.origin,
        "step": contact.step,
        "split_reason": contact.split_reason,
        "load_before": before,
        "load_after": people.load(desk, holder),
        "capacity": people.capacity(desk, desk.managers[holder]),
    }


def _let_go(desk: Desk, contact: Contact) -> None:
    contact.status = "waiting"
    if contact.offer is not None:
        contact.offer = None
    else:
        desk.ends += 1
        held = contact.holdings[-1]
        held.ended_at, held.end_order, held.ended, held.ended_by = desk.now, desk.ends, desk.record, desk.at
    coverages.note(desk)


def _reassigned(desk: Desk, contact: Contact | None, at: int, cause: Data, data: Data) -> list[Said]:
    manager = desk.managers.get(data["manager_id"])
    if contact is None or manager is None or not manager.employed:
        return [alert(desk, cause, "act_refused", data["contact_id"], desk.now)]
    former = contact.taker
    if contact.holder == manager.id:
        return []
    flags = {
        "over_capacity": people.over_capacity(desk, contact, manager) or people.over_channel(desk, contact, manager),
        "absent": not people.available(desk, manager),
        "skill": people.lacks_skill(desk, contact, manager) or people.lacks_grade(desk, contact, manager),
        "wall": walls.refused(desk, contact, manager.id),
    }
    if flags["wall"] and contact.data["client_id"] not in desk.clients:
        desk.by_hand.add((manager.id, desk.coverage(contact)))
    if former is not None:
        _let_go(desk, contact)
    fields = {
        "waited_until": None if former is None else contact.first_held_at,
        "previous_manager_id": former,
        "by": data["by"],
        "flags": [flag for flag, holds in flags.items() if holds],
    }
    return by_hand(desk, contact, manager, cause, fields)
