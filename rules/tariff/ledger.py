"""The postings of a coverage that a window may still need, and their sums by day."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from models.money import Money
from rules.tariff.turnover import Posting

Place = tuple[str, str]
"""Client id and posting id."""
MONTHS_KEPT: Final = 13
"""Months whose sums are kept after their postings are gone: twelve whole ones, and the one that runs."""


class DaySums:
    """Amounts of one currency by business date."""

    __slots__ = ("currency", "minor")

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.minor: dict[int, int] = {}
        """Ordinal of a business date to minor units."""

    def add(self, day: int, amount: Money) -> None:
        """Add to a day; an amount of another currency is refused (`OtherCurrencyError`)."""
        self.minor[day] = self.minor.get(day, 0) + amount.of(self.currency)

    def between(self, first: date, to: date) -> Money:
        """The sum of `[first, to)`."""
        begin, end = first.toordinal(), to.toordinal()
        if end - begin > len(self.minor):
            return Money(sum(minor for day, minor in self.minor.items() if begin <= day < end), self.currency)
        get = self.minor.get
        return Money(sum(get(day, 0) for day in range(begin, end)), self.currency)


class Ledger:
    """Sums are derived from postings, and from what is archived by month."""

    __slots__ = ("_by_day", "archive", "by_client", "postings", "whole")

    def __init__(self) -> None:
        self.postings: dict[Place, Posting] = {}
        self._by_day: dict[str, dict[Place, None]] = {}
        self.by_client: dict[str, dict[str, DaySums]] = {}
        """Currency to client id to the days on which something counted for this coverage."""
        self.whole: dict[str, DaySums] = {}
        """Currency to days, all clients together."""
        self.archive: dict[str, dict[str, dict[str, int]]] = {}
        """Client id to month `YYYY-MM` to currency to what postings that are gone had come to."""

    def put(self, place: Place, posting: Posting) -> None:
        """Keep a posting; nothing is summed by this."""
        self.postings[place] = posting
        self._by_day.setdefault(posting.value_date, {})[place] = None

    def count(self, client_id: str, value_date: str, amount: Money | None) -> None:
        """Add what counts of a posting (None: nothing) to the sums of its currency and day."""
        if amount is None:
            return
        day, currency = date.fromisoformat(value_date).toordinal(), amount.currency
        whole = self.whole.get(currency)
        if whole is None:
            whole = self.whole[currency] = DaySums(currency)
            self.by_client[currency] = {}
        owns = self.by_client[currency]
        own = owns.get(client_id)
        if own is None:
            own = owns[client_id] = DaySums(currency)
        own.add(day, amount)
        whole.add(day, amount)

    def between(self, currency: str, client_id: str | None, first: date, to: date) -> Money:
        """What counted in `[first, to)` and is kept by days, of a client or (None) of all together."""
        sums = self.whole.get(currency) if client_id is None else self.by_client.get(currency, {}).get(client_id)
        return Money(0, currency) if sums is None else sums.between(first, to)

    def before(self, day: str) -> Iterator[Place]:
        """Postings with a value date before `day`, in order of dates and places."""
        for each in sorted(each for each in self._by_day if each < day):
            yield from sorted(self._by_day[each])

    def within(self, first: date, to: date) -> Iterator[tuple[Place, Posting]]:
        """Postings with a value date in `[first, to)`, in no order."""
        begin, end = first.isoformat(), to.isoformat()
        for day, places in self._by_day.items():
            if begin <= day < end:
                yield from ((place, self.postings[place]) for place in places)

    def drop(self, place: Place) -> Posting:
        """Take a posting out; its sums stay until `forget_days`."""
        posting = self.postings.pop(place)
        of_day = self._by_day[posting.value_date]
        del of_day[place]
        if not of_day:
            del self._by_day[posting.value_date]
        return posting

    def add_to_archive(self, client_id: str, value_date: str, amount: Money | None) -> bool:
        """Keep what a posting that goes had come to in its month; False where that is nothing."""
        if amount is None:
            return False
        month = self.archive.setdefault(client_id, {}).setdefault(value_date[:7], {})
        month[amount.currency] = (Money(month.get(amount.currency, 0), amount.currency) + amount).minor
        return True

    def forget_days(self, before: int) -> None:
        """Forget the sums of days before an ordinal: their postings are archived."""
        for sums in [*self.whole.values(), *(own for owns in self.by_client.values() for own in owns.values())]:
            for day in [day for day in sums.minor if day < before]:
                del sums.minor[day]

    def first_month(self, currency: str, only: str | None) -> str | None:
        """The month `YYYY-MM` of the first turnover that is kept, of a client or of all; None where there is none."""
        days = self.by_client.get(currency, {})
        owns = [own for client_id, own in days.items() if only in (None, client_id)]
        months = [date.fromordinal(day).isoformat()[:7] for own in owns for day, amount in own.minor.items() if amount]
        archives = [said for client_id, said in self.archive.items() if only in (None, client_id)]
        return min(
            [*months, *(month for each in archives for month, said in each.items() if currency in said)], default=None
        )

    def of_client(self, client_id: str) -> list[tuple[Place, Posting]]:
        """A client's postings, by id."""
        return sorted((place, posting) for place, posting in self.postings.items() if place[0] == client_id)

    def leave_out(self, client_id: str) -> None:
        """Take all of a client out of the sums, to be counted anew."""
        for currency, owns in self.by_client.items():
            gone = owns.pop(client_id, None)
            for day, minor in () if gone is None else gone.minor.items():
                self.whole[currency].add(day, Money(-minor, currency))


def latest_months(months: Iterable[str], kept: int = MONTHS_KEPT) -> list[str]:
    """The latest of months, in order."""
    return sorted(months)[-kept:]
