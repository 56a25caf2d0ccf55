"""The terms of an offer, as people request them, and the forecast they rest on."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from models.messages.fields import LARGEST, Count, FullDate, JsonObject, Minor, Said

Unit = Literal["month", "quarter", "year"]
Share = Annotated[int, Field(ge=0, le=1_000_000)]
METRICS: Final[Mapping[str, str]] = {
    "qualified_turnover": "value_minor",
    "average_balance": "value_minor",
    "margin": "value_minor",
    "overdue_days": "value",
    "products_active": "value",
    "reciprocity": "value_ppm",
}
"""Every metric, and in which field its value is said."""
OPERATORS: Final = (">=", ">", "<=", "<", "==", "!=")
EARLIEST: Final = "1990-01-01"
LATEST: Final = "2199-12-31"
"""Agreements begin and end within these days: a mistyped year must not make millions of windows."""
_VALUES: Final = ("value_minor", "value_ppm", "value")
_BENEFIT_VALUE: Final = {"fixed": "rate_ppm", "spread": "spread_ppm", "pct_off": "off_ppm", "amount_off": "off_minor"}


def _within_reason(day: str) -> str:
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"not a day from {EARLIEST} to {LATEST}")
    return day


Day = Annotated[FullDate, AfterValidator(_within_reason)]


def _obligations(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check the form of a condition, however deep; what its metrics are called is for the rules to refuse."""
    kinds = [word for word in ("all", "any", "not", "metric") if word in node]
    if len(kinds) != 1:
        raise ValueError("an obligation is one of all, any, not, or a clause with a metric")
    if kinds == ["metric"]:
        _clause(node)
        return node
    inner = node[kinds[0]]
    parts = [inner] if kinds == ["not"] else inner
    if not isinstance(parts, list) or not all(isinstance(part, Mapping) for part in parts):
        raise ValueError(f"{kinds[0]} holds no conditions")
    for part in parts:
        _obligations(part)
    return node


def _clause(node: Mapping[str, Any]) -> None:
    metric, said = node["metric"], [name for name in _VALUES if name in node]
    if not isinstance(metric, str) or node.get("op") not in OPERATORS:
        raise ValueError(f"a clause has a metric and an op of {' '.join(OPERATORS)}")
    if (
        len(said) != 1
        or type(node[said[0]]) is not int
        or abs(node[said[0]]) > LARGEST
        or said[0] != METRICS.get(metric, said[0])
    ):
        raise ValueError(f"{metric} is held against one whole {METRICS.get(metric, 'value')}")
    own = node.get("window")
    if own is not None and (not isinstance(own, Mapping) or own.get("unit") not in ("month", "quarter", "year")):
        raise ValueError("a clause's own window has a unit of month, quarter, year")


class WindowSaid(Said):
    """In which pieces of time the obligation is judged."""

    kind: Literal["calendar", "rolling", "anniversary"]
    unit: Unit | None = None
    """Of calendar and anniversary."""
    months: Annotated[int, Field(ge=1, le=1200)] | None = None
    """Of rolling: whole calendar months."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.months if self.kind == "rolling" else self.unit) is None:
            raise ValueError("rolling has months, calendar and anniversary a unit")
        return self


class BenefitSaid(Said):
    """What the client earns."""

    target: Literal["fee", "loan_rate", "deposit_rate", "collateral"]
    type: Literal["waive", "fixed", "spread", "pct_off", "amount_off"]
    rate_ppm: Share | None = None
    spread_ppm: Share | None = None
    off_ppm: Share | None = None
    off_minor: Count | None = None

    @model_validator(mode="after")
    def _has_its_value(self) -> Self:
        named = _BENEFIT_VALUE.get(self.type)
        if named is not None and getattr(self, named) is None:
            raise ValueError(f"{self.type} has a {named}")
        return self


class Hysteresis(Said):
    """Down to which turnover a benefit that is held stays."""

    off_minor: Count


class Terms(Said):
    """If …, then …: the page of tariffs says what each means."""

    mode: Literal["earn_first", "grant_first"]
    scope: Literal["client", "coverage"] = "coverage"
    valid_from: Day
    valid_to: Day | None = None
    """Without an end it is refused."""
    applies: Literal["next_window", "same_window"] | None = None
    """Left out: next_window."""
    window: WindowSaid
    obligations: Annotated[JsonObject, AfterValidator(_obligations)] | None = None
    """Without one it is refused."""
    benefit: BenefitSaid
    tolerance_ppm: Share = 0
    hysteresis: Hysteresis | None = None
    cure_windows: Annotated[int, Field(ge=0, le=1200)] = 0
    on_miss: Literal["none", "reprice", "shortfall", "min_fee"] = "none"
    clawback_cap_minor: Count | None = None
    """A window's."""
    clawback_total_cap_minor: Count | None = None
    """Over all windows and versions."""
    min_fee_minor: Count | None = None


class Forecast(Said):
    """What the proposer expects."""

    volume_now_minor: Count
    """Turnover of a window now."""
    volume_minor: Annotated[tuple[Count, ...], Field(strict=False, min_length=1)]
    """Turnover of each window; the last repeats."""
    cm_now_ppm: Minor | None = None
    cm_then_ppm: Minor | None = None
    """Contribution margins; where they are not those of the price list the request is refused."""
