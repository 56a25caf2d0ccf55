"""Replay of the desks' inbox as it stands."""

from collections.abc import Callable

import orjson

from models.inbox_headers import DESK_INBOX
from models.instants import format_instant
from models.policy import Policy
from models.recording import Line
from rules.replay.desks import Desks
from rules.replay.repeats import Repeats, UnreadableError

ACTIVATED = "policy.activated"


class DeskLogReplay:
    """
    The desks of each recorded partition, told what they were told.

    No clock is made up: whatever was due stands in the commands.
    """

    def __init__(self, policy: Policy | None, make_desks: Callable[[], Desks]) -> None:
        self._policy = policy
        self._make_desks = make_desks
        self._partitions: dict[int, Desks] = {}
        self._repeats = Repeats()

    def feed(self, line: Line) -> list[Line]:
        """Deliver a line of the desks' inbox; any other is passed over. UnreadableError when it is no command."""
        if line.topic != DESK_INBOX or self._repeats.repeated(line):
            return []
        desks = self._desks(line.partition or 0)
        if _type_of(line) == ACTIVATED and self._policy is not None:
            return []
        return desks.deliver(line.key, line.value, line.timestamp_ms)

    def until(self, instant_ms: int) -> list[Line]:
        """Let the clock of every desk go on to `instant_ms`; partition by partition."""
        return [line for partition in sorted(self._partitions) for line in self._partitions[partition].tick(instant_ms)]

    def _desks(self, partition: int) -> Desks:
        desks = self._partitions.get(partition)
        if desks is None:
            desks = self._partitions[partition] = self._make_desks()
            if self._policy is not None:
                told = desks.deliver(ACTIVATED.encode(), _activation(self._policy), 0)
                assert not told, "there is no desk yet that could have anything to say"
        return desks


def _type_of(line: Line) -> str:
    try:
        command = orjson.loads(line.value or b"null")
    except orjson.JSONDecodeError as error:
        raise UnreadableError(f"not JSON: {error}") from error
    if not isinstance(command, dict) or not {"type", "at", "clock", "cause", "data"} <= command.keys():
        raise UnreadableError("not a command to a desk")
    return str(command["type"])


def _activation(policy: Policy) -> bytes:
    cause = {"source": "kontor", "id": "replay/policy", "type": ACTIVATED, "at": format_instant(0)}
    data = {"policy": policy.canonical, "version": policy.version}
    return orjson.dumps({"type": ACTIVATED, "at": 0, "clock": 0, "cause": cause, "data": data})
