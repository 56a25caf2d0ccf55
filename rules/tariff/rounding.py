"""
The only ways in which money and rates become whole, each with its name.

Everything before is exact: a whole number or a fraction. `//` and `round` say nothing of what becomes of the
rest, so outside the calendar they stand nowhere else among these rules, and a test looks.
"""

from collections.abc import Mapping
from fractions import Fraction


def rounded(amount: Fraction) -> int:
    """To the nearest whole, half away from zero: what a fee line is."""
    sign = -1 if amount < 0 else 1
    return sign * ((2 * abs(amount.numerator) + amount.denominator) // (2 * amount.denominator))


def rounded_up(amount: Fraction) -> int:
    """To the next whole: what is asked for, so that it is enough."""
    return -((-amount.numerator) // amount.denominator)


def rounded_down(amount: Fraction) -> int:
    """To the whole before: what was measured, so that nobody is told more than there is."""
    return amount.numerator // amount.denominator


def allocated(amount: int, shares: Mapping[str, int]) -> dict[str, int]:
    """Split an amount by shares; largest remainder, ties to the smaller name; sums exactly. Shares of 0 get none."""
    weights = {name: share for name, share in sorted(shares.items()) if share > 0}
    total = sum(weights.values())
    sign, whole = (-1 if amount < 0 else 1), abs(amount)
    parts = {name: divmod(whole * share, total) for name, share in weights.items()}
    given = {name: part for name, (part, _) in parts.items()}
    rest = whole - sum(given.values())
    for name in sorted(parts, key=lambda each: (-parts[each][1], each))[:rest]:
        given[name] += 1
    return {name: sign * part for name, part in given.items()}
