"""What a desk says to the intake beside its decisions: for other desks, and for the tariffs."""

from collections.abc import Mapping
from typing import Any

from models.cloudevent import encode
from models.inbox_headers import INTAKE_INBOX
from models.unit import Message
from rules.desk.desk import Desk


def say_aside(desk: Desk, kind: str, subject: str, named: str, data: Mapping[str, Any], source: str = "kontor") -> None:
    """Add a record for the intake's inbox, keyed by its subject; `named` is the event's id."""
    value = encode(id=named, source=source, type=kind, time=desk.work.now, subject=subject, data=data)
    desk.work.asides.append(Message(INTAKE_INBOX, subject.encode(), value, kind, desk.work.at))


def has_tariffs(desk: Desk) -> bool:
    """Whether anybody there wants to hear of who serves whom."""
    return desk.house.policy is not None and desk.house.policy.has_tariffs
