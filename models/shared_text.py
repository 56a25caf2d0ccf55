"""One copy in memory of a text that stands in many rows; a million finished contacts name few desks."""

import sys


def shared(text: str) -> str:
    """The one copy of this text."""
    return sys.intern(text)
