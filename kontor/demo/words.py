"""Decisions in plain words, for people who watch the demo."""

from collections.abc import Callable, Mapping
from typing import Any, Final

ORIGIN: Final[Mapping[str, str]] = {
    "chosen": "the client asked for them",
    "incumbent": "looks after this client",
    "plan": "the client is in their plan",
    "backup": "stands in as backup",
    "specialist": "knows the client's industry",
    "anyone": "best placed of those free",
    "overflow": "helps out from another desk",
    "manual": "moved by a person",
}
"""Why the winner was named at all: `origin` of an assignment."""

REFUSED: Final[Mapping[str, str]] = {
    "left": "left the bank",
    "not_present": "not there",
    "set_aside": "set aside",
    "grade": "not senior enough",
    "skill": "lacks the skill",
    "wall": "not open to this client",
    "declined": "declined",
    "ramp_up": "just came back",
    "at_capacity": "fully loaded",
    "channel_limit": "channel full",
    "held_back": "kept for somebody waiting longer",
}
"""Why a manager was not taken: keys of `explanation.refused`."""

RELEASED: Final[Mapping[str, str]] = {
    "abandoned": "the client gave up waiting",
    "declined": "the manager declined",
    "timeout": "the manager did not answer",
    "rescinded": "the offer was taken back",
    "manager_left": "the manager left the bank",
}


def client_words(data: Mapping[str, Any]) -> str:
    """Which contact of which client, with what matters about him."""
    marks = [mark for mark in ("VIP" if data["tier"] == "vip" else "", data["channel"] or "") if mark]
    who = f"{data['contact_id']} {data['client_id']}"
    return f"{who} ({', '.join(marks)})" if marks else who


def refusals(data: Mapping[str, Any]) -> str:
    """`2 fully loaded, 1 not there`; empty when nobody was refused."""
    refused = (data["explanation"] or {}).get("refused") or {}
    return ", ".join(f"{number} {REFUSED.get(reason, reason)}" for reason, number in refused.items())


def decision_words(kind: str, data: Mapping[str, Any]) -> str:
    """One sentence on one record of `kontor.assignments`."""
    words = _SENTENCE.get(kind)
    return f"{client_words(data)} {words(data)}" if words else f"{client_words(data)}: {kind}"


def _assigned(data: Mapping[str, Any]) -> str:
    waited = f" after {data['waited_s']} s" if data["waited_s"] else ""
    others = refusals(data)
    why = ORIGIN.get(data["origin"] or "", data["origin"])
    load = f"load {data['load_after']} of {data['capacity']}"
    return f"→ {data['manager_id']}{waited}: {why}; {load}{f' ({others})' if others else ''}"


def _offered(data: Mapping[str, Any]) -> str:
    why = ORIGIN.get(data["origin"] or "", data["origin"])
    others = refusals(data)
    return f"? {data['manager_id']} is asked until {data['expires_at'][11:19]}: {why}{f' ({others})' if others else ''}"


def _reassigned(data: Mapping[str, Any]) -> str:
    flags = f" [{', '.join(data['flags'])}]" if data["flags"] else ""
    return f"→ {data['manager_id']}: moved by {data['by']} from {data['previous_manager_id'] or 'the queue'}{flags}"


_SENTENCE: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "contact.assigned": _assigned,
    "contact.offered": _offered,
    "contact.queued": lambda data: f"waits: {refusals(data) or 'nobody is named yet'}",
    "contact.reassigned": _reassigned,
    "contact.released": lambda data: f"is free again: {RELEASED.get(data['reason'] or '', data['reason'])}",
    "contact.escalated": lambda data: (
        "was declined too often: a person should look"
        if data["reason"] == "declined"
        else "has waited too long: a person should look"
    ),
    "contact.finished": lambda data: f"was served by {data['manager_id']}" if data["manager_id"] else "is over",
}


def alert_words(data: Mapping[str, Any]) -> str:
    """What an alert says, in English."""
    message = data.get("message") or {}
    text = message.get("en") or f"{data.get('kind')}: {data.get('subject_id')}"
    return f"{text} (over)" if data.get("cleared") else str(text)


def rejection_words(data: Mapping[str, Any]) -> str:
    """Why a record lies with the dead letters."""
    first = (data.get("errors") or [data.get("reason")])[0]
    return f"a record of {data.get('topic')} is set aside: {first}"
