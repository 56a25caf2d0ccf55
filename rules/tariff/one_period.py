"""What one period's turnover costs under terms, by itself: nothing of a client's history is needed."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from models.policy.tariffs import PriceList
from rules.tariff.fee import agreed_fee, list_fee
from rules.tariff.miss import Charge, miss
from rules.tariff.rounding import rounded
from rules.tariff.verdict import GRANTED, Standing, verdict
from rules.tariff.windows import MONTHS_OF_UNIT, charged_part, periods, windows


class Reckoned(NamedTuple):
    """Minor units; the distance as a verdict says it."""

    fee_minor: int
    list_fee_minor: int
    adjustment_minor: int
    """What a miss owes besides, after a benefit that went first."""
    capped: bool
    distance: tuple[dict[str, Any], ...]


def reckon(prices: PriceList, turnover: int, terms: Mapping[str, Any] | None = None) -> Reckoned:
    """
    Reckon one period's turnover; a longer window is one of such periods.

    Earned first, it costs the agreed fee where the threshold is met, else the list's. Granted first,
    it costs the agreed one, and a miss owes its adjustment. Whatever is not turnover is unknown.
    Raises `ValueError` where the terms have no whole window.
    """
    listed = rounded(list_fee(prices, turnover))
    if terms is None:
        return Reckoned(listed, listed, 0, capped=False, distance=())
    window = next(windows(terms), None)
    if window is None:
        raise ValueError("the terms have no whole window between valid_from and valid_to")
    granted = terms["mode"] == "grant_first"
    found = verdict(terms, window, _OnePeriod(prices, turnover), GRANTED if granted else Standing())
    agreed = rounded(agreed_fee(prices, terms["benefit"], turnover)) if terms["benefit"]["target"] == "fee" else listed
    distance = found.judged.distance
    if not granted:
        return Reckoned(agreed if found.outcome == "earned" else listed, listed, 0, capped=False, distance=distance)
    if found.outcome != "revoked":
        return Reckoned(agreed, listed, 0, capped=False, distance=distance)
    number = len(periods(prices, terms, charged_part(terms, window)))
    owed = miss(terms, prices, Charge(number * turnover, number, number * listed, number * agreed))
    return Reckoned(agreed, listed, owed.amount_minor, owed.capped, distance)


class _OnePeriod:
    """`rules.tariff.facts.Facts` of a client who turns over the same in every period; all else is unknown."""

    def __init__(self, prices: PriceList, turnover: int) -> None:
        self.postings_to: date | None = date.max
        self._months = MONTHS_OF_UNIT[prices.period]
        self._turnover = turnover

    def turnover(self, first: date, to: date) -> int:
        """As much in each period of the price list."""
        months = 12 * (to.year - first.year) + to.month - first.month
        return self._turnover * max(1, -(-months // self._months))

    def turnover_by_client(self, first: date, to: date) -> Mapping[str, int]:  # noqa: ARG002  # part of the protocol
        """Of nobody by name."""
        return {}

    def other_currency(self, first: date, to: date) -> Mapping[str, int]:  # noqa: ARG002  # part of the protocol
        """None."""
        return {}

    def balance(self, first: date, to: date) -> int | None:  # noqa: ARG002  # part of the protocol
        """Unknown."""
        return None

    def margin(self, first: date, to: date) -> int | None:  # noqa: ARG002  # part of the protocol
        """Unknown."""
        return None

    def overdue_days(self, on: date) -> int | None:  # noqa: ARG002  # part of the protocol
        """Unknown."""
        return None

    def products_active(self, on: date) -> int | None:  # noqa: ARG002  # part of the protocol
        """Unknown."""
        return None

    def reciprocity(self, on: date) -> Fraction | None:  # noqa: ARG002  # part of the protocol
        """Unknown."""
        return None
