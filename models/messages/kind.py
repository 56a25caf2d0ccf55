"""What the catalogue says of one kind of message."""

from enum import StrEnum
from typing import NamedTuple

from models.messages.fields import Said, Told

Model = type[Said] | type[Told]


class Direction(StrEnum):
    """Who says it."""

    IN = "in"
    """The CRM."""
    OUT = "out"
    """Kontor, for everybody."""
    OWN = "own"
    """Kontor, for itself; no contract."""


class MessageKind(NamedTuple):
    """One type of message on one topic."""

    topic: str
    """Catalogue name."""
    type: str
    """CloudEvents type; it may stand on several topics and mean another thing on each."""
    direction: Direction
    model: Model
    """Of its `data`."""
    key: str
    """What the record's key is, in the contract's words."""
    sentence: str
