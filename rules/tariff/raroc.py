"""
What a loan earns on the capital it binds: (interest + fees + deposits - funding - cost - loss) · (1 - tax) / capital.

All of a year; exact fractions until one rounding at the end. A rate below funding and expected loss is
never right, whatever else the client brings.
"""

from fractions import Fraction
from typing import NamedTuple

from models.policy.part import MILLION
from models.policy.worth import Capital
from rules.tariff.rounding import rounded_up


class Loan(NamedTuple):
    """What is looked at; a year's money, minor units, and the yearly rate, ppm of the amount."""

    amount_minor: int
    """Above 0."""
    rate_ppm: int
    fees_minor: int = 0
    deposit_margin_minor: int = 0
    """What the client's deposits earn the bank."""


def raroc(capital: Capital, loan: Loan) -> Fraction:
    """The return on the capital a loan binds, after tax, as a share; negative where it loses."""
    profit = loan.amount_minor * Fraction(loan.rate_ppm - floor_ppm(capital), MILLION) + _beside_interest(capital, loan)
    return profit * Fraction(MILLION - capital.tax_ppm, MILLION) / _bound(capital, loan)


def lowest_rate_ppm(capital: Capital, loan: Loan, hurdle_ppm: int) -> int:
    """The lowest whole rate at which the return meets the hurdle, never below the floor; the loan's own is not read."""
    asked = hurdle_ppm * _bound(capital, loan) / (MILLION - capital.tax_ppm)
    rate = (asked - _beside_interest(capital, loan)) * MILLION / loan.amount_minor + floor_ppm(capital)
    return max(floor_ppm(capital), rounded_up(rate))


def floor_ppm(capital: Capital) -> int:
    """Funding and expected loss."""
    return capital.ftp_ppm + capital.el_ppm


def _beside_interest(capital: Capital, loan: Loan) -> int:
    return loan.fees_minor + loan.deposit_margin_minor - capital.opex_minor


def _bound(capital: Capital, loan: Loan) -> Fraction:
    return Fraction(loan.amount_minor * capital.capital_ppm, MILLION)
