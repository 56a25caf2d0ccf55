"""
The end of a worker that cannot go on safely.

Nothing is caught and carried on: a failed send, a bug in a fold, a lost
membership all end the process at once, before another byte is published. What
was not acknowledged is read again by the next owner.
"""

import enum
import os
from collections.abc import Callable
from typing import Final, NoReturn

STDERR: Final = 2


class Exit(enum.IntEnum):
    """Exit codes of a worker, as the contract names them."""

    STOPPED = 0
    """Asked to stop, and everything begun was finished."""
    UNREADABLE = 2
    """A journal of a newer Kontor: a restart of this one would end the same way."""
    FAIL_STOP = 70
    """Something failed; a restart is right."""
    FENCED = 75
    """A newer owner has the journal; a restart is right."""
    EPOCH_REFUSED = 76
    """The journal's epoch is not below ours: the group was reset. A person must raise KONTOR_TERM."""


FailStopListener = Callable[[str, int], None]
_listeners: list[FailStopListener] = []


def on_fail_stop(listener: FailStopListener) -> None:
    """Call `listener(sentence, code)` just before the process ends; it must not block."""
    _listeners.append(listener)


def fail_stop(sentence: str, code: Exit = Exit.FAIL_STOP) -> NoReturn:
    """End the process now, with `sentence` as its last line on stderr. No handler, no finally, no flush runs."""
    try:
        for listener in _listeners:
            listener(sentence, code)
    finally:
        os.write(STDERR, f"{' '.join(sentence.split())}\n".encode())
        os._exit(code)
