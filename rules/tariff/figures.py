"""The figures of a coverage's rows, as conditions ask for them."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from models.money import Money, total
from models.policy.part import MILLION
from rules.tariff.brought import brought
from rules.tariff.client import Client
from rules.tariff.coverage import Coverage


class Figures:
    """`rules.tariff.facts.Facts` of a coverage, or of one client of it, in one currency."""

    def __init__(self, coverage: Coverage, currency: str, client_id: str | None = None) -> None:
        """`client_id`: of that client alone."""
        self._coverage = coverage
        self._currency = currency
        self._only = client_id

    @property
    def postings_to(self) -> date | None:
        """The largest value date that the feed of postings has come to."""
        told = self._coverage.house.postings_to
        return None if told is None else date.fromisoformat(told)

    def turnover(self, first: date, to: date) -> int:
        """Qualified turnover of `[first, to)`."""
        return self._turnover(self._currency, first, to).of(self._currency)

    def postings(self, first: date, to: date) -> Iterator[tuple[date, int]]:
        """Value date and amount of each posting of `[first, to)` that counts for turnover and is still kept."""
        for (client_id, _), posting in self._coverage.ledger.within(first, to):
            if posting.currency == self._currency and self._only in (None, client_id):
                amount = self._coverage.counted(client_id, posting)
                if amount is not None and amount.minor > 0:
                    yield date.fromisoformat(posting.value_date), amount.of(self._currency)

    def turnover_by_client(self, first: date, to: date) -> Mapping[str, int]:
        """The same by client, those without any left out, by client id."""
        ledger = self._coverage.ledger
        shares: dict[str, int] = {}
        for client_id in sorted({*ledger.by_client.get(self._currency, {}), *ledger.archive}):
            if self._only in (None, client_id):
                amount = ledger.between(self._currency, client_id, first, to)
                amount += _archived(ledger.archive.get(client_id, {}), self._currency, first, to)
                if amount:
                    shares[client_id] = amount.of(self._currency)
        return shares

    def other_currency(self, first: date, to: date) -> Mapping[str, int]:
        """Turnover in other currencies, by currency."""
        archive = self._coverage.ledger.archive.values()
        archived = {currency for months in archive for said in months.values() for currency in said}
        currencies = sorted({*self._coverage.ledger.whole, *archived} - {self._currency})
        amounts = {currency: self._turnover(currency, first, to) for currency in currencies}
        return {currency: amount.of(currency) for currency, amount in amounts.items() if amount}

    def balance(self, first: date, to: date) -> int | None:
        """Sum of the closing balances of all days and clients, the last known one carried forward."""
        total, known = 0, False
        for client in self._clients():
            if not client.counts_within(first, to):
                continue
            days = client.balances.get(self._currency)
            if not days or min(days) >= to.isoformat():
                if _has_business(client, to):
                    return None
                continue
            each = _carried(days, client, first, to)
            if each is None:
                return None
            total, known = total + each, True
        return total if known else None

    def margin(self, first: date, to: date) -> int | None:
        """Credit and non-credit less cost, of the months that begin within; None when one is missing."""
        earned = Money(0, self._currency)
        for month in _months(first, to):
            known = False
            for client in self._clients():
                said = client.margins.get(month)
                if said is not None and said.currency == self._currency and client.counts_on(f"{month}-01"):
                    earned, known = earned + said.net, True
                elif _has_business(client, to):
                    return None
            if not known:
                return None
        return earned.of(self._currency)

    def overdue_days(self, on: date) -> int | None:
        """The largest latest of those in the coverage on that day who have a record of a loan; None: nobody has."""
        largest: int | None = None
        for client in self._members(on):
            if client.loan is not None:
                largest = max(largest or 0, client.loan.overdue_days)
        return largest

    def products_active(self, on: date) -> int | None:
        """How many products are in use on that day; None where none was ever told of."""
        clients = [client for client in self._members(on) if client.products]
        if not clients:
            return None
        day = on.isoformat()
        return len({code for client in clients for code, said in client.products.items() if in_use(said, day)})

    def reciprocity(self, on: date) -> Fraction | None:
        """What the whole coverage brings beside its loans, ppm; None where nothing of it is known."""
        found = brought(self._coverage, Figures(self._coverage, self._currency), self._currency, on)
        return None if found is None else found.value * MILLION

    def _turnover(self, currency: str, first: date, to: date) -> Money:
        ledger = self._coverage.ledger
        amount = ledger.between(currency, self._only, first, to)
        if first.isoformat() < self._coverage.first_kept:
            archives = ledger.archive.values() if self._only is None else [ledger.archive.get(self._only, {})]
            amount += total(currency, (_archived(archive, currency, first, to) for archive in archives))
        return amount

    def _clients(self) -> Iterator[Client]:
        for client_id in sorted(self._coverage.clients):
            if self._only in (None, client_id):
                yield self._coverage.clients[client_id]

    def _members(self, on: date) -> Iterator[Client]:
        day = on.isoformat()
        return (client for client in self._clients() if client.counts_on(day))


def _archived(archive: Mapping[str, Mapping[str, int]], currency: str, first: date, to: date) -> Money:
    """What is archived of the months that lie wholly within `[first, to)`."""
    return Money(sum(said.get(currency, 0) for month, said in archive.items() if _within(month, first, to)), currency)


def _within(month: str, first: date, to: date) -> bool:
    begin = date.fromisoformat(f"{month}-01")
    return first <= begin and _next_month(begin) <= to


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _months(first: date, to: date) -> Iterator[str]:
    month = first.replace(day=1)
    if month < first:
        month = _next_month(month)
    while month < to:
        yield month.isoformat()[:7]
        month = _next_month(month)


def _has_business(client: Client, to: date) -> bool:
    """Whether a client of the coverage has products or loans at a window's end, so that a silent feed is no zero."""
    day = (to - timedelta(days=1)).isoformat()
    if not client.counts_on(day):
        return False
    owed = [minor for since, minor in client.exposure if since <= day]
    return bool(owed and owed[-1]) or any(in_use(said, day) for said in client.products.values())


def in_use(changes: list[tuple[str, bool]], day: str) -> bool:
    """Whether the last change up to a day began the use."""
    used = False
    for since, begun in changes:
        if since <= day:
            used = begun
    return used


def _carried(days: Mapping[str, int], client: Client, first: date, to: date) -> int | None:
    """The sum over the days on which the client was in the coverage; None when a day has nothing to carry forward."""
    known = sorted(days)
    total, place, balance = 0, 0, None
    day = first
    while day < to:
        text = day.isoformat()
        while place < len(known) and known[place] <= text:
            balance = days[known[place]]
            place += 1
        if client.counts_on(text):
            if balance is None:
                return None
            total += balance
        day += timedelta(days=1)
    return total
