"""Where the fold starts: at the beginning, or at checkpoints that stand behind what retention has taken."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import orjson

from kontor.verify.bus import Span
from kontor.verify.checkpoints import Checkpoint, Checkpoints
from kontor.verify.journal import Journal
from kontor.verify.shelf import Shelf
from models.inbox_headers import DESK_INBOX, INTAKE_INBOX
from models.instants import format_instant
from models.sequencing import Received, Sent

NOTHING: Final = -1
INTAKE: Final = "intake/0"


class Start(NamedTuple):
    """Where one partition's fold starts."""

    rows: Mapping[str, bytes]
    applied: int = NOTHING
    """Offset of the last input the rows include; those up to it are passed by."""
    at_ms: int = 0
    """When that input came, as far as known."""
    of_journal: bool = False
    """Whether it is the journal's own state, for want of a checkpoint: then nothing proves that."""
    asleep: bool = False
    """Whether no worker has ever kept the unit: then it is not folded."""

    @property
    def received(self) -> Received:
        """The last number of each sender."""
        return Received(self.rows)

    @property
    def sent(self) -> Sent:
        """The last number for each target."""
        return Sent(self.rows)

    def seqs(self) -> dict[str, int]:
        """The number of the last decision of each desk."""
        desks = {key[len("desk/") :]: row for key, row in self.rows.items() if key.startswith("desk/")}
        return {desk: orjson.loads(row)["seq"] for desk, row in desks.items()}


EMPTY: Final = Start({})


class Starts(NamedTuple):
    """Of the intake and of each partition behind it, such that all that one says to the other is met."""

    intake: Start
    behind: Mapping[tuple[str, int], Start]
    """By inbox and partition."""

    def sentence(self) -> str:
        """From where it is."""
        behind = [
            f"{inbox}/{number} at {start.applied + 1}{' (its journal, for want of a checkpoint)' * start.of_journal}"
            for (inbox, number), start in sorted(self.behind.items())
            if not start.asleep
        ]
        intake = f"{INTAKE_INBOX} at offset {self.intake.applied + 1}, of {format_instant(self.intake.at_ms)}"
        return f"the fold starts at checkpoints: {', '.join((intake, *behind))}"


class Ground(NamedTuple):
    """Among what a start is looked for."""

    inbox: Span
    behind: Mapping[str, tuple[str, Mapping[int, Span]]]
    """Each inbox behind the intake: the journal of its unit, and what the broker still has of its partitions."""
    journals: Mapping[tuple[str, int], Journal]
    checkpoints: Checkpoints
    shelf: Shelf

    def starts(self) -> Starts | None:
        """
        The earliest start; None when there is none.

        What the intake has told the units behind it before its checkpoint, theirs must include; then these say
        nothing that the intake's had not heard, either.
        """
        places = [(inbox, number) for inbox, (_, spans) in self.behind.items() for number in spans]
        for checkpoint in self._usable("kontor.intake-journal", 0, self.inbox):
            intake = self._start(checkpoint)
            found = {place: start for place in places if (start := self._behind(intake, *place)) is not None}
            if len(found) == len(places):
                return Starts(intake, found)
        return None

    def _behind(self, intake: Start, inbox: str, number: int) -> Start | None:
        name, spans = self.behind[inbox]
        told = intake.sent.next(inbox, number) - 1
        for checkpoint in self._usable(name, number, spans[number]):
            start = self._start(checkpoint)
            if start.received.last(INTAKE) >= told:
                return start
        journal = self.journals.get((name, number), Journal())
        if inbox != DESK_INBOX and journal.marker.applied == NOTHING:
            return Start({}, asleep=True)
        if journal.marker.applied + 1 < spans[number].begin:
            return None
        rows = {key.decode(): row for key, row in journal.rows.items()}
        start = Start(rows, journal.marker.applied, of_journal=True)
        return start if start.received.last(INTAKE) >= told else None

    def _usable(self, journal: str, number: int, inbox: Span) -> list[Checkpoint]:
        """Those from which the whole rest of the inbox is there, and that the journal has come past."""
        applied = self.journals.get((journal, number), Journal()).marker.applied
        whole = self.checkpoints.of(unit_of(journal), number)
        return [each for each in whole if inbox.begin <= each.applied + 1 <= applied + 1]

    def _start(self, checkpoint: Checkpoint) -> Start:
        return Start(checkpoint.rows(self.shelf), checkpoint.applied, checkpoint.at_ms)


def unit_of(journal: str) -> str:
    """The unit whose journal it is."""
    return journal.removeprefix("kontor.").removesuffix("-journal")
