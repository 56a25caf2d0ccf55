"""Ticks: what is appended to the intake's inbox when time alone changes something, and the cause that they give."""

from collections.abc import Mapping
from typing import Any, Final

from models.cloudevent import encode
from models.inbox_headers import INTAKE_INBOX
from models.instants import format_instant
from models.unit import Message

TICK: Final = "tick"
"""Type of the command that a unit behind the intake gets, and of every tick's cause."""
_SOURCE: Final = "kontor"


def tick_message(kind: str, subject_id: str, instant_ms: int, data: Mapping[str, Any]) -> Message:
    """The event for the intake's inbox: the due instant of a subject (a desk, a coverage, the audit) has come."""
    time = format_instant(instant_ms)
    value = encode(
        id=_id(subject_id, time), source=_SOURCE, type=kind, time=time, subject=subject_id, data=dict(data)
    )  # fmt: skip
    return Message(INTAKE_INBOX, subject_id.encode(), value, kind, instant_ms)


def tick_cause(subject_id: str, instant_ms: int) -> dict[str, str]:
    """The `cause` of what comes of it: the tick's own, whoever has said it."""
    time = format_instant(instant_ms)
    return {"source": _SOURCE, "id": _id(subject_id, time), "type": TICK, "at": time}


def _id(subject_id: str, time: str) -> str:
    return f"tick/{subject_id}/{time}"
