"""One partition of a unit's inbox: what stands in it, folded again beside what the intake must have told it."""

from array import array
from typing import Final, NamedTuple

from kontor.verify.bus import Span
from kontor.verify.compared import Compared, Evidence
from kontor.verify.content import differences, shown
from kontor.verify.fold import Stage, numbered
from kontor.verify.i5_commits import Commit, undecided
from kontor.verify.journal import Journal
from kontor.verify.record import Record
from kontor.verify.start import Start
from models.inbox_headers import INTAKE_INBOX, NUMBER, SENDER
from models.unit import Message

INTAKE: Final = b"intake/0"
"""The sender of all that is told."""


class Place(NamedTuple):
    """Which partition of which inbox, and what the broker still has of it."""

    inbox: str
    journal: str
    partition: int
    span: Span


class Reception(NamedTuple):
    """What became of something the intake tells a unit."""

    there: bool
    """Whether it stands in the inbox (or need not yet)."""
    due: bool
    """Whether the unit must have answered it by now."""


class Lane(Compared):
    """See the module."""

    def __init__(
        self, place: Place, stage: Stage, start: Start, journal: Journal, commit: Commit, evidence: Evidence
    ) -> None:
        self._inbox, _, partition, self._span = place
        super().__init__(f"{place.journal}/{partition}", stage, start, journal, commit, evidence)
        self._had = start.received.last(INTAKE.decode())
        """The number up to which what the intake tells was told before the fold starts."""
        self._folding = evidence.folding
        self._committed = True
        """Whether all that stands in the partition is committed."""
        self._partition = partition
        self._published = evidence.published
        self._between = evidence.between
        self._places = array("q")
        self._at = 0

    def lay_aside(self, record: Record) -> None:
        """A record of the partition, in order, for later."""
        self._places.append(self._shelf.put(record))
        self.last = record.offset or 0
        self._committed = self.at_rest

    def told(self, message: Message, number: int, *, due: bool) -> Reception:
        """
        The intake's fold tells the unit something; hold it against the inbox, and fold it.

        `due`: the intake has committed what it comes from, so it must be there.
        """
        if self.start.asleep:
            return Reception(there=True, due=due)
        if self.broken_off or number <= self._had:
            return Reception(there=True, due=due and self._committed)
        record = self._next()
        headers = ((SENDER, INTAKE), (NUMBER, b"%d" % number))
        if number < (self._span.begin if record is None else numbered(record)[1] if self._span.begin else 0):
            # The inbox's beginning is gone; what stood there is what the fold tells.
            gone = Record(self._inbox, message.key, 0, message.value, headers, self._partition, -1)
            return Reception(there=True, due=self._fold(gone))
        if record is None:
            if due:
                self._violated("what the intake tells them is not there", None, message.value, None)
            return Reception(there=not due, due=due)
        if (record.key, record.value, record.headers) != (message.key, message.value, headers):
            self.broken_off = True
            self._violated("what was told is not what the intake tells them", record, *_both(message, record))
            return Reception(there=False, due=due and self._committed)
        self._at += 1
        self.pass_by(record)
        return Reception(there=True, due=self._fold(record))

    def finish(self) -> None:
        """The intake has told all: what else stands in the partition it never said."""
        folded = self._folding and not self.start.asleep
        while folded and not self.broken_off and (record := self._next()) is not None:
            self._at += 1
            self.pass_by(record)
            self._violated("they were told what the intake does not tell them", record, None, record.value)
        while self._at < len(self._places):
            self.pass_by(self._shelf.get(self._places[self._at]))
            self._at += 1
        super().finish()

    def _next(self) -> Record | None:
        """The next record that is no repeat; stays the next until `_at` goes on."""
        while self._at < len(self._places):
            record = self._shelf.get(self._places[self._at])
            if self.stage.repeats(record):
                self.pass_by(record)
            elif not self._of_another(record):
                return record
            self._at += 1
        return None

    def _of_another(self, record: Record) -> bool:  # noqa: ARG002  # one kind of lane has other senders
        """Whether a record, no repeat, is not from the intake; then it is dealt with, and passed by."""
        return False

    def _fold(self, record: Record) -> bool:
        messages = self.stage.take(record) or ()
        due = (record.offset or 0) < self.commit.offset
        answered = True
        for message in messages:
            if message.topic == INTAKE_INBOX:  # to another desk or the tariffs: it stands among the inputs
                self._between.expect(self._partition, self.stage.number(INTAKE_INBOX, 0), message, due=due)
                continue
            self.note(message)
            answered &= self._published.expect(message.topic, message.key, message.value, due=due)
        if due and not answered:
            undecided(self._findings["I5"], self.commit, record)
        return due

    def _violated(self, sentence: str, record: Record | None, expected: bytes | None, found: bytes | None) -> None:
        left, right = differences(expected, found) if expected and found else (shown(expected), shown(found))
        where = f"{self._inbox}/{self._partition}"
        self._findings["I3"].violated(f"{where}: {sentence}", record, expected=left, found=right)


def _both(message: Message, record: Record) -> tuple[bytes | None, bytes | None]:
    if message.value == record.value:
        return repr(message.key).encode(), repr((record.key, record.headers)).encode()
    return message.value, record.value
