"""One version of an agreement, as kept in its row."""

from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(slots=True)
class WindowRow:
    """A window of a version: what was said of it last. One that is open has no outcome yet."""

    first: str
    to: str
    ordinal: int = 0
    """How many `benefit.*` were said of it."""
    verdict_id: str | None = None
    outcome: str | None = None
    reason: str | None = None
    ever: bool = False
    held: bool = False
    graces: int = 0
    """How the benefit stands after it."""
    granted: bool = False
    """Whether it was charged at the agreed terms."""
    values: dict[str, int | None] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    miss_kind: str | None = None
    miss_minor: int = 0
    """What the miss costs, caps included."""
    miss_id: str | None = None
    """The adjustment that says so."""
    owed_by: dict[str, Any] | None = None
    """What the miss rests on, as last judged (`rules.tariff.money_of_windows.Reckoning`): so it is forgiven."""
    waived: bool = False
    adjusted: dict[str, int] = field(default_factory=dict)
    """How many adjustments of each kind were said."""
    realised_minor: int | None = None
    at_risk: bool = False
    """Whether it was said that at its pace it will be missed, and not taken back since."""
    recovered: bool = False
    """Whether that was taken back: it is not said again."""
    proposed: list[str] = field(default_factory=list)
    """By which triggers the client's way to its threshold was proposed."""
    by_posting: list[int] = field(default_factory=list)
    """Of a list by posting, once its postings are gone: what they cost by the list, and as agreed, minor units."""


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
    partner_id: str | None = None
    """Who referred the client."""
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
    starts_on: str | None = None
    """The bound at which it became active."""
    bubble: bool = False
    """Whether it brings much less than was promised, and people were told."""
    done: bool = False
    """Whether its last window is final."""
    group_changed_on: str | None = None
    """When its client left the coverage."""

    @property
    def is_judged(self) -> bool:
        """Whether windows of it are still to be judged or corrected; also of one that another version replaced."""
        return self.starts_on is not None and not self.done

    @property
    def last_day(self) -> str:
        """The first business date on which it has no effect any more."""
        return min(self.ends_on or self.valid_to, self.valid_to)

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.state in OVER

    @property
    def key(self) -> tuple[str, int]:
        """Agreement id and version."""
        return self.agreement_id, self.version
