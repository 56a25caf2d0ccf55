"""The words of a line's steps, flattened: their order is the first thing candidates are ranked by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SPECIALIST: Final = "specialist"
ANYONE: Final = "anyone"
GROUPS: Final = frozenset({SPECIALIST, ANYONE})
"""Words that name many; every other word names one manager or nobody."""


@dataclass(frozen=True, slots=True)
class Words:
    """All words of a line in the order its steps list them, repeats left out."""

    words: tuple[str, ...]
    step_of: tuple[int, ...]
    """The first step in which each word stands."""
    opened: tuple[tuple[str, ...], ...]
    """Which of `words` are open when so many steps are: for each count from 0."""
    by_step: tuple[tuple[str, ...], ...]
    """The words of each step as the step lists them."""

    @classmethod
    def of(cls, steps: Sequence[Sequence[str]]) -> "Words":
        """Flatten the words of `steps`."""
        words: list[str] = []
        step_of: list[int] = []
        opened: list[tuple[str, ...]] = [()]
        for at, step in enumerate(steps):
            for word in step:
                if word not in words:
                    words.append(word)
                    step_of.append(at)
            opened.append(tuple(words))
        return cls(tuple(words), tuple(step_of), tuple(opened), tuple(tuple(step) for step in steps))

    @classmethod
    def backup_first(cls, steps: Sequence[Sequence[str]]) -> "Words":
        """The same with `backup` before the words of the first step: what `backup_share_ppm` does to a contact."""
        first, *rest = steps
        return cls.of([("backup", *(word for word in first if word != "backup")), *rest])
