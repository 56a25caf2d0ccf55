"""What is lent to the clients of a coverage: now, and in the mean of the months that turnover is held against."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from models.money import Money, total
from rules.tariff.client import Client
from rules.tariff.windows import Window


def exposure_now(clients: Iterable[Client], currency: str) -> Money:
    """What they owe as last told, in one currency; what is owed in others is left out."""
    loans = (client.loan for client in clients if client.loan is not None)
    return total(currency, (loan.exposure for loan in loans if loan.currency == currency))


def mean_exposure(clients: Iterable[Client], currency: str, months: Window, on: date) -> Fraction | None:
    """The sum of the clients' means as known on a day, minor units; None where nobody owed anything by then."""
    means = [
        _mean(client, months, on.isoformat())
        for client in clients
        if client.loan is not None and client.loan.currency == currency
    ]
    known = [mean for mean in means if mean is not None]
    return sum(known, Fraction(0)) if known else None


def _mean(client: Client, months: Window, on: str) -> Fraction | None:
    """Over the days of the months since the first known exposure; of one that is younger than they, the latest."""
    known = sorted((since, minor) for since, minor in client.exposure if since <= on)
    owing = next((place for place, (_, minor) in enumerate(known) if minor), None)
    if owing is None:
        return None
    # A client who was told to owe nothing had no loan yet.
    known = known[owing:]
    first = max(months.first, date.fromisoformat(known[0][0]))
    if first >= months.to:
        return Fraction(known[-1][1])
    ends = [*(since for since, _ in known[1:]), months.to.isoformat()]
    total = 0
    for (since, minor), until in zip(known, ends, strict=True):
        begin, end = max(first, date.fromisoformat(since)), min(months.to, date.fromisoformat(until))
        total += minor * max(0, (end - begin).days)
    return Fraction(total, (months.to - first).days)
