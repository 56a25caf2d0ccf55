"""What a fenced worker wrote late stays the last value of its key: compaction would delete the true row."""

from collections.abc import Iterable
from typing import Any

SENTENCE = "does not put rows again that a stale worker overwrote"
STEPS = (
    "zombie at journal_sent, journal alone", "zombie at folded, journal alone", "burst", "joins",
    "zombie at journal_sent, journal alone", "zombie at folded, journal alone", "burst",
)  # fmt: skip


def build_in() -> None:
    from streams.engine import journal_reading, ownership
    from streams.engine.owner import Owner

    interpret = journal_reading.interpret

    def nothing_stale(records: Iterable[Any]) -> Any:
        return interpret(records)._replace(dirty=[])

    def unconcerned(self: Any, records: Any) -> None:
        """Fenced workers end all the same: that was judged before."""

    for where, name, what in ((ownership, "interpret", nothing_stale), (Owner, "_note_foreign", unconcerned)):
        setattr(where, name, what)
