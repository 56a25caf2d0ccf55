"""
A contact between two desks: the intake knows at every line where it lives, and tells nobody but that desk of it.

While one desk offers it to another, what is said of it is kept, and goes on after the answer to
the desk that has it then. An offer that something was told before does not hold: the desk that
made it had not heard of that yet.
"""

from rules.intake.contact_table import EARLY_PREFIX, PREFIX
from rules.intake.contacts import follow, snapshots_for
from rules.intake.heard import Heard
from rules.intake.outbox import Outbox
from rules.intake.state import IntakeState


def asked(state: IntakeState, heard: Heard, outbox: Outbox) -> None:
    """Pass an offer on, if the contact still is where the desk that makes it thinks."""
    data = heard.data
    contact_id, home, to = data["contact_id"], data["home"], data["to"]
    contact = state.contacts.get(contact_id, state.expired_ms())
    if (
        contact is None
        or contact.ended_ms is not None
        or contact.asked is not None
        or contact.desk_id != home
        or contact.moves != data["moves"]
    ):
        state.count("overflow_void")
        _tell_home(heard, outbox, "void")
        return
    state.contacts.put(contact_id, contact._replace(asked=to))
    state.touch(PREFIX + contact_id)
    outbox.tell(to, "overflow.asked", heard, data, clients=snapshots_for(state, heard, to, outbox))


def answered(state: IntakeState, heard: Heard, outbox: Outbox) -> None:
    """The contact lives there or at home again; who has it hears what was said meanwhile."""
    data = heard.data
    contact_id, home, to = data["contact_id"], data["home"], data["to"]
    contact = state.contacts.get(contact_id, state.expired_ms())
    if contact is None or contact.asked != to:
        state.count("stale_answer")
        return
    taken = data["manager_id"] is not None
    lives = to if taken else home
    contact = contact._replace(desk_id=lives, asked=None)
    state.contacts.put(contact_id, contact)
    state.touch(PREFIX + contact_id)
    _tell_home(heard, outbox, "taken" if taken else "nobody")
    kept = state.contacts.take_early(contact_id, state.expired_ms())
    if kept is None:
        return
    state.touch(EARLY_PREFIX + contact_id)
    for each in kept:
        contact = follow(state, heard, contact_id, contact, each["type"])
        outbox.tell_kept(lives, each, heard)


def _tell_home(heard: Heard, outbox: Outbox, outcome: str) -> None:
    data = heard.data
    answer = {"contact_id": data["contact_id"], "to": data["to"], "ask": data["ask"], "outcome": outcome}
    outbox.tell(data["home"], "overflow.answered", heard, answer)
