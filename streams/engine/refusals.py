"""What a worker refuses to take over, each with the sentence in which it ends."""

from collections.abc import Awaitable, Callable
from typing import NoReturn

from streams.engine.journal import Journal
from streams.hardened.fail_stop import Exit, fail_stop

StillAMember = Callable[[], Awaitable[bool]]
"""Asks the consumer group whether this worker is still a member under its generation."""


async def nobody_else() -> bool:
    """Where there is no group, nobody is evicted from it."""
    return True


async def refuse_epoch(journal: Journal, there: int, ours: int, still_a_member: StillAMember) -> NoReturn:
    """
    End the process: whoever reads the journal would take our records for those of a stale worker.

    A worker that stood still while it took over wakes to a newer owner's fence: it is
    late, and a restart is right. One that the group still counts among its members has
    been given an epoch that is too low: then a person must raise KONTOR_TERM.
    """
    if await still_a_member():
        fail_stop(
            f"{journal}: its epoch {there} is not below ours, {ours}, and the group counts on us:"
            " the consumer group was deleted, and KONTOR_TERM must be raised",
            Exit.EPOCH_REFUSED,
        )
    fail_stop(f"{journal}: fenced by epoch {there} while taking over, ours is {ours}", Exit.FENCED)


def refuse_hole(journal: Journal, applied: int, committed: int) -> NoReturn:
    """End the process: what lies between the journal and the group's commit would never be decided."""
    fail_stop(
        f"{journal}: it includes its inbox up to offset {applied}, but the group has committed {committed};"
        " what lies between would be lost. Was the journal deleted, or the group's offset moved?"
    )


def refuse_newer(journal: Journal, version: int, known: int) -> NoReturn:
    """End the process for good: what a newer Kontor has written down must not be misread."""
    fail_stop(
        f"{journal}: it is written in row version {version}, this worker knows versions up to {known}:"
        " a newer Kontor has worked on it. Install that release here, or a later one; none of its rows was touched",
        Exit.UNREADABLE,
    )
