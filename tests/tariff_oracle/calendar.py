"""Business dates and windows, counted out month by month."""

import calendar
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final, NamedTuple

MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


class Span(NamedTuple):
    """`[first, to)`."""

    first: date
    to: date

    @property
    def days(self) -> int:
        return (self.to - self.first).days

    def said(self) -> dict[str, str]:
        return {"from": self.first.isoformat(), "to": self.to.isoformat()}

    def has(self, day: date) -> bool:
        return self.first <= day < self.to


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)


def months_on(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def span_of(terms: dict[str, Any]) -> Span:
    return Span(date.fromisoformat(terms["valid_from"]), date.fromisoformat(terms["valid_to"]))


def is_bound(day: date, unit: str) -> bool:
    return day.day == 1 and (day.month - 1) % MONTHS[unit] == 0


def rolling(terms: dict[str, Any]) -> bool:
    return bool(terms["window"]["kind"] == "rolling")


def length(terms: dict[str, Any]) -> int:
    """Months of a window."""
    window = terms["window"]
    return int(window["months"]) if rolling(terms) else MONTHS[window["unit"]]


def windows(terms: dict[str, Any]) -> list[Span]:
    """All windows of a validity that fit into it whole."""
    valid, months = span_of(terms), length(terms)
    step = 1 if rolling(terms) else months
    found, number = list[Span](), 0
    while True:
        first = months_on(valid.first, number * step)
        to = months_on(valid.first, number * step + months)
        if to > valid.to:
            return found
        found.append(Span(first, to))
        number += 1


def fits(terms: dict[str, Any]) -> bool:
    """Whether windows and validity agree."""
    valid = span_of(terms)
    if valid.first >= valid.to:
        return False
    if terms["mode"] == "grant_first" and (rolling(terms) or terms["applies"] == "same_window"):
        return False
    if terms["window"]["kind"] == "calendar":
        return all(is_bound(day, terms["window"]["unit"]) for day in valid)
    whole = windows(terms)
    if rolling(terms):
        return bool(whole) and all(is_bound(day, "month") for day in valid)
    return bool(whole) and whole[-1].to == valid.to


def money_span(terms: dict[str, Any], window: Span) -> Span:
    """Whose money a verdict is of: a rolling window's is its last month's."""
    return Span(later(window.to, -1).replace(day=1), window.to) if rolling(terms) else window


def after(terms: dict[str, Any], window: Span) -> Span:
    """The window whose terms the next verdict decides."""
    money = money_span(terms, window)
    if terms["window"]["kind"] == "anniversary":
        ends = [each for each in windows(terms) if each.first == window.to]
        return ends[0] if ends else Span(window.to, months_on(window.to, length(terms)))
    return Span(money.to, months_on(money.to, 1 if rolling(terms) else length(terms)))


def periods(terms: dict[str, Any], window: Span, period: str) -> list[Span]:
    """The pieces of a window that each are a line of the bill: cut where a period since the first day ends."""
    origin = span_of(terms).first
    bounds = [months_on(origin, number * MONTHS[period]) for number in range(1300)]
    cuts = [window.first, *(each for each in bounds if window.first < each < window.to), window.to]
    return [Span(first, to) for first, to in pairwise(cuts)]


def own_window(unit: str, end: date) -> Span:
    """A clause's own window: the last whole one that ends by `end`."""
    to = end.replace(day=1)
    while not is_bound(to, unit):
        to = months_on(to, -1)
    return Span(months_on(to, -MONTHS[unit]), to)
