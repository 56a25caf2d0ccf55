"""What the beginning of a business date does to a coverage."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from models.business_days import first_instant
from rules.tariff.coverage import Coverage
from rules.tariff.ledger import latest_months

SHORTEST_KEPT_DAYS: Final = 62
"""Days that postings are kept at least: a month, and the month in which it may be corrected."""


def next_due(coverage: Coverage) -> int | None:
    """The beginning of the next business date, UTC milliseconds, while an agreement is alive; else None."""
    if coverage.house.policy is None or not coverage.house.policy.tariffs or not coverage.live():
        return None
    return first_instant(coverage.today + timedelta(days=1), coverage.house.zone)


def archive(coverage: Coverage, kept_days: int = SHORTEST_KEPT_DAYS) -> None:
    """Postings that no window can need any more go, and leave their months' sums."""
    first_kept = coverage.today - timedelta(days=kept_days)
    if first_kept.isoformat() <= coverage.first_kept:
        return
    before, coverage.first_kept = coverage.first_kept, first_kept.isoformat()
    coverage.touch("coverage")
    if before == "" and not coverage.ledger.postings:
        return
    _archive_before(coverage, first_kept)


def _archive_before(coverage: Coverage, first_kept: date) -> None:
    ledger = coverage.ledger
    clients: set[str] = set()
    for place in list(ledger.before(first_kept.isoformat())):
        posting = ledger.drop(place)
        coverage.touch("posting", *place)
        if ledger.add_to_archive(place[0], posting, coverage.counted(place[0], posting)):
            clients.add(place[0])
    ledger.forget_days(first_kept.toordinal())
    for client_id in sorted(clients):
        months = ledger.archive[client_id]
        for month in set(months) - set(latest_months(months)):
            del months[month]
        coverage.touch("archive", client_id)


def begin_day(coverage: Coverage, _command: Mapping[str, Any]) -> None:
    """A business date begins."""
