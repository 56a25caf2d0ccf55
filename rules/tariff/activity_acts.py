"""What clients did, as their coverage keeps it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from models.business_days import business_date
from rules.tariff.agreement import Agreement, WindowRow
from rules.tariff.client import Loan, Margin
from rules.tariff.coverage import Coverage
from rules.tariff.ledger import Place, latest_months
from rules.tariff.states import refuse
from rules.tariff.turnover import Posting

Command = Mapping[str, Any]
EXPOSURE_DAYS: Final = 500
"""Days of exposures kept: twelve whole months before a window's end, until what comes late can change it no more."""


def posted(coverage: Coverage, command: Command) -> None:
    """Keep a posting, unless its id is known: then only a reversal that waited for it meets it."""
    data = command["data"]
    place: Place = data["client_id"], data["posting_id"]
    known = coverage.ledger.postings.get(place)
    if known is not None and known.amount_minor is not None:
        coverage.house.count("posting_again")
        return
    coverage.client(place[0])
    posting = Posting(
        data["value_date"], data["amount_minor"], data["currency"], data["direction"], data["kind"], known is not None
    )
    if known is not None:
        coverage.ledger.drop(place)
    _keep(coverage, place, posting)


def taken_back(coverage: Coverage, command: Command) -> None:
    """Take a posting back, in its own window; what is not there yet is waited for."""
    data = command["data"]
    place: Place = data["client_id"], data["posting_id"]
    known = coverage.ledger.postings.get(place)
    if known is None:
        client, posting = coverage.client(place[0]), Posting(data["value_date"], None, None, None, None, reversed=True)
        _keep(coverage, place, posting)
        if posting.value_date < coverage.first_kept and client.counts_on(posting.value_date):
            # Its posting, if there was one, is gone: what it came to cannot be told any more.
            _refuse_too_late(coverage, place, _judged_with(coverage, place[0], posting))
    elif not known.reversed:
        client_id = place[0]
        amount = coverage.counted(client_id, known)
        coverage.ledger.postings[place] = known._replace(reversed=True)
        coverage.touch("posting", *place)
        if amount is not None:
            coverage.ledger.count(client_id, known.value_date, -amount)
            _may_be_late(coverage, place, known)


def _keep(coverage: Coverage, place: Place, posting: Posting) -> None:
    if posting.value_date < coverage.first_kept:
        # No window can change by it any more; its month's sum still says something of the client.
        if coverage.ledger.add_to_archive(place[0], posting.value_date, coverage.counted(place[0], posting)):
            coverage.touch("archive", place[0])
        coverage.house.count("posting_too_late")
    else:
        coverage.post(place, posting)
        coverage.touch("posting", *place)
    if coverage.counted(place[0], posting):
        _may_be_late(coverage, place, posting)


def _may_be_late(coverage: Coverage, place: Place, posting: Posting) -> None:
    """Windows that are judged already look at it with the next business date, or it is too late for them."""
    judged = _judged_with(coverage, place[0], posting)
    if not judged:
        return
    _refuse_too_late(coverage, place, judged)
    if posting.value_date not in coverage.late:
        coverage.late.append(posting.value_date)
        coverage.touch("coverage")


def _judged_with(coverage: Coverage, client_id: str, posting: Posting) -> list[tuple[Agreement, WindowRow]]:
    """Windows that are judged and have the posting's day in them, of agreements that it counts for."""
    return [
        (agreement, row)
        for _, agreement in sorted(coverage.agreements.items())
        if _concerns(agreement, client_id, posting)
        for row in coverage.windows.get(agreement.key, {}).values()
        if row.outcome is not None and row.first <= posting.value_date < row.to
    ]


def _refuse_too_late(coverage: Coverage, place: Place, judged: Iterable[tuple[Agreement, WindowRow]]) -> None:
    """Name the posting, and each window that it comes too late for."""
    horizon = (coverage.today - timedelta(days=coverage.tariffs.correction_days)).isoformat()
    for agreement, row in judged:
        if row.to <= horizon:
            window = {"from": row.first, "to": row.to}
            refuse(coverage, ["correction_too_late"], agreement, posting_id=place[1], window=window)


def _concerns(agreement: Agreement, client_id: str, posting: Posting) -> bool:
    """Whether a client's posting counts for an agreement: in its currency, and where it is one client's only his."""
    return posting.currency in (None, agreement.currency) and (
        agreement.scope == "coverage" or agreement.client_id == client_id
    )


def balance_recorded(coverage: Coverage, command: Command) -> None:
    """Keep the closing balance of a day; said again, it replaces."""
    data = command["data"]
    client = coverage.client(data["client_id"])
    client.balances.setdefault(data["currency"], {})[data["day"]] = data["average_minor"]


def loan_updated(coverage: Coverage, command: Command) -> None:
    """Keep what a client owes."""
    data = command["data"]
    client = coverage.client(data["client_id"])
    day = _day(coverage, command).isoformat()
    if client.loan is not None and client.loan.currency != data["currency"]:
        # Another loan: no mean is taken over two currencies.
        client.loan_since, client.exposure = None, []
    client.loan = Loan(data["exposure_minor"], data["currency"], data["rate_ppm"], data["overdue_days"], day)
    client.loan_since = client.loan_since or day
    client.exposure = [(since, minor) for since, minor in client.exposure if since != day]
    client.exposure.append((day, data["exposure_minor"]))
    horizon = date.fromordinal(_day(coverage, command).toordinal() - EXPOSURE_DAYS).isoformat()
    while len(client.exposure) > 1 and client.exposure[1][0] <= horizon:
        del client.exposure[0]


def product_activated(coverage: Coverage, command: Command) -> None:
    """Keep from when a product is in use."""
    _product(coverage, command, begun=True)


def product_closed(coverage: Coverage, command: Command) -> None:
    """Keep from when a product is in use no more."""
    _product(coverage, command, begun=False)


def _product(coverage: Coverage, command: Command, *, begun: bool) -> None:
    data = command["data"]
    client = coverage.client(data["client_id"])
    changes = client.products.setdefault(data["product"], [])
    if not changes or changes[-1][1] is not begun:
        changes.append((_day(coverage, command).isoformat(), begun))


def margin_recorded(coverage: Coverage, command: Command) -> None:
    """Keep what the bank earned with a client in a month; said again, it replaces."""
    data = command["data"]
    client = coverage.client(data["client_id"])
    client.margins[data["month"]] = Margin(
        data["credit_minor"], data["non_credit_minor"], data["cost_minor"], data["currency"]
    )
    for month in set(client.margins) - set(latest_months(client.margins, MARGIN_MONTHS)):
        del client.margins[month]


MARGIN_MONTHS: Final = 25
"""Months of margin kept of a client: those of a year's window, and of the year before it."""


def _day(coverage: Coverage, command: Command) -> date:
    """The business date of the event itself."""
    return business_date(command["at"], coverage.house.zone)
