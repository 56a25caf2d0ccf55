"""Whether the people there are can do what a policy asks of them."""

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from models.policy import Line, Policy
from rules.policy.finding import DESK_WITH_NOBODY, SKILL_NOBODY_HAS, Finding


class Person(Protocol):
    """What is looked at of a manager: a part of his snapshot."""

    @property
    def manager_id(self) -> str: ...  # noqa: D102
    @property
    def desk_id(self) -> str: ...  # noqa: D102
    @property
    def segments(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def industries(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def languages(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def grade(self) -> int: ...  # noqa: D102


HARD: Final = (("segment", "segments"), ("language", "languages"), ("industry", "industries"))
"""A word of `mandatory`, and where a manager says which of them he serves."""


def empty_desks(policy: Policy, people: Sequence[Person]) -> Iterator[Finding]:
    """Find the desks that the policy names and nobody works at."""
    staffed = {person.desk_id for person in people}
    named = [(desk_id, f"desks.{desk_id}") for desk_id in policy.desks]
    for desk_id, helpers in policy.overflow.items():
        named += [(helper, f"overflow.{desk_id}") for helper in helpers]
    for desk_id, place in named:
        if desk_id not in staffed:
            yield Finding(DESK_WITH_NOBODY, place, f"no manager is employed at {desk_id}")


def unmet_demands(policy: Policy, people: Sequence[Person]) -> Iterator[Finding]:
    """Find what lines demand and no manager of a desk has, desk by desk under the desk's own lines."""
    for desk_id in sorted({person.desk_id for person in people}):
        own = policy.for_desk(desk_id)
        here = [person for person in people if person.desk_id == desk_id]
        prefix = f"desks.{desk_id}." if own.lines != policy.lines else ""
        for at, line in enumerate(own.lines):
            for said in _unmet(line, here):
                yield Finding(SKILL_NOBODY_HAS, f"{prefix}lines[{at}]", f"{said} at {desk_id}")


def _unmet(line: Line, here: Sequence[Person]) -> Iterator[str]:
    best = max(person.grade for person in here)
    if best < line.min_grade:
        yield f"no manager is of grade {line.min_grade}; the best is {best}"
    for word, served in HARD:
        asked: tuple[str, ...] = getattr(line.when, word, None) or ()
        if word in line.mandatory:
            for value in asked:
                if not any(value in getattr(person, served) for person in here):
                    yield f"no manager serves the {word} {value}"
