"""What of a posting is turnover: money that came in from outside, and what of it went back."""

from typing import Final, NamedTuple

from models.money import Money

COUNTED_CREDITS: Final = ("sale", "other")
"""Credits of these kinds count; transfers within the house and the holding, loans paid out and returns do not."""
COUNTED_DEBITS: Final = ("return",)
"""Debits of these kinds count against it; no other debit matters."""


class Posting(NamedTuple):
    """A posting as kept in its row; a reversal that came before its posting has no amount yet."""

    value_date: str
    """`YYYY-MM-DD`: the business date on which it counts."""
    amount_minor: int | None
    currency: str | None
    direction: str | None
    kind: str | None
    reversed: bool = False

    def qualified(self) -> Money | None:
        """Qualified turnover, signed, never 0; None where it does not count, or was taken back."""
        if self.reversed or not self.amount_minor or self.currency is None:
            return None
        if self.direction == "credit":
            return Money(self.amount_minor, self.currency) if self.kind in COUNTED_CREDITS else None
        return Money(-self.amount_minor, self.currency) if self.kind in COUNTED_DEBITS else None
