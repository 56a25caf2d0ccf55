"""What all coverages of a partition share."""

from models.policy import Policy


class House:
    """The policy in force, and which rows were touched."""

    def __init__(self, source: str) -> None:
        self.source = source
        """CloudEvents source of all that is published."""
        self.policy: Policy | None = None
        """None: before a first policy."""
        self.postings_to: str | None = None
        """How far the feed of postings has come, `YYYY-MM-DD`: the same for all."""
        self.touched: dict[str, None] = {}
        self.counts: dict[str, int] = {}

    @property
    def zone(self) -> str:
        """The bank's time zone."""
        assert self.policy is not None, "no coverage is told anything before a policy"
        return self.policy.time_zone

    def touch(self, key: str) -> None:
        """Say that a row has changed."""
        self.touched[key] = None

    def count(self, what: str) -> None:
        """Count something that happened."""
        self.counts[what] = self.counts.get(what, 0) + 1
