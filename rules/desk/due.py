"""Instants at which time alone changes something at a desk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush

Entry = tuple[int, int, str]
"""Instant, kind, id of the contact, manager or coverage, or a consent's key."""


class Due(IntEnum):
    """The kinds of instants. `SILENCE` is told from the desk itself and never kept here."""

    STEP = 0
    ESCALATION = 1
    WRAP_UP_END = 2
    UNTIL_END = 3
    DEBOUNCE_END = 4
    OFFER_TIMEOUT = 9
    RAMP_UP = 5
    CONSENT_END = 7


class Lapse(IntEnum):
    """Instants noticed at the first command at or after them, which are no ticks of their own."""

    MEMORY = 10
    COOLING_OFF = 11
    BOUND = 12
    ROTATION = 13
    ABSENCE = 14


@dataclass(slots=True, eq=False)
class DueInstants:
    """Two heaps; an entry that state has overtaken is dropped when it comes to the top."""

    due: list[Entry] = field(default_factory=list)
    lapses: list[Entry] = field(default_factory=list)

    def put(self, instant: int, kind: Due, entity_id: str) -> None:
        """Note a due instant."""
        heappush(self.due, (instant, kind, entity_id))

    def put_lapse(self, instant: int, kind: Lapse, entity_id: str) -> None:
        """Note an instant that is no tick."""
        heappush(self.lapses, (instant, kind, entity_id))

    def next(self, holds: Callable[[Entry], bool]) -> int | None:
        """The earliest instant that still holds."""
        due = self.due
        while due:
            if holds(due[0]):
                return due[0][0]
            heappop(due)
        return None

    def pop_until(self, instant: int) -> Iterator[Entry]:
        """Take out everything up to and including `instant`, in order."""
        while self.due and self.due[0][0] <= instant:
            yield heappop(self.due)

    def pop_lapses_until(self, instant: int) -> Iterator[Entry]:
        """The same of the others."""
        while self.lapses and self.lapses[0][0] <= instant:
            yield heappop(self.lapses)

    def all_until(self, instant: int) -> Iterator[Entry]:
        """Everything up to and including `instant`, in no order, taken out by nobody; costs what it finds."""
        open_places = [0]
        while open_places:
            place = open_places.pop()
            if place < len(self.due) and self.due[place][0] <= instant:
                yield self.due[place]
                open_places += (2 * place + 1, 2 * place + 2)
