"""The tariffs of a policy: price lists, who may approve what, and the days everything takes."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, Strict, StringConstraints, model_validator

from models.policy.money_fields import MinorUnits, Rate
from models.policy.part import MILLION, AtLeastOne, Part, Share, Whole, Word
from models.policy.worth import Capital, Favouritism, Reciprocity, Template

Days = Annotated[int, Strict(), Field(ge=0, le=36_600)]
"""At most a hundred years: a date must exist."""
SomeDays = Annotated[int, Strict(), Field(ge=1, le=36_600)]
Iso = Annotated[str, Strict(), StringConstraints(pattern=r"^[A-Z]{3}$")]


def _a_date(text: str) -> str:
    if len(text) != 10:
        raise ValueError("must be a date like 2026-01-01")
    date.fromisoformat(text)
    return text


Day = Annotated[Word, AfterValidator(_a_date)]


class Tier(Part):
    """From which turnover of a period on which rate holds."""

    from_minor: MinorUnits = Field(description="minor units; the first tier starts at 0")
    rate_ppm: Rate = Field(default=0, description="ppm of the turnover")
    flat_minor: MinorUnits = Field(default=0, description="added once the turnover is above the tier's beginning")


def _tiers_rise(tiers: tuple[Tier, ...]) -> tuple[Tier, ...]:
    if tiers[0].from_minor != 0:
        raise ValueError(f"the first tier must start at 0, not {tiers[0].from_minor}")
    for before, tier in pairwise(tiers):
        if tier.from_minor <= before.from_minor:
            raise ValueError(f"tiers must rise, {tier.from_minor} does not follow {before.from_minor}")
    return tiers


class PriceList(Part):
    """What an item costs; once published it never changes."""

    item: Word = Field(description="what is paid for")
    version: AtLeastOne = Field(description="of this item; the higher one counts where two hold")
    currency: Iso = Field(description="ISO 4217")
    basis: Literal["pct", "periodic", "per_txn"] = Field(
        default="pct", description="pct and periodic: of a period's turnover; per_txn: of each posting"
    )
    period: Literal["month", "quarter", "year"] = Field(default="month", description="what the tiers are of")
    mode: Literal["graduated", "whole", "flat"] = Field(
        default="graduated", description="each tier's part at its rate; all at the rate reached; the tier's amount"
    )
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1), AfterValidator(_tiers_rise)] = Field(
        description="from 0, rising"
    )
    min_minor: MinorUnits | None = Field(default=None, description="a period's fee is never below it")
    max_minor: MinorUnits | None = Field(default=None, description="a period's fee is never above it")
    floor_ppm: Rate = Field(default=0, description="no agreed fee is below this share of the turnover")
    variable_cost_ppm: Rate = Field(default=0, description="what the turnover costs the bank")
    float_ppm: Rate = Field(default=0, description="what the balances it leaves earn the bank")
    valid_from: Day = Field(description="first business date")
    valid_to: Day | None = Field(default=None, description="first business date on which it holds no more")
    segment: Word | None = Field(default=None, description="of these clients only; null: of all")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError("valid_to must lie after valid_from")
        if self.min_minor is not None and self.max_minor is not None and self.max_minor < self.min_minor:
            raise ValueError("max_minor must not be below min_minor")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a business date."""
        text = day.isoformat()
        return self.valid_from <= text and (self.valid_to is None or text < self.valid_to)


class Authority(Part):
    """Which approvals a discount up to some depth needs."""

    up_to_ppm: Share = Field(description="depth, ppm of the list fee")
    approvals: Annotated[tuple[Word, ...], Field(min_length=1)] = Field(description="levels, one person each")


class Bubble(Part):
    """When an agreement brings too little."""

    windows: AtLeastOne = Field(default=3, description="windows looked back at")
    below_forecast_ppm: Share = Field(default=500_000, description="share of the forecast that may be missed")


def _authority_rises(rows: tuple[Authority, ...]) -> tuple[Authority, ...]:
    for before, row in pairwise(rows):
        if row.up_to_ppm <= before.up_to_ppm:
            raise ValueError(f"up_to_ppm must rise, {row.up_to_ppm} does not follow {before.up_to_ppm}")
    if len(rows[-1].approvals) < 2:
        raise ValueError("the last row needs at least two approvals")
    return rows


def _usual_authority() -> tuple[Authority, ...]:
    return (
        Authority(up_to_ppm=200_000, approvals=("head",)),
        Authority(up_to_ppm=MILLION, approvals=("committee", "committee")),
    )


def _each_once(lists: tuple[PriceList, ...]) -> tuple[PriceList, ...]:
    seen: set[tuple[str, int]] = set()
    for each in lists:
        if (each.item, each.version) in seen:
            raise ValueError(f"{each.item} has version {each.version} twice")
        seen.add((each.item, each.version))
    return lists


class Tariffs(Part):
    """See the module. Every key is optional; without a price list nothing can be asked for."""

    eval_lag_days: Days = Field(default=5, description="business dates after its end that a window closes")
    correction_days: Days = Field(default=30, description="days after its end that postings still correct a window")
    offer_ttl_days: SomeDays = Field(default=30, description="days that an offer stands")
    approval_ttl_days: SomeDays = Field(default=30, description="days that an approval stands until it is sent")
    stale_days: SomeDays = Field(default=30, description="days after which what nobody goes on with goes back")
    quiet_days: Days = Field(default=30, description="days without a proposal after a decline")
    hurdle_ppm: Whole = Field(default=200_000, description="what capital must earn, yearly")
    near_threshold_ppm: Share = Field(default=100_000, description="near: so little of the threshold is missing")
    bubble: Bubble = Field(default=Bubble(), description="when an agreement brings too little")
    levels: tuple[Word, ...] = Field(default=("head", "committee"), description="of approval, the lowest first")
    authority: Annotated[tuple[Authority, ...], Field(min_length=1), AfterValidator(_authority_rises)] = Field(
        default_factory=_usual_authority, description="depth of the discount to the approvals it needs"
    )
    reciprocity: Reciprocity = Field(default=Reciprocity(), description="how much beside its loans a coverage brings")
    raroc: Mapping[Word, Capital] = Field(default={}, description="{item: what capital and funding cost}")
    favouritism: Favouritism = Field(default=Favouritism(), description="when discounts of people are looked at")
    benefits: tuple[Template, ...] = Field(default=(), description="what may be proposed unasked")
    price_lists: Annotated[tuple[PriceList, ...], AfterValidator(_each_once)] = Field(
        default=(), description="what items cost"
    )

    @model_validator(mode="after")
    def _levels_known(self) -> Self:
        for number, row in enumerate(self.authority):
            for level in row.approvals:
                if level not in self.levels:
                    raise ValueError(f"authority[{number}] asks for {level}, which levels does not name")
        return self

    def list_of(self, item: str, segment: str | None, day: date, currency: str | None = None) -> PriceList | None:
        """
        The list of an item that holds on a day: the segment's before everybody's, then the higher version.

        `currency`: only of lists in it, so that what was agreed in one is never charged in another.
        """
        held = [
            each
            for each in self.price_lists
            if each.item == item
            and each.holds_on(day)
            and each.segment in (None, segment)
            and currency in (None, each.currency)
        ]
        return max(held, key=lambda each: (each.segment is not None, each.version), default=None)

    def has_item(self, item: str) -> bool:
        """Whether any list is of the item."""
        return any(each.item == item for each in self.price_lists)
