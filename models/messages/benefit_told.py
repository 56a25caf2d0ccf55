"""What an agreement's windows came to: verdicts, adjustments, profit on `kontor.tariff-offers`."""

from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from models.messages.fields import Id, Ids, JsonObject, Ppm, Sum, Told
from models.messages.tariff_told import OfTariff, Window

Outcome = Literal["not_earned", "earned", "at_risk", "grace", "revoked", "undetermined"]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
OUTCOME_SENTENCES: Final[dict[Outcome, str]] = {
    "not_earned": "The window was missed before anything was earned.",
    "earned": "The window met the condition, or the benefit is granted from here on.",
    "at_risk": "Half of the window is gone, and at this pace it will be missed.",
    "grace": "The window was missed by little; the benefit goes on.",
    "revoked": "The window was missed; the benefit is gone.",
    "undetermined": "What the window came to is not known: nothing is granted, nothing taken.",
}
Undetermined = Literal["unknown_value", "no_postings", "risk_hold", "group_changed"]
Adjustment = Literal["reprice", "shortfall", "min_fee", "correction", "waiver"]


class Benefit(OfTariff):
    """A verdict on a window, or what is seen of it while it is open; the latest one that covers a window is charged."""

    verdict_id: Id
    """uuid5 of agreement_id, version, `verdict`, window.from and the ordinal, joined by `|`."""
    supersedes: Id | None
    """The verdict on the same window that this one replaces."""
    window: Window
    closed: bool
    values: JsonObject
    """What was measured, by metric; `other_currency` is what did not count."""
    distance: Annotated[tuple[JsonObject, ...], Field(strict=False)]
    """One entry for each clause that failed: its path, what is missing, the days left."""
    failed: Annotated[tuple[str, ...], Field(strict=False)]
    """JSON pointers into the obligations."""
    benefit: JsonObject
    rate_ppm: Ppm | None
    """Null where no single rate holds."""
    effective: Window | None
    """From when to when the terms are charged that the verdict brings; null: it changes none."""
    clients: Ids
    """Who counted."""
    reason: Undetermined | None


class FeeBasis(Told):
    """What an adjustment was reckoned from."""

    list_minor: Sum
    charged_minor: Sum
    volume_minor: Sum


class Allocation(Told):
    """A client's share."""

    client_id: Id
    amount_minor: Sum


class FeeAdjusted(OfTariff):
    """An extra line of the bill, never contained in a rate; negative goes back to the client."""

    adjustment_id: Id
    """uuid5 of agreement_id, version, `adjustment/<kind>`, window.from and the ordinal, joined by `|`."""
    verdict_id: Id
    window: Window
    kind: Adjustment
    amount_minor: Sum
    basis: FeeBasis
    allocations: Annotated[tuple[Allocation, ...], Field(strict=False)]
    """By turnover, largest remainder; they sum to the amount."""
    capped: bool
    waived_by: Ids | None
    """Of a waiver: the two people."""


class ProfitRealised(OfTariff):
    """What a window was to bring, and what it brought."""

    verdict_id: Id
    supersedes: Id | None
    window: Window
    forecast_minor: Sum
    realised_minor: Sum
    cumulative_forecast_minor: Sum
    cumulative_realised_minor: Sum
