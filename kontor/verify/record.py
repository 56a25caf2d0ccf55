"""One record of a topic as the verifier keeps it, and how it is named to people."""

from typing import Any, NamedTuple

from models.inbox_headers import Headers
from models.recording import Line


class Record(NamedTuple):
    """A record of a topic or of a recording."""

    topic: str
    """Catalogue name."""
    key: bytes | None
    timestamp_ms: int
    value: bytes | None
    headers: Headers = ()
    partition: int | None = None
    offset: int | None = None
    line: int = 0
    """Its line in a recording, from 1; 0 on the bus."""

    def place(self) -> dict[str, Any]:
        """Where it stands: topic, partition and offset as far as known, key, line of the recording."""
        told: dict[str, Any] = {"topic": self.topic, "partition": self.partition, "offset": self.offset}
        told["key"] = None if self.key is None else self.key.decode(errors="replace")
        return told | {"line": self.line} if self.line else told


def of_line(line: Line, number: int) -> Record:
    """The record of a recording's line, `number` being its place from 1."""
    return Record(*line, number)
