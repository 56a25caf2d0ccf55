"""A language in which decisions are told: words for codes, and sentences with places for facts."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

Table = Mapping[str, str]
"""Code to words; `{who}` and the like are places for facts."""


class Tongue(NamedTuple):
    """All that a story needs of a language; its tables have the same codes in each, but a channel may be told raw."""

    origin: Table
    refused: Table
    split: Table
    flag: Table
    released: Table
    escalated: Table
    introduced: Table
    relax: Table
    channel: Table
    sentence: Table
    units: tuple[str, str, str]
    """Hours, minutes, seconds."""
    last: str
    """What stands before the last of several: ` and `."""
    last_refused: str
    """The same where refusals are listed."""

    def say(self, sentence: str, **facts: object) -> str:
        """A sentence, or a part of one, with its facts."""
        return self.sentence[sentence].format(**facts)

    def duration(self, seconds: int) -> str:
        """`45 s`, `2 min 5 s`, `1 h 3 min`."""
        hour, minute, second = self.units
        minutes, left = divmod(seconds, 60)
        if not minutes:
            return f"{left} {second}"
        hours, minutes = divmod(minutes, 60)
        if hours:
            return f"{hours} {hour} {minutes} {minute}" if minutes else f"{hours} {hour}"
        return f"{minutes} {minute} {left} {second}" if left else f"{minutes} {minute}"


def listed(parts: Sequence[str], last: str) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}{last}{parts[-1]}"
