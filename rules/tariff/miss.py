"""What a granted benefit owes whose threshold was missed."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from models.policy.part import MILLION
from models.policy.tariffs import PriceList
from rules.tariff.conditions import first_threshold
from rules.tariff.fee import rate_at
from rules.tariff.rounding import rounded


class Charge(NamedTuple):
    """What a window turned over and was charged, minor units."""

    volume: int
    periods: int
    """Periods of the price list in it."""
    listed: int
    """By the list."""
    charged: int
    """At the agreed terms."""


class Miss(NamedTuple):
    """What a missed window owes, minor units."""

    kind: str
    amount_minor: int
    capped: bool


def miss(terms: Mapping[str, Any], prices: PriceList, charge: Charge, owed_before: int = 0) -> Miss:
    """
    What a missed window owes, within the caps; `owed_before`: what earlier windows of all versions owe.

    reprice: what the discount was. shortfall: the missing turnover at the agreed rate, or at the list's
    where that is 0. min_fee: what is missing of the least fee.
    """
    match terms["on_miss"]:
        case "reprice":
            owed = charge.listed - charge.charged
        case "shortfall":
            owed = _shortfall(terms, prices, charge)
        case "min_fee":
            owed = max(0, (terms["min_fee_minor"] or 0) - charge.charged)
        case _:
            owed = 0
    least = owed
    if terms["clawback_cap_minor"] is not None:
        least = min(least, terms["clawback_cap_minor"])
    if terms["clawback_total_cap_minor"] is not None:
        least = min(least, max(0, terms["clawback_total_cap_minor"] - owed_before))
    return Miss(terms["on_miss"], least, capped=least < owed)


def _shortfall(terms: Mapping[str, Any], prices: PriceList, charge: Charge) -> int:
    """Negative turnover counts as none, so no more is missing than the whole threshold."""
    threshold = first_threshold(terms["obligations"]) or 0
    each = Fraction(threshold, charge.periods)
    rate = rate_at(prices, terms["benefit"], each) or rate_at(prices, None, each)
    return rounded(max(0, threshold - max(charge.volume, 0)) * rate / MILLION)
