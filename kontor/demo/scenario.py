"""A scenario: a recording of `crm.*` topics whose openings say how long service takes and how long clients wait."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from models.cloudevent import decode
from models.errors import KontorError
from models.recording import Line, read_line
from models.rejection import Rejection

SERVICE = "simservice"
PATIENCE = "simpatience"
INPUT = "crm."


class Conduct(NamedTuple):
    """What the client of one contact will do."""

    service_ms: int
    """How long he is served, once assigned."""
    patience_ms: int | None
    """How long he stays in the queue; None: as long as it takes."""
    client_id: str
    """Key of what is published for him."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Lines in order of time, what clients will do, and the managers' snapshots (for the fairness sets)."""

    lines: tuple[Line, ...]
    conduct: Mapping[str, Conduct]
    managers: Mapping[str, Mapping[str, Any]]

    @property
    def start_ms(self) -> int:
        """Instant of the first line."""
        return self.lines[0].timestamp_ms

    @property
    def end_ms(self) -> int:
        """Instant of the last line."""
        return self.lines[-1].timestamp_ms

    def since(self, at_ms: int) -> "Scenario":
        """The same without the lines before `at_ms`, for when they were published already."""
        return replace(self, lines=tuple(line for line in self.lines if line.timestamp_ms >= at_ms))

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Scenario":
        """Sort lines by their time (stable) and read what clients will do; KontorError (2) for what is no scenario."""
        ordered = tuple(sorted(lines, key=lambda line: line.timestamp_ms))
        conduct: dict[str, Conduct] = {}
        managers: dict[str, Mapping[str, Any]] = {}
        for number, line in enumerate(ordered, 1):
            if not line.topic.startswith(INPUT):
                raise KontorError(
                    f"record {number} of the scenario is of {line.topic}; a scenario holds crm.* topics only"
                )
            event = decode(line.value, line.headers) if line.value is not None else None
            if event is None or isinstance(event, Rejection) or not isinstance(event.data, Mapping):
                continue  # a scenario may hold bad records: Kontor has to cope with them
            if event.type == "contact.opened" and SERVICE in event.attributes:
                contact, client = str(event.data.get("contact_id")), str(event.data.get("client_id"))
                conduct[contact] = _conduct(contact, client, event.attributes)
            elif event.type == "manager.updated" and "manager_id" in event.data:
                managers[str(event.data["manager_id"])] = event.data
        if not conduct:
            raise KontorError(
                f"the scenario has no contact.opened with the attribute {SERVICE}, so nobody would ever be served"
            )
        return cls(ordered, conduct, managers)

    @classmethod
    def load(cls, file: Path) -> "Scenario":
        """Read a scenario file; KontorError (2) says what is wrong with it."""
        try:
            with file.open("rb") as stream:
                return cls.of(read_line(text, number) for number, text in enumerate(stream, 1) if text.strip())
        except OSError as error:
            raise KontorError(f"{file} cannot be read: {error.strerror}") from error


def _conduct(contact: str, client: str, attributes: Mapping[str, Any]) -> Conduct:
    patience = attributes.get(PATIENCE)
    try:
        service_s, patience_s = int(attributes[SERVICE]), None if patience is None else int(patience)
    except (TypeError, ValueError):
        raise KontorError(f"{SERVICE} and {PATIENCE} of contact {contact} must be whole numbers of seconds") from None
    return Conduct(service_s * 1000, None if patience_s is None else patience_s * 1000, client)
