"""What the oracle keeps: agreements by version, and what it said of their windows."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from models.policy.tariffs import Tariffs
from tests.tariff_oracle.calendar import Span, span_of
from tests.tariff_oracle.figures import Heard, Whose

Data = dict[str, Any]
OPEN = ("drafted", "pending", "returned", "approved", "offered")
LIVE = ("accepted", "active", "suspended", "under_review")


class Said(NamedTuple):
    """One message, its data still plain."""

    topic: str
    type: str
    data: Data


@dataclass
class Verdict:
    """What a closed window came to, recomputed or as last published."""

    window: Span
    outcome: str
    reason: str | None
    values: Data
    distance: list[Data]
    failed: list[str]
    effective: Span | None
    rate_ppm: int | None
    clients: list[str]
    turnover: int
    granted: bool
    """Whether the window itself was charged under the agreed terms."""
    held: bool
    """Whether the benefit is held after it."""
    graces: int
    ever: bool
    owed: int
    """The miss, capped."""
    capped: bool
    money: Data = field(default_factory=dict)
    """list, charged, volume, realised, forecast of the window."""

    def told(self) -> tuple[Any, ...]:
        """What makes a verdict another one."""
        counted = {name: value for name, value in self.values.items() if name != "other_currency"}
        return (self.outcome, self.reason, counted, self.held, self.graces, self.granted)


@dataclass
class Version:
    """One version of an agreement."""

    agreement_id: str
    version: int
    client_id: str
    item: str
    by: str
    exception: bool
    terms: Data
    forecast: Data | None
    currency: str
    list_version: int
    simulation: Data
    needs: list[str]
    entered: date
    state: str = "drafted"
    before: str | None = None
    """Where a hold or a review took it from."""
    review_waits: str | None = None
    """A review that fell due under a hold, with its reason."""
    group_changed: bool = False
    approvals: list[Data] = field(default_factory=list)
    expires: date | None = None
    starts: date | None = None
    ends: date | None = None
    """First day on which nothing of it has effect any more."""
    ended_by: str | None = None
    began: bool = False
    frozen: dict[date, str] = field(default_factory=dict)
    """Windows, by their first day, that are undetermined for good, and why."""
    told: dict[date, Verdict] = field(default_factory=dict)
    """The last verdict of each closed window."""
    ids: dict[date, str] = field(default_factory=dict)
    ordinals: dict[tuple[str, date], int] = field(default_factory=dict)
    risk: dict[date, str] = field(default_factory=dict)
    """Windows seen at risk: `at_risk` or `recovered`."""
    proposed: set[tuple[str, date]] = field(default_factory=set)
    """By which trigger of which window something was proposed."""
    owed_ids: dict[str, tuple[date, str, int]] = field(default_factory=dict)
    charging: dict[date, bool] = field(default_factory=dict)
    """By the first day of its money, whether a window is charged under the terms, as told so far."""
    waived: set[date] = field(default_factory=set)
    bubble: bool = False

    @property
    def span(self) -> Span:
        return span_of(self.terms)

    @property
    def end(self) -> date:
        return self.span.to if self.ends is None else min(self.ends, self.span.to)

    @property
    def benefit(self) -> Data:
        return {name: value for name, value in self.terms["benefit"].items() if value is not None}

    @property
    def granting(self) -> bool:
        return bool(self.terms["mode"] == "grant_first")

    @property
    def whose(self) -> Whose:
        return Whose((self.client_id,) if self.terms["scope"] == "client" else None, self.currency)


@dataclass
class Coverage:
    """One coverage and everything it heard."""

    id: str
    heard: list[Heard] = field(default_factory=list)
    versions: dict[tuple[str, int], Version] = field(default_factory=dict)
    holds: list[list[date | None]] = field(default_factory=list)
    """Spans under a risk hold; None is open."""
    hold_now: bool = False
    day: date | None = None
    clock: int = 0
    cause: Data = field(default_factory=dict)
    tariffs: Tariffs | None = None
    policy_version: str = ""
    zone: str = ""
    postings_to: date | None = None
    proposed: set[tuple[str, str, str, date]] = field(default_factory=set)
    """Trigger, template, client where it is his alone, and first day of what was proposed."""

    @property
    def today(self) -> date:
        """The business date of its clock."""
        assert self.day is not None
        return self.day

    @property
    def rules(self) -> Tariffs:
        """In force."""
        assert self.tariffs is not None
        return self.tariffs

    def segment(self, client_id: str) -> str | None:
        said = [each for each in self.heard if each.kind == "client.updated"]
        said = [each for each in said if each.data["client_id"] == client_id]
        return said[-1].data["segment"] if said else None

    def of(self, agreement_id: str) -> list[Version]:
        return [each for each in self.versions.values() if each.agreement_id == agreement_id]

    def held_days(self, window: Span) -> list[Span]:
        found = []
        for first, to in self.holds:
            assert first is not None
            a, b = max(first, window.first), window.to if to is None else min(to, window.to)
            if a < b:
                found.append(Span(a, b))
        return found
