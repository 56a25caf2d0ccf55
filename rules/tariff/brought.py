"""What the clients of a coverage bring beside their loans, as its rows say it."""

from collections.abc import Iterable
from datetime import date, timedelta

from models.money import Money, total
from rules.tariff.client import Client
from rules.tariff.coverage import Coverage
from rules.tariff.exposure import mean_exposure
from rules.tariff.facts import Facts
from rules.tariff.reciprocity import Parts, Weighed, margin_part, products_part, turnover_part, weighed
from rules.tariff.windows import Window, months_on


def twelve_months(before: date) -> Window:
    """The last twelve whole months that end by a day, which is not one of theirs."""
    end = before.replace(day=1)
    return Window(months_on(end, -12), end)


def members(coverage: Coverage, on: date) -> list[Client]:
    """Who is in the coverage on a day, by id."""
    day = on.isoformat()
    return [client for _, client in sorted(coverage.clients.items()) if client.counts_on(day)]


def brought(coverage: Coverage, facts: Facts, currency: str, on: date) -> Weighed | None:
    """
    Reciprocity at the end of a day, always of the whole coverage; None where nothing of it is known.

    `facts` are the coverage's own in the currency; what is in others neither counts nor hurts.
    """
    rules, clients, months = coverage.tariffs.reciprocity, members(coverage, on), twelve_months(on + timedelta(days=1))
    parts = Parts(
        products_part(facts.products_active(on), rules),
        margin_part(*(amount.of(currency) for amount in _margins(clients, currency, months))),
        turnover_part(facts.turnover(*months), mean_exposure(clients, currency, months, on), rules),
    )
    return weighed(parts, rules.weights_ppm)


def _margins(clients: Iterable[Client], currency: str, months: Window) -> tuple[Money, Money]:
    """Credit and non-credit of the months that were told of in the currency."""
    first, to = months.first.isoformat()[:7], months.to.isoformat()[:7]
    told = [
        margin
        for client in clients
        for month, margin in client.margins.items()
        if first <= month < to and margin.currency == currency and client.counts_on(f"{month}-01")
    ]
    return total(currency, (each.credit for each in told)), total(currency, (each.non_credit for each in told))
