"""Whether the books managers have today keep the limits of a policy."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from models.policy import Policy
from rules.policy.finding import LIMIT_BELOW_BOOKS, Finding


class Book(NamedTuple):
    """What is looked at of a manager's book, as his last `manager.load` tells it."""

    manager_id: str
    desk_id: str
    groups: int
    """Coverages he leads."""
    margin_share_max_ppm: int | None
    """The largest group's share of the book's margin; None where no margin is known."""
    hhi: int | None
    """Herfindahl-Hirschman index of the margin by group; None likewise."""


LIMITS = (("max_groups", "groups"), ("max_margin_share_ppm", "margin_share_max_ppm"), ("max_hhi", "hhi"))
"""A key of `coverage`, and what of a book it limits."""


def books_above(policy: Policy, books: Sequence[Book]) -> Iterator[Finding]:
    """
    Find each limit that a book is above already, desk by desk under the desk's own limits.

    One that is equal keeps it. Such a manager starts no coverage until his book is below again.
    """
    for desk_id in sorted({book.desk_id for book in books}):
        own = policy.for_desk(desk_id).coverage
        here = [book for book in books if book.desk_id == desk_id]
        for key, figure in LIMITS:
            limit: int = getattr(own, key)
            above = sorted(
                ((value, book.manager_id) for book in here if (value := getattr(book, figure)) and value > limit),
                key=lambda each: (-each[0], each[1]),
            )
            if above:
                prefix = f"desks.{desk_id}." if limit != getattr(policy.coverage, key) else ""
                highest, manager_id = above[0]
                count = "1 book is" if len(above) == 1 else f"{len(above)} books are"
                said = f"{count} above {limit} at {desk_id}; the highest is {highest}, of {manager_id}"
                yield Finding(LIMIT_BELOW_BOOKS, f"{prefix}coverage.{key}", said)
