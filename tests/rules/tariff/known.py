"""Facts that a test says by itself."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction


class Known:
    """Turnover by day; every other figure as given, whatever the window."""

    def __init__(self, days: Mapping[str, int] | None = None, **figures: int | None) -> None:
        self.days = days or {}
        self.figures = figures
        self.postings_to: date | None = date(2030, 1, 1)

    def turnover(self, first: date, to: date) -> int:
        return sum(minor for day, minor in self.days.items() if first.isoformat() <= day < to.isoformat())

    def turnover_by_client(self, first: date, to: date) -> Mapping[str, int]:
        return {"C1": self.turnover(first, to)}

    def other_currency(self, first: date, to: date) -> Mapping[str, int]:  # noqa: ARG002
        return {}

    def balance(self, first: date, to: date) -> int | None:
        each = self.figures.get("balance")
        return None if each is None else each * (to - first).days

    def margin(self, first: date, to: date) -> int | None:  # noqa: ARG002
        return self.figures.get("margin")

    def overdue_days(self, on: date) -> int | None:  # noqa: ARG002
        return self.figures.get("overdue_days")

    def products_active(self, on: date) -> int | None:  # noqa: ARG002
        return self.figures.get("products_active")

    def reciprocity(self, on: date) -> Fraction | None:  # noqa: ARG002
        said = self.figures.get("reciprocity")
        return None if said is None else Fraction(said)


def months(*minor: int, year: int = 2026) -> dict[str, int]:
    """Turnover on the tenth of each month from January on."""
    first = date(year, 1, 10)
    days = [first.replace(month=number) for number in range(1, len(minor) + 1)]
    assert all(day + timedelta(days=1) > day for day in days)
    return {day.isoformat(): amount for day, amount in zip(days, minor, strict=True)}
