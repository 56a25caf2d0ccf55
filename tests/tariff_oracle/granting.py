"""Benefits that are granted in an open window."""

from datetime import date

from tests.tariff_oracle import figures
from tests.tariff_oracle.calendar import Span, money_span, windows
from tests.tariff_oracle.fees import in_force, single_rate
from tests.tariff_oracle.messages import benefit, derived
from tests.tariff_oracle.records import Coverage, Said, Version


def clients_said(coverage: Coverage, version: Version, window: Span) -> list[str]:
    """Who counts in a window."""
    if version.terms["scope"] == "client":
        return [version.client_id]
    return figures.clients_of(coverage.heard, version.whose, window)


def current(version: Version, day: date) -> Span | None:
    """The open window of a day, the one that ends first."""
    return next((each for each in windows(version.terms) if each.first <= day < each.to), None)


def held_now(version: Version) -> bool:
    """After the last verdict."""
    if not version.told:
        return version.granting
    return version.told[max(version.told)].held


def rate_of(coverage: Coverage, version: Version, window: Span) -> int | None:
    """The rate under the terms in an open window."""
    first = money_span(version.terms, window).first
    prices = in_force(coverage.rules, version.item, coverage.segment(version.client_id), first, version.currency)
    return single_rate(prices, version.benefit)


def goes_on(coverage: Coverage, version: Version, window: Span, effective: Span) -> Said:
    """A benefit that is granted from here on."""
    other = figures.other_currency(coverage.heard, version.whose, window, date.max)
    return benefit(
        coverage, version, "earned", window, derived(version, "verdict", window.first), None, closed=False,
        values={"other_currency": other} if other else {},
        distance=[], failed=[], rate=rate_of(coverage, version, window), effective=effective,
        clients=clients_said(coverage, version, window),
    )  # fmt: skip
