"""Intake and desks in one process without a bus: what the rules alone cost, and what the floor runs."""

from collections.abc import Iterable, Iterator

from models.inbox_headers import Origin, origin_headers
from models.recording import Line
from models.unit import InboxRecord, Message
from rules.desk.partition import DeskPartition
from rules.intake.fold import IntakeFold

DESK_INBOX = "kontor.desk-inbox"


def as_collected(topic: str, partition: int, offset: int, timestamp_ms: int, key: bytes | None, value: bytes | None,
                 place: int) -> InboxRecord:  # fmt: skip
    """A record of the CRM's as it stands in the intake's inbox at offset `place`."""
    headers = origin_headers(Origin(topic, partition, offset, timestamp_ms, ()))
    return InboxRecord(place, timestamp_ms, key, value, headers)


class Pipe:
    """The two folds, one behind the other."""

    def __init__(self) -> None:
        self.intake, self.desks = IntakeFold(), DeskPartition()
        self.intake.restore({}, 0)
        self.desks.restore({}, 0)
        self._place = self._command = 0

    def take(self, record: InboxRecord) -> tuple[list[Message], list[Message]]:
        """(commands to desks, messages for everybody) that one record of the intake's inbox leads to."""
        commands: list[Message] = []
        messages: list[Message] = []
        for message in self.intake.apply(record):
            if message.topic != DESK_INBOX:
                messages.append(message)
                continue
            commands.append(message)
            messages += self.desks.apply(self.command(message, record.timestamp_ms))
        return commands, messages

    def command(self, message: Message, timestamp_ms: int) -> InboxRecord:
        """The desk's inbox record of a command."""
        self._command += 1
        return InboxRecord(self._command, timestamp_ms, message.key, message.value)

    def line(self, line: Line, timestamp_ms: int) -> InboxRecord:
        """The intake's inbox record of a line, numbered by itself."""
        self._place += 1
        return as_collected(line.topic, 0, self._place, timestamp_ms, line.key, line.value, self._place)

    def commands(self, lines: Iterable[Line], timestamp_ms: int) -> Iterator[InboxRecord]:
        """What the desks are told of these lines; the intake alone runs."""
        for line in lines:
            for message in self.intake.apply(self.line(line, timestamp_ms)):
                if message.topic == DESK_INBOX:
                    yield self.command(message, timestamp_ms)

    def rows(self) -> Iterator[tuple[str, str, bytes | None]]:
        """(unit, key, row) of everything changed since the last call."""
        for key in self.intake.take_touched():
            yield "intake", key, self.intake.row(key)
        for key in self.desks.take_touched():
            yield "desk", key, self.desks.row(key)
