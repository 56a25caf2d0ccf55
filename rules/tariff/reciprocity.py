"""
How much a coverage brings the bank beside its loans.

R is the weighted mean of four parts, each from 0 to 1: D the products in use against the bank's families,
B the share of the margin that is not from credit, T turnover against what is lent, S the share of the
client's whole business. A part that is unknown drops out, and the others share its weight.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from models.policy.part import MILLION
from models.policy.worth import Reciprocity, Weights
from rules.tariff.rounding import rounded_up


class Parts(NamedTuple):
    """Each from 0 to 1, exact; None: unknown."""

    products: Fraction | None = None
    margin: Fraction | None = None
    turnover: Fraction | None = None
    share: Fraction | None = None
    """No message says it today."""


class Weighed(NamedTuple):
    """What parts come to."""

    value: Fraction
    """R, from 0 to 1."""
    known: Fraction
    """The weight of the parts that are known, of all."""


def weighed(parts: Parts, weights: Weights) -> Weighed | None:
    """R and how much of it is known; None where nothing that weighs anything is."""
    weight_of: Mapping[str, int] = weights.model_dump()
    known = {name: value for name, value in parts._asdict().items() if value is not None}
    total = sum(weight_of[name] for name in known)
    if not total:
        return None
    value = sum((weight_of[name] * value for name, value in known.items()), Fraction(0)) / total
    return Weighed(value, Fraction(total, sum(weight_of.values())))


def products_part(in_use: int | None, rules: Reciprocity) -> Fraction | None:
    """D: products in use against the families; more than all of them are all."""
    return None if in_use is None else min(Fraction(1), Fraction(in_use, rules.product_families))


def margin_part(credit_minor: int, non_credit_minor: int) -> Fraction | None:
    """B: the share that is not from credit; a loss in one counts as nothing, and without a margin nothing is known."""
    credit, other = max(0, credit_minor), max(0, non_credit_minor)
    return Fraction(other, credit + other) if credit + other else None


def turnover_part(turnover_minor: int, exposure_minor: Fraction | None, rules: Reciprocity) -> Fraction | None:
    """T: a year's turnover against what is asked for the mean exposure; unknown where nothing is lent."""
    if not exposure_minor:
        return None
    return min(Fraction(1), max(0, turnover_minor) / (rules.turnover_per_loan * exposure_minor))


def missing_turnover(turnover_minor: int, exposure_minor: Fraction, rules: Reciprocity) -> int:
    """What turnover is short of not being credit only, whole minor units."""
    asked = rules.turnover_per_loan * exposure_minor * rules.credit_only_below_ppm / MILLION
    return max(0, rounded_up(asked) - turnover_minor)
