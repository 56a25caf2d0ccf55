"""Rows of a torn batch are taken back in memory, but left as they are in the journal."""

from typing import Any

SENTENCE = "does not put torn rows again"
STEPS = ("torn twice",) * 5


def build_in() -> None:
    from streams.engine.ownership import Ownership

    finish = Ownership._finish_for_predecessor

    async def without(self: Any, owner: Any, recovered: Any) -> None:
        await finish(self, owner, recovered._replace(dirty=[]))

    setattr(Ownership, "_finish_for_predecessor", without)  # noqa: B010  # reason: a method is replaced
