"""One version of an agreement as the audit keeps it: who granted it, how deep it goes, and what came of it."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Final, NamedTuple

from rules.tariff import exact_json

RUNNING: Final = frozenset({"active", "suspended", "under_review"})
"""States in which an agreement is in force."""
DECIDED: Final = frozenset({"approved", "offered", "accepted", *RUNNING, "ending"})
"""States of terms that people have approved and that nobody took back."""


class Cell(NamedTuple):
    """Among whom a grant is compared: what is alike in it."""

    item: str
    currency: str
    target: str
    band: int
    """Power of ten of the turnover a month, minor units: 9 from 1 000 000 000 to below 10 000 000 000."""


@dataclass(slots=True)
class Grant:
    """See the module. Depth and rates in ppm, money in minor units, instants in UTC milliseconds."""

    agreement_id: str
    version: int
    coverage_id: str
    item: str
    currency: str
    by: str
    """Who proposed it."""
    target: str
    """What the benefit is to: fee, loan_rate, …"""
    state: str = "drafted"
    depth_ppm: int | None = None
    """Of the discount, as simulated; None where the price list says nothing of it."""
    volume_minor: int | None = None
    """Turnover a month at which the depth was taken: that of the first threshold, else of the forecast."""
    before_minor: int | None = None
    """Turnover of a window before the agreement, by its forecast; None where no verdict can be held against it."""
    rate_ppm: int | None = None
    """The agreed rate, where the terms or a verdict say a single one."""
    rate_id: str | None = None
    """The verdict that says so; None: the terms do."""
    approvers: list[str] = field(default_factory=list)
    approved_at: int | None = None
    decision_id: str | None = None
    """Id of the last approval on `kontor.tariff-offers`."""
    began: bool = False
    turnover_minor: int | None = None
    """Of the last window whose verdict is known."""

    @property
    def key(self) -> tuple[str, int]:
        """Agreement id and version."""
        return self.agreement_id, self.version

    @property
    def cell(self) -> Cell | None:
        """Where it is compared; None: no turnover was promised."""
        if self.volume_minor is None or self.volume_minor <= 0:
            return None
        return Cell(self.item, self.currency, self.target, len(str(self.volume_minor)) - 1)

    @property
    def holds(self) -> bool:
        """Whether it was granted: approved, and not taken back before it began."""
        return self.approved_at is not None and (self.began or self.state in DECIDED)

    @property
    def risen(self) -> bool | None:
        """Whether the turnover of the last known window is above that of before; None: not known."""
        if self.turnover_minor is None or self.before_minor is None:
            return None
        return self.turnover_minor > self.before_minor


def encode_grant(grant: Grant) -> bytes:
    """The row of a grant; what is as usual is left out."""
    said: dict[str, Any] = {}
    for each in fields(grant):
        value = getattr(grant, each.name)
        usual = each.default_factory() if each.default_factory is not MISSING else each.default
        if value != usual:
            said[each.name] = value
    return exact_json.dumps(said)


def decode_grant(row: Mapping[str, Any]) -> Grant:
    """The grant of a row."""
    return Grant(**row)
