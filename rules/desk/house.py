"""What the desks of one partition share: identity, policy, and the notes for the engine."""

from models.notes import Notes
from rules.desk.policy_tables import PolicyInForce


class House(Notes):
    """The partition's side of a desk; a row's key is its kind, the desk's id and its own."""

    __slots__ = ("epoch", "policy", "source")

    def __init__(self, source: str, epoch: int = 0) -> None:
        super().__init__()
        self.source = source
        """CloudEvents `source` of all that is published."""
        self.epoch = epoch
        self.policy: PolicyInForce | None = None
