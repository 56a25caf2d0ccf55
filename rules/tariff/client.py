"""A client as his coverage's tariffs know him: from when to when he was in it, and what he has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from models.money import Money

Stay = tuple[str | None, str | None]
"""From which business date, and up to but not including which; None: always, and still."""


@dataclass(slots=True)
class Loan:
    """What a client owes, as last told."""

    exposure_minor: int
    currency: str
    rate_ppm: int
    overdue_days: int
    day: str
    """Business date of the telling."""

    @property
    def exposure(self) -> Money:
        """What is owed."""
        return Money(self.exposure_minor, self.currency)


class Margin(NamedTuple):
    """What the bank earned with a client in a month, as its row has it."""

    credit_minor: int
    non_credit_minor: int
    cost_minor: int
    currency: str

    @property
    def credit(self) -> Money:
        """By what is lent to him."""
        return Money(self.credit_minor, self.currency)

    @property
    def non_credit(self) -> Money:
        """By all else."""
        return Money(self.non_credit_minor, self.currency)

    @property
    def net(self) -> Money:
        """Both, less what he costs."""
        return Money(self.credit_minor + self.non_credit_minor - self.cost_minor, self.currency)


@dataclass(slots=True)
class Client:
    """See the module. A client of a coverage with one name, whom nobody told of, has always been in it."""

    id: str
    stays: list[Stay] = field(default_factory=list)
    segment: str | None = None
    """None while nobody knows him, and after he is forgotten."""
    tier: str = "standard"
    industry: str | None = None
    language: str | None = None
    planned: bool = False
    """What a template of the policy may ask about, beside the segment."""
    loan: Loan | None = None
    loan_since: str | None = None
    """Business date of the first known exposure."""
    exposure: list[tuple[str, int]] = field(default_factory=list)
    """Exposures by the business date from which each held, minor units, in the currency of the loan."""
    products: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)
    """Product to the business dates at which it was begun (true) or given up."""
    margins: dict[str, Margin] = field(default_factory=dict)
    """By month."""
    balances: dict[str, dict[str, int]] = field(default_factory=dict)
    """Currency to day to closing balance, minor units."""

    def describe(self, snapshot: Mapping[str, Any] | None) -> None:
        """Take over what the bank says of him; None: he is to be forgotten."""
        said: Mapping[str, Any] = {} if snapshot is None else snapshot
        self.segment, self.tier = said.get("segment"), said.get("tier", "standard")
        self.industry, self.language = said.get("industry"), said.get("language")
        self.planned = said.get("planned", False)

    def counts_on(self, day: str) -> bool:
        """Whether he was in the coverage on a business date."""
        return any((since is None or since <= day) and (to is None or day < to) for since, to in self.stays)

    def counts_within(self, first: date, to: date) -> bool:
        """Whether he was in the coverage on some day of `[first, to)`."""
        begin, end = first.isoformat(), to.isoformat()
        return any((since is None or since < end) and (left is None or begin < left) for since, left in self.stays)

    def enter(self, since: date | None) -> None:
        """He is in the coverage from a business date on; one who is in it already stays."""
        if not self.stays:
            self.stays.append((None if since is None else since.isoformat(), None))
        elif self.stays[-1][1] is not None:
            self.stays.append((since.isoformat() if since is not None else self.stays[-1][1], None))

    def leave(self, on: date) -> None:
        """He is in the coverage no more, from a business date on."""
        if not self.stays:
            self.stays.append((None, on.isoformat()))
        elif self.stays[-1][1] is None:
            self.stays[-1] = (self.stays[-1][0], on.isoformat())

    @property
    def is_known(self) -> bool:
        """Whether he is a client of the bank, and in the coverage now."""
        return self.segment is not None and self.is_in

    @property
    def is_in(self) -> bool:
        """Whether he is in the coverage now."""
        return bool(self.stays) and self.stays[-1][1] is None
