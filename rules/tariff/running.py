"""A running agreement as its windows are judged: its lists, its facts, how it stood before each window."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from models.policy.tariffs import PriceList
from rules.tariff.agreement import Agreement, WindowRow
from rules.tariff.by_posting import PER_TXN, fee_by_posting
from rules.tariff.coverage import Coverage
from rules.tariff.fee import Benefit, agreed_fee, list_fee
from rules.tariff.figures import Figures
from rules.tariff.rounding import rounded
from rules.tariff.verdict import GRANTED, Standing
from rules.tariff.windows import Window, charged_part, periods, windows


class Running(NamedTuple):
    """See the module."""

    coverage: Coverage
    agreement: Agreement

    @property
    def facts(self) -> Figures:
        """What its conditions are judged by."""
        only = self.agreement.client_id if self.agreement.scope == "client" else None
        return Figures(self.coverage, self.agreement.currency, only)

    @property
    def rows(self) -> dict[str, WindowRow]:
        """What was said of its windows, by first day."""
        return self.coverage.windows.get(self.agreement.key, {})

    def windows(self, after: date = date.min) -> Iterator[Window]:
        """Its windows from its start up to its end that end after a day, in order; one that an end cuts is left out."""
        start, end = date.fromisoformat(self.agreement.starts_on or ""), date.fromisoformat(self.agreement.last_day)
        for window in windows(self.agreement.terms, after):
            if window.to > end:
                return
            if window.first >= start:
                yield window

    def window_on(self, day: date) -> Window | None:
        """The first of its windows that has the day in it."""
        found = next(self.windows(day), None)
        return found if found is not None and found.first <= day else None

    @property
    def judged_to(self) -> date:
        """The end of the last window that is judged; windows are judged in order."""
        judged = (row.to for row in self.rows.values() if row.outcome is not None)
        last = max(judged, default=None)
        return date.min if last is None else date.fromisoformat(last)

    def cut_window(self) -> Window | None:
        """The window that an early end by the client cuts short; it is judged as far as it goes."""
        return self.last_part() if self.agreement.ended_by == "client" else None

    def last_part(self) -> Window | None:
        """What an end before its time leaves of a window, up to which it is charged; None where it cuts none."""
        start, end = date.fromisoformat(self.agreement.starts_on or ""), date.fromisoformat(self.agreement.last_day)
        cut = (window for window in windows(self.agreement.terms, end) if window.first >= start)
        found = next(cut, None)
        return None if found is None or found.first >= end else Window(found.first, end)

    def standing_before(self, window: Window) -> Standing:
        """How the benefit stood when a window began: after the last one that is judged and lies before it."""
        judged = [row for row in self.rows.values() if row.outcome is not None and row.first < window.first.isoformat()]
        if judged:
            last = max(judged, key=lambda row: row.first)
            return Standing(last.ever, last.held, last.graces)
        return GRANTED if self.agreement.terms["mode"] == "grant_first" else Standing()

    def granted(self, before: Standing, after: Standing) -> bool:
        """Whether a window is charged at the agreed terms."""
        terms = self.agreement.terms
        return after.held if terms["mode"] == "earn_first" and terms["applies"] == "same_window" else before.held

    def prices(self, window: Window) -> PriceList:
        """The list in force on the first day of what a window charges, else the one the agreement was approved with."""
        client = self.coverage.clients.get(self.agreement.client_id)
        segment = None if client is None else client.segment
        tariffs, item = self.coverage.tariffs, self.agreement.item
        first = charged_part(self.agreement.terms, window).first
        found = tariffs.list_of(item, segment, first, self.agreement.currency)
        if found is not None:
            return found
        versions = [
            each for each in tariffs.price_lists if each.item == item and each.currency == self.agreement.currency
        ]
        return next((each for each in versions if each.version == self.agreement.price_list_version), versions[-1])

    def fee(self, window: Window, *, granted: bool) -> int:
        """
        What a window is charged so far: one rounded line a period, or a posting.

        Days under a hold of risk control are charged by the list.
        """
        facts, prices, benefit = self.facts, self.prices(window), self.agreement.terms["benefit"]
        if prices.basis == PER_TXN:
            return self._fee_by_posting(window, prices, benefit if granted and benefit["target"] == "fee" else None)
        total = 0
        for period in self.periods(window):
            volume = facts.turnover(period.first, period.to)
            fee = list_fee(prices, volume)
            if granted and benefit["target"] == "fee":
                free = volume - self._turnover_held(period)
                fee -= list_fee(prices, free) - agreed_fee(prices, benefit, free)
            total += rounded(fee)
        return total

    def _fee_by_posting(self, window: Window, prices: PriceList, benefit: Benefit | None) -> int:
        """Of postings that are gone what they came to when they went."""
        row = self.rows.get(window.first.isoformat())
        if row is not None and row.by_posting:
            return row.by_posting[0 if benefit is None else 1]
        held = [
            (date.fromisoformat(since), None if to is None else date.fromisoformat(to))
            for since, to in self.coverage.holds
        ]
        part = charged_part(self.agreement.terms, window)
        return fee_by_posting(prices, benefit, self.facts.postings(*part), held)

    def keep_fee(self, row: WindowRow, window: Window) -> None:
        """The postings of a window are about to go: keep what they cost, by the list and as agreed."""
        if self.prices(window).basis == PER_TXN and not row.by_posting:
            row.by_posting = [self.fee(window, granted=False), self.fee(window, granted=True)]
            self.coverage.window(self.agreement, *window)

    def periods(self, window: Window) -> list[Window]:
        """The periods of the price list whose fees a window's verdict moves."""
        terms = self.agreement.terms
        return periods(self.prices(window), terms, charged_part(terms, window))

    def volume(self, window: Window) -> int:
        """The turnover whose fees a window's verdict moves."""
        part = charged_part(self.agreement.terms, window)
        return self.facts.turnover(part.first, part.to)

    def _turnover_held(self, period: Window) -> int:
        facts, total = self.facts, 0
        for since, until in self.coverage.holds:
            first = max(period.first, date.fromisoformat(since))
            to = period.to if until is None else min(period.to, date.fromisoformat(until))
            if first < to:
                total += facts.turnover(first, to)
        return total

    def clients(self, window: Window) -> list[str]:
        """Who counts in a window."""
        if self.agreement.scope == "client":
            return [self.agreement.client_id]
        return [
            client.id
            for _, client in sorted(self.coverage.clients.items())
            if any(
                (since is None or since < window.to.isoformat()) and (to is None or to > window.first.isoformat())
                for since, to in client.stays
            )
        ]
