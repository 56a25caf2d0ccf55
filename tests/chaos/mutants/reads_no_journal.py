"""A new owner begins with nothing, as if its journal were empty."""

from collections.abc import Iterable
from typing import Any

SENTENCE = "does not read its journal when it takes over"
STEPS = ("killed", "machine lost", "asked to stop", "all lost")


def build_in() -> None:
    from streams.engine import journal_reading, ownership

    interpret = journal_reading.interpret

    def nothing(records: Iterable[Any]) -> Any:
        read = interpret(records)
        return interpret(())._replace(last_batch=read.last_batch, highest_epoch=read.highest_epoch)

    setattr(ownership, "interpret", nothing)  # noqa: B010  # reason: a function is replaced
