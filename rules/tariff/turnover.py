"""What of a posting is turnover: money that came in from outside, and what of it went back."""

from typing import Final, NamedTuple

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

    def qualified(self) -> int:
        """Minor units of qualified turnover, signed; 0 where it does not count, or was taken back."""
        if self.reversed or self.amount_minor is None:
            return 0
        if self.direction == "credit":
            return self.amount_minor if self.kind in COUNTED_CREDITS else 0
        return -self.amount_minor if self.kind in COUNTED_DEBITS else 0
