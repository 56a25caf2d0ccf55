"""What the search for a leaver's successors is given, and what it gives back: values, cut loose from the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from rules.desk.spread import BookLimits

Margins = Mapping[str, int]
"""What the bank earned with one group, minor units by currency."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A manager who stays."""

    id: str
    grade: int
    backup_of: int
    """Coverages he stands behind."""
    groups: int
    """Coverages he leads."""
    book: tuple[Margins, ...]
    """The margins of these; empty where none is known."""


@dataclass(frozen=True, slots=True)
class Ward:
    """A coverage to be given, whole: a holding goes to one."""

    coverage_id: str
    margins: Margins
    able: tuple[str, ...]
    """Candidates no wall keeps from it, with the grade and the mandatory skills all its clients ask for; by id."""
    known_to: frozenset[str]
    """Who serves or served it besides the leaver."""
    backup: str | None
    """Who stands behind it now, if he may go on."""
    wished: tuple[str, ...]
    """Whom its clients' records name as backup, if he may be."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One leaver's coverages, and all who might take them."""

    leaver: str
    limits: BookLimits
    candidates: Mapping[str, Candidate]
    wards: tuple[Ward, ...]
    """By coverage_id."""


class Step(NamedTuple):
    """One coverage and its new people."""

    coverage_id: str
    to: str
    backup: str | None


class Plan(NamedTuple):
    """What the search found."""

    steps: tuple[Step, ...]
    """In the order in which they are to be taken: the books' limits are kept at each."""
    nobody: tuple[str, ...]
    """Coverages that nobody can take, by id."""
