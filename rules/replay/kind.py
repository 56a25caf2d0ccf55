"""What a recording is a recording of, and so where it enters."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from models.errors import KontorError
from models.inbox_headers import DESK_INBOX, INTAKE_INBOX
from models.messages.said import ACTIVITY, CLIENTS, CONTACTS, MANAGERS, OFFERS, POLICIES
from models.recording import Line, read_line

COLLECTED: Final = frozenset({CONTACTS, CLIENTS, MANAGERS, ACTIVITY, OFFERS, POLICIES})
"""What collect copies to the intake's inbox."""


class Kind(StrEnum):
    """
    Where the lines of a recording enter. Of several kinds in one recording the first here counts.

    A later one is what came of it, or what it came from: to take both would count everything twice.
    """

    INTAKE = INTAKE_INBOX
    """The whole bank in its own order."""
    DESK = DESK_INBOX
    """What the desks were told, replayed as it stands."""
    BANK = "crm.*"
    """What the bank's systems published, and the policies."""


def kind_of_line(line: Line) -> Kind | None:
    """What a line by itself makes of its recording; None of a topic that is not read, an output for example."""
    if line.topic in COLLECTED:
        return Kind.BANK
    return Kind(line.topic) if line.topic in (INTAKE_INBOX, DESK_INBOX) else None


def kind_of(texts: Iterable[bytes]) -> Kind:
    """
    What a recording is of; looks at every line, and reads only those that may decide.

    A line that cannot be read decides nothing here: whoever replays it says what is wrong with it.
    """
    best = Kind.BANK
    for text in texts:
        if b"kontor.intake-inbox" in text and _topic(text) == INTAKE_INBOX:
            return Kind.INTAKE
        if best is Kind.BANK and b"kontor.desk-inbox" in text and _topic(text) == DESK_INBOX:
            best = Kind.DESK
    return best


def _topic(text: bytes) -> str | None:
    try:
        return read_line(text).topic
    except KontorError:
        return None
