"""What was found about one invariant: how much was looked at, what breaks it, and what could not be seen."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final, NamedTuple

from kontor.verify.catalogue import Invariant
from kontor.verify.record import Record

MOST_TOLD: Final = 20
"""Violations of one invariant that are told in full; all are counted."""


class Verdict(StrEnum):
    """What is to be said of an invariant."""

    HOLDS = "holds"
    IN_PART = "holds as far as seen"
    NOT_SHOWN = "not shown"
    BROKEN = "broken"


class Violation(NamedTuple):
    """One case in which an invariant does not hold."""

    code: str
    sentence: str
    records: tuple[dict[str, Any], ...]
    """Where the records stand that break it: topic, partition, offset, key."""
    expected: Any = None
    found: Any = None


class Findings:
    """Collects what is found about one invariant."""

    def __init__(self, invariant: Invariant, most_told: int = MOST_TOLD) -> None:
        self.invariant = invariant
        self.checked = 0
        """Things looked at: records, rows, samples."""
        self.broken = 0
        self.violations: list[Violation] = []
        """The first of them; `broken` counts all."""
        self.notes: dict[str, None] = {}
        self._most_told = most_told
        self._shown = True
        self._whole = True

    def violated(self, sentence: str, *records: Record | None, expected: Any = None, found: Any = None) -> None:
        """Say that the invariant does not hold, and which records show it."""
        self.broken += 1
        if len(self.violations) < self._most_told:
            places = tuple(record.place() for record in records if record is not None)
            self.violations.append(Violation(self.invariant.code, sentence, places, expected, found))

    def note(self, sentence: str) -> None:
        """Something a reader should know; changes no verdict."""
        self.notes[sentence] = None

    def in_part(self, sentence: str) -> None:
        """Say what could not be seen."""
        self._whole = False
        self.note(sentence)

    def not_shown(self, sentence: str) -> None:
        """Say why nothing of it can be seen."""
        self._shown = False
        self.note(sentence)

    @property
    def verdict(self) -> Verdict:
        """What is to be said of the invariant."""
        if self.broken:
            return Verdict.BROKEN
        if not self._shown:
            return Verdict.NOT_SHOWN
        return Verdict.HOLDS if self._whole else Verdict.IN_PART


class Outcome(NamedTuple):
    """What a verification found."""

    findings: tuple[Findings, ...]
    """In the order of the catalogue."""
    read: int
    """Records read."""
    scope: tuple[str, ...]
    """Sentences that say over what it was looked."""

    @property
    def broken(self) -> tuple[Findings, ...]:
        """Those that do not hold."""
        return tuple(each for each in self.findings if each.broken)


def findings_of(invariants: Iterable[Invariant]) -> dict[str, Findings]:
    """Empty findings by code."""
    return {invariant.code: Findings(invariant) for invariant in invariants}
