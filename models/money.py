"""
An amount and the currency it is in: what is of two currencies is neither added nor compared.

Our own, for the money libraries that are kept well (py-moneyed, stockholm) count in decimals, and amounts here are
whole minor units of any size. There is no division and no product: who divides takes `minor` and says by
`rules.tariff.rounding` what becomes of the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass


class OtherCurrencyError(TypeError):
    """Amounts of two currencies met: a mistake of ours, so it stops the worker."""


@dataclass(frozen=True, slots=True)
class Money:
    """So many minor units of a currency; below zero it is owed or taken back."""

    minor: int
    currency: str

    def of(self, currency: str) -> int:
        """
        The minor units, for one who counts in this currency alone.

        Raises:
            OtherCurrencyError: It is in another.

        """
        if currency != self.currency:
            raise OtherCurrencyError(f"{self.minor} minor units of {self.currency} are taken for {currency}")
        return self.minor

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + other.of(self.currency), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - other.of(self.currency), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < other.of(self.currency)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= other.of(self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0


def total(currency: str, amounts: Iterable[Money]) -> Money:
    """The sum of amounts that are all in the currency; of none it is 0."""
    return Money(sum(amount.of(currency) for amount in amounts), currency)
