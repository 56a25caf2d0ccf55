"""An input of the bank as the verifier sees it: the record, and where it was first written."""

from typing import NamedTuple

from kontor.verify.record import Record
from models.inbox_headers import INTAKE_INBOX, TICKS, TOO_LARGE, Origin, origin_of


class Input(NamedTuple):
    """One record put in, in the bank's own topic or copied to the intake's inbox."""

    record: Record
    origin: Origin

    @property
    def too_large(self) -> bool:
        """Whether it was copied without its value, being too large."""
        return any(name == TOO_LARGE for name, _ in self.record.headers)

    @property
    def is_tick(self) -> bool:
        """Whether Kontor itself wrote it, to say that time has passed."""
        return self.origin.topic == TICKS

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it was first written."""
        return self.origin.topic, self.origin.partition, self.origin.offset


class Inputs:
    """
    Turns records into inputs.

    Where a recording of the bank's topics knows no offsets, a record's is its number within its topic.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, record: Record) -> Input:
        """The input of the next record; ValueError when its headers are none."""
        if record.topic == INTAKE_INBOX:
            return Input(record, origin_of(record.headers))
        number = self._numbers.get(record.topic, 0)
        self._numbers[record.topic] = number + 1
        offset = number if record.offset is None else record.offset
        origin = Origin(record.topic, record.partition or 0, offset, record.timestamp_ms, record.headers)
        return Input(record, origin)
