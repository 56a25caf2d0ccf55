"""What conditions are judged by: the figures of one coverage, or of one client of it, in one currency."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Protocol


class Facts(Protocol):
    """
    As the records so far say; `[first, to)` are business dates, money is in minor units of the one currency.

    None is unknown: nothing may be granted or taken by it.
    """

    @property
    def postings_to(self) -> date | None:
        """The largest value date that the feed of postings has come to."""

    def turnover(self, first: date, to: date) -> int:
        """Qualified turnover, returns and reversals netted; may be negative. Without postings it is 0."""

    def turnover_by_client(self, first: date, to: date) -> Mapping[str, int]:
        """The same by client, those without any left out, by client id."""

    def other_currency(self, first: date, to: date) -> Mapping[str, int]:
        """Turnover in other currencies, by currency."""

    def balance(self, first: date, to: date) -> int | None:
        """Sum of the closing balances of all days, the last known one carried forward."""

    def margin(self, first: date, to: date) -> int | None:
        """Credit and non-credit less cost, of the months within; None when a month of it is missing."""

    def overdue_days(self, on: date) -> int | None:
        """The largest of the latest known ones."""

    def products_active(self, on: date) -> int | None:
        """How many products are in use."""

    def reciprocity(self, on: date) -> Fraction | None:
        """How much the bank has of the coverage besides its loans, ppm."""
