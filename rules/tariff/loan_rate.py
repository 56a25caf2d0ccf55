"""A softer rate on a loan: how much softer than the list's, and whether it still pays for funding and loss."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from models.policy.tariffs import PriceList
from models.policy.worth import Capital
from rules.tariff.fee import rate_at
from rules.tariff.raroc import floor_ppm


class Softened(NamedTuple):
    """See the module."""

    depth: Fraction | None
    """(list - agreed) / list; None where the list takes nothing, or where an amount is taken off and not a rate."""
    floor_ok: bool | None
    """None where the policy does not say what capital costs for the item."""


def softened(prices: PriceList, benefit: Mapping[str, Any], volume: Fraction, capital: Capital | None) -> Softened:
    """Hold a benefit to a loan's rate against the list's rate of the tier in which a turnover lies."""
    if benefit["type"] == "amount_off":
        return Softened(None, None)
    listed, agreed = rate_at(prices, None, volume), rate_at(prices, benefit, volume)
    depth = (listed - agreed) / listed if listed else None
    return Softened(depth, None if capital is None else agreed >= floor_ppm(capital))
