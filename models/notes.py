"""What a fold notes for the engine while it takes a record in."""

from collections.abc import Mapping


class Notes:
    """Keys of rows that may have changed, and what was counted, each since it was last taken."""

    __slots__ = ("counts", "touched")

    def __init__(self) -> None:
        self.touched: dict[str, None] = {}
        """In the order in which they were touched first."""
        self.counts: dict[str, int] = {}

    def touch(self, *key: str) -> None:
        """Say that a row may have changed; `key` in one piece or in several."""
        self.touched["/".join(key)] = None

    def count(self, what: str) -> None:
        """Count something that happened."""
        self.counts[what] = self.counts.get(what, 0) + 1

    def take_touched(self) -> dict[str, None]:
        """The keys, which are forgotten."""
        touched, self.touched = self.touched, {}
        return touched

    def take_counts(self) -> Mapping[str, int]:
        """The counts, which begin anew."""
        counts, self.counts = self.counts, {}
        return counts
