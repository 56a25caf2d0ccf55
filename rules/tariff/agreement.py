"""One version of an agreement, as kept in its row."""

from dataclasses import dataclass, field
from typing import Any, Final

OVER: Final = frozenset({"rejected", "withdrawn", "declined", "lapsed", "settled", "superseded", "inactivated"})
"""States that nothing leaves."""
RUNNING: Final = frozenset({"active", "suspended", "under_review"})
"""States in which windows are judged and charged."""
PROPOSED: Final = frozenset({"drafted", "pending", "returned", "approved", "offered"})
"""States of terms nobody has accepted yet."""


@dataclass(slots=True)
class Agreement:
    """See the module. Dates are business dates `YYYY-MM-DD`, intervals `[from, to)`."""

    agreement_id: str
    version: int
    client_id: str
    item: str
    scope: str
    currency: str
    by: str
    """Who proposed it."""
    terms: dict[str, Any]
    """As requested."""
    forecast: dict[str, Any] | None
    valid_from: str
    valid_to: str
    state: str
    entered: str
    """When it came into its state."""
    price_list_version: int | None = None
    simulation: dict[str, Any] = field(default_factory=dict)
    """As published."""
    exception: bool = False
    exception_reason: str | None = None
    from_state: str | None = None
    back: str | None = None
    """Where a lifted hold leads back to."""
    approvals: list[tuple[str, str]] = field(default_factory=list)
    """Who approved, and the level of the place it fills."""
    expires_on: str | None = None
    """When it goes on by itself."""
    ends_on: str | None = None
    """From when on it has no effect: the end, early or not, or the start of the version that replaces it."""
    ended_by: str | None = None
    """client or bank, of an early end."""
    review_due: bool = False
    """A review fell due under a hold, and shows at its lifting."""
    group_changed_on: str | None = None
    """When its client left the coverage."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.state in OVER

    @property
    def key(self) -> tuple[str, int]:
        """Agreement id and version."""
        return self.agreement_id, self.version
