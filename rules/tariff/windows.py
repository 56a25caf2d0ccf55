"""The windows of an agreement: when each begins and ends, and the periods in it."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final, NamedTuple

from models.policy.tariffs import PriceList

MONTHS_OF_UNIT: Final = {"month": 1, "quarter": 3, "year": 12}


class Window(NamedTuple):
    """`[first, to)` in business dates."""

    first: date
    to: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.to - self.first).days

    def said(self) -> dict[str, str]:
        """As it is published."""
        return {"from": self.first.isoformat(), "to": self.to.isoformat()}


def months_on(day: date, months: int) -> date:
    """The same day so many months later; the last of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, _days_in(year, month + 1)))


def _days_in(year: int, month: int) -> int:
    after = date(year + month // 12, month % 12 + 1, 1)
    return (after - date(year, month, 1)).days


def step_of(terms: Mapping[str, Any]) -> int:
    """Months from one window's verdict to the next."""
    window = terms["window"]
    return 1 if window["kind"] == "rolling" else MONTHS_OF_UNIT[window["unit"]]


def windows(terms: Mapping[str, Any], after: date = date.min) -> Iterator[Window]:
    """
    The windows of an agreement that end after a day, by their ends; rolling ones overlap.

    What ended before is not gone through, so that an agreement costs no more for having lasted.
    """
    first, end = date.fromisoformat(terms["valid_from"]), date.fromisoformat(terms["valid_to"])
    step = step_of(terms)
    length = terms["window"]["months"] if terms["window"]["kind"] == "rolling" else step
    # A window that ends in an earlier month than the day's is before it; the day's own month is looked at.
    months = 12 * (after.year - first.year) + after.month - first.month
    number = max(0, (months - 1 - length) // step + 1)
    while (to := months_on(first, number * step + length)) <= end:
        if to > after:
            yield Window(months_on(first, number * step), to)
        number += 1


def charged_part(terms: Mapping[str, Any], window: Window) -> Window:
    """The part of a window whose fees its verdict moves: all of it; of a rolling one its last month."""
    if terms["window"]["kind"] == "rolling":
        return Window((window.to - timedelta(days=1)).replace(day=1), window.to)
    return window


def next_charged(terms: Mapping[str, Any], window: Window) -> Window | None:
    """What is charged after a window; None where the agreement ends with it."""
    parts = (charged_part(terms, each) for each in windows(terms, window.to))
    return next((part for part in parts if part.first >= window.to), None)


def periods(prices: PriceList, terms: Mapping[str, Any], window: Window) -> list[Window]:
    """
    The periods of the price list in a window; one shorter than a period is one by itself.

    They are counted from the agreement's first day, as its windows are: of one that began on a 31st the window from
    the 28th of February to the 31st of March is one month.
    """
    origin, months = date.fromisoformat(terms["valid_from"]), MONTHS_OF_UNIT[prices.period]
    number = (12 * (window.first.year - origin.year) + window.first.month - origin.month) // months
    bounds = [window.first]
    while (bound := months_on(origin, number * months)) < window.to:
        number += 1
        if bound > window.first:
            bounds.append(bound)
    return [Window(first, to) for first, to in pairwise([*bounds, window.to])]


def spread_over(prices: PriceList, terms: Mapping[str, Any]) -> int:
    """Over how many periods what is said of a window is spread evenly: those of a whole one, though an end cut it."""
    return max(1, step_of(terms) // MONTHS_OF_UNIT[prices.period])


def bound_at_or_after(terms: Mapping[str, Any], day: date) -> date:
    """The first bound of the agreement's windows on or after a day."""
    first, step = date.fromisoformat(terms["valid_from"]), step_of(terms)
    number = 0
    while (bound := months_on(first, number * step)) < day:
        number += 1
    return bound


def fits_calendar(unit: str, day: date) -> bool:
    """Whether a month, a quarter or a year begins on the day."""
    return day.day == 1 and (day.month - 1) % MONTHS_OF_UNIT[unit] == 0
