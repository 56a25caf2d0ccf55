"""A new owner does not publish what its predecessor may have left unpublished."""

from typing import Any

SENTENCE = "does not publish the outbox of its predecessor"
STEPS = ("killed at journal_acked", "killed at journal_acked", "all lost") * 2


def build_in() -> None:
    from streams.engine.ownership import Ownership

    finish = Ownership._finish_for_predecessor

    async def without(self: Any, owner: Any, recovered: Any) -> None:
        await finish(self, owner, recovered._replace(outbox=[]))

    setattr(Ownership, "_finish_for_predecessor", without)  # noqa: B010  # reason: a method is replaced
