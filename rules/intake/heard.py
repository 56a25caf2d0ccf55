"""What the bank said: one accepted line, with the instant that counts for it."""

from typing import Any, NamedTuple

from models.inbox_headers import Origin
from models.instants import format_instant


def text_of(key: bytes | None) -> str | None:
    """A record's key; None where it has none, or one that is no text."""
    try:
        return (key or b"").decode() or None
    except UnicodeDecodeError:
        return None


class Heard(NamedTuple):
    """One line, checked and stamped."""

    topic: str
    source: str
    id: str
    type: str | None
    """CloudEvents type; None of a null record."""
    at_ms: int
    """The event's own time within [arrival - late limit, arrival], UTC milliseconds."""
    data: dict[str, Any]
    """Checked data, defaults filled in; of a null record `{}`."""
    origin: Origin
    place: int
    """Offset in the intake's inbox: the line's place in the one order."""
    now_ms: int
    """The largest arrival so far: on it the horizon of repeats counts, since it never falls."""
    clock_ms: int
    """The largest `at` so far, this line's own included."""
    arrival_ms: int
    """When the record came, UTC milliseconds."""
    key: str | None = None
    """The record's key; see `text_of`."""

    def cause(self) -> dict[str, Any]:
        """How a decision names this line."""
        return {"source": self.source, "id": self.id, "type": self.type, "at": format_instant(self.at_ms)}
