"""What the intake sends on: commands to desks, as exact bytes."""

from collections.abc import Mapping
from typing import Any

import orjson

from models.inbox_headers import DESK_INBOX
from models.ticks import tick_cause
from models.unit import EVERY_PARTITION, Message
from rules.intake.heard import Heard


class Outbox:
    """The messages of one line, in order."""

    __slots__ = ("messages",)

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def tell(self, desk_id: str, kind: str, heard: Heard, data: Mapping[str, Any], **more: object) -> None:
        """One command of `kind` to a desk, caused by `heard`; `more` stands beside `data`."""
        command = {
            "type": kind,
            "desk_id": desk_id,
            "at": heard.at_ms,
            "clock": heard.clock_ms,
            "cause": heard.cause(),
            "data": data,
            **more,
        }
        self.messages.append(Message(DESK_INBOX, desk_id.encode(), orjson.dumps(command), kind, heard.at_ms))

    def tell_kept(self, desk_id: str, kept: Mapping[str, Any], heard: Heard) -> None:
        """A command kept until now: with its own instant and cause, under the clock of `heard`."""
        command = {"type": kept["type"], "desk_id": desk_id, "at": kept["at"], "clock": heard.clock_ms}
        command |= {"cause": kept["cause"], "data": kept["data"]}
        self.messages.append(Message(DESK_INBOX, desk_id.encode(), orjson.dumps(command), kept["type"], kept["at"]))

    def tell_every_desk(self, kind: str, heard: Heard, data: Mapping[str, Any]) -> None:
        """One command to every partition, for all desks there and those still to come."""
        command = {"type": kind, "at": heard.at_ms, "clock": heard.clock_ms, "cause": heard.cause(), "data": data}
        self.messages.append(
            Message(DESK_INBOX, kind.encode(), orjson.dumps(command), kind, heard.at_ms, EVERY_PARTITION)
        )


def tick_command(desk_id: str, instant_ms: int, clock_ms: int) -> Message:
    """A tick: it says no more than that the clock has come to `clock_ms`, at least to its own instant."""
    cause = tick_cause(desk_id, instant_ms)
    command = {"type": "tick", "desk_id": desk_id, "at": instant_ms, "clock": clock_ms, "cause": cause, "data": {}}
    return Message(DESK_INBOX, desk_id.encode(), orjson.dumps(command), "tick", instant_ms)
