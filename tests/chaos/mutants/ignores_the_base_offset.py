"""Nobody looks at the base offset of an acknowledgement: a fenced worker publishes."""

from typing import Any

SENTENCE = "does not look at the journal's base offset before it publishes"
STEPS = (
    "zombie at journal_sent, journal alone", "zombie at folded, journal alone", "burst",
    "zombie at folded, journal alone", "zombie at journal_sent, journal alone", "burst",
)  # fmt: skip


def build_in() -> None:
    from streams.engine.journal import Journal

    async def nobody(self: Any, expected: int, offset: int) -> tuple[Any, ...]:
        return ()

    setattr(Journal, "_judge", nobody)  # noqa: B010  # reason: a method is replaced
