"""What the desks of one partition share: identity, policy, and the notes for the engine."""

from dataclasses import dataclass, field

from rules.desk.policy_tables import PolicyInForce


@dataclass(slots=True, eq=False)
class House:
    """The partition's side of a desk."""

    source: str
    """CloudEvents `source` of all that is published."""
    epoch: int = 0
    policy: PolicyInForce | None = None
    touched: dict[str, None] = field(default_factory=dict)
    """Keys of rows that may have changed since they were last asked for."""
    counts: dict[str, int] = field(default_factory=dict)

    def touch(self, kind: str, desk_id: str, entity_id: str) -> None:
        """Note that a row may have changed."""
        self.touched[f"{kind}/{desk_id}/{entity_id}"] = None

    def count(self, name: str) -> None:
        """Count something the metrics tell."""
        self.counts[name] = self.counts.get(name, 0) + 1
