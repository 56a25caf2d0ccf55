"""Turnovers at which a price list is odd."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from models.policy import InvalidPolicyError, Policy
from models.policy.tariffs import PriceList
from rules.policy.finding import DEAD_ZONE, Finding


def dead_zones(policy: Policy) -> Iterator[Finding]:
    """Find where a whole schedule asks more of a smaller turnover than of the next tier's beginning."""
    try:
        tariffs = policy.tariff_rules
    except InvalidPolicyError:
        return  # said by the check of the form
    for number, prices in enumerate(tariffs.price_lists if tariffs is not None else ()):
        for first, bound in _zones(prices):
            least = -((-first.numerator) // first.denominator)
            sentence = f"a turnover between {least} and {bound} costs more than {bound} does"
            yield Finding(DEAD_ZONE, f"tariffs.price_lists[{number}]", sentence)


def _zones(prices: PriceList) -> Iterator[tuple[Fraction, int]]:
    """Each zone `(b * r_new / r_old, b)` before a bound b at which the rate of all of the turnover falls."""
    if prices.mode != "whole":
        return
    for before, tier in pairwise(prices.tiers):
        if tier.rate_ppm < before.rate_ppm:
            first = Fraction(tier.from_minor * tier.rate_ppm, before.rate_ppm)
            yield max(first, Fraction(before.from_minor)), tier.from_minor
