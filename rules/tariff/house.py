"""What all coverages of a partition share."""

from models.notes import Notes
from models.policy import Policy


class House(Notes):
    """The policy in force, and which rows were touched."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        """CloudEvents source of all that is published."""
        self.policy: Policy | None = None
        """None: before a first policy."""
        self.postings_to: str | None = None
        """How far the feed of postings has come, `YYYY-MM-DD`: the same for all."""

    @property
    def zone(self) -> str:
        """The bank's time zone."""
        assert self.policy is not None, "no coverage is told anything before a policy"
        return self.policy.time_zone
