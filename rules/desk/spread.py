"""How a book's margin is spread over its groups, and which spreads the policy's limits allow; plain figures only."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final, NamedTuple, Protocol

from rules.desk.need import MILLION

POINTS: Final = 10_000
"""The Herfindahl-Hirschman index of a book that is one group."""


class BookLimits(Protocol):
    """The limits to one book, as the policy's tables hold them."""

    @property
    def max_groups(self) -> int:
        """Most groups."""

    @property
    def max_margin_share_ppm(self) -> int:
        """The largest group's share of the margin."""

    @property
    def max_hhi(self) -> int:
        """The Herfindahl-Hirschman index, points of 10 000."""


class Spread(NamedTuple):
    """How a book's margin is spread over its groups; of several currencies the most concentrated counts."""

    largest: Fraction
    """The largest group's share of the margin, 0 to 1."""
    squares: Fraction
    """The sum of the squared shares, 0 to 1: the Herfindahl-Hirschman index over 10 000."""
    largest_ppm: int
    points: int
    """Both as they are told: whole ppm and points, cut."""


def spread_of(groups: Iterable[Mapping[str, int]]) -> Spread | None:
    """The spread of margins by currency, one mapping a group; None without any. A loss counts as nothing earned."""
    by_currency: dict[str, list[int]] = {}
    for group in groups:
        for currency, margin in group.items():
            if margin > 0:
                by_currency.setdefault(currency, []).append(margin)
    if not by_currency:
        return None
    parts = [(max(each), sum(each), sum(one * one for one in each)) for each in by_currency.values()]
    largest = max(Fraction(most, whole) for most, whole, _ in parts)
    squared = max(Fraction(squares, whole * whole) for _, whole, squares in parts)
    return Spread(largest, squared, int(largest * MILLION), int(squared * POINTS))


def over(limits: BookLimits, spread: Spread) -> tuple[bool, bool]:
    """Whether the largest share, and the index, are above their limits; equal is not above."""
    return spread.largest * MILLION > limits.max_margin_share_ppm, spread.squares * POINTS > limits.max_hhi


def allowed(limits: BookLimits, before: Spread, after: Spread) -> bool:
    """Whether a book may come from one spread to the other: each measure within its limit, or lower than before."""
    over_share, over_index = over(limits, after)
    return not ((over_share and after.largest >= before.largest) or (over_index and after.squares >= before.squares))
