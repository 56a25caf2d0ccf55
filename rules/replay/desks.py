"""A unit of a replay, all desks or all coverages as one partition of it, and the virtual clock that ticks it."""

from collections.abc import Callable, Sequence

from models.inbox_headers import INTAKE_INBOX
from models.recording import Line
from models.unit import Fold, InboxRecord, Message, Search
from rules.intake.outbox import tick_command

TickOf = Callable[[str, int, int], Message]
"""Makes the tick of a desk or a coverage at an instant, under a clock."""


class Desks:
    """Delivers commands to a fold and gives out what it publishes, as lines of a recording."""

    def __init__(self, fold: Fold, tick_of: TickOf = tick_command) -> None:
        self._fold = fold
        self._tick_of = tick_of
        self._aside: Callable[[Message], list[Line]] = lambda _message: []
        self._searches: Callable[[], Sequence[Search]] = tuple
        self._found: Callable[[Message], list[Line]] = lambda _message: []
        self._searching = False
        self._delivered = 0
        self._due_ms: int | None = None
        self._due_known = False

    def deliver(self, key: bytes | None, value: bytes | None, timestamp_ms: int) -> list[Line]:
        """Hand one command over; its place is the number of commands before it."""
        record = InboxRecord(self._delivered, timestamp_ms, key, value)
        self._delivered += 1
        self._due_known = False
        lines: list[Line] = []
        asides: list[Message] = []
        for message in self._fold.apply(record):
            if message.topic == INTAKE_INBOX:
                asides.append(message)
            else:
                lines.append(told(message))
        for message in asides:
            lines += self._aside(message)
        return lines + self._answered()

    def _answered(self) -> list[Line]:
        """What is told because of searches that are answered at once, until nothing is asked any more."""
        lines: list[Line] = []
        if not self._searching:
            self._searching = True
            while asked := self._searches():
                lines += self._found(asked[0].ask()())
            self._searching = False
        return lines

    def on_aside(self, aside: Callable[[Message], list[Line]]) -> None:
        """Who is told at once what a desk tells another; without anybody it stands in the recording already."""
        self._aside = aside

    def on_found(self, searches: Callable[[], Sequence[Search]], found: Callable[[Message], list[Line]]) -> None:
        """Who is told at once what a search has found; without anybody it stands in the recording already."""
        self._searches, self._found = searches, found

    def is_due(self, until_ms: int) -> bool:
        """Whether there is anything to tick up to then."""
        due_ms = self.next_due()
        return due_ms is not None and due_ms <= until_ms

    def tick(self, until_ms: int) -> list[Line]:
        """Tick every due instant up to and including `until_ms`, in time order, then by id."""
        lines: list[Line] = []
        due_ms = self.next_due()
        while due_ms is not None and due_ms <= until_ms:
            for each in sorted({(tick.key or b"").decode() for tick in self._fold.ticks(due_ms)}):
                command = self._tick_of(each, due_ms, due_ms)
                lines += self.deliver(command.key, command.value, due_ms)
            before_ms, due_ms = due_ms, self.next_due()
            # A tick settles all that is due at its instant. If it did not, this would go on for ever.
            assert due_ms is None or due_ms > before_ms, f"a tick at {before_ms} ms left something due at {due_ms} ms"
        return lines

    def next_due(self) -> int | None:
        """The next instant at which time changes something; it moves by commands only, so it is asked for once."""
        if not self._due_known:
            self._due_ms, self._due_known = self._fold.next_due(), True
        return self._due_ms


def told(message: Message) -> Line:
    """What is published, as a line; its timestamp is the `at` of its cause."""
    return Line(message.topic, message.key, message.at_ms, message.value)
