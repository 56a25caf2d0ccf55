"""What the beginning of a business date does to a coverage."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from models.business_days import first_instant
from rules.tariff.agreement import Agreement
from rules.tariff.bubble import watch_bubble
from rules.tariff.coverage import Coverage
from rules.tariff.judging import close_windows, judge_again
from rules.tariff.ledger import latest_months
from rules.tariff.offer_acts import list_changed
from rules.tariff.proposing import look_at_templates, look_at_window
from rules.tariff.running import Running
from rules.tariff.starting import start_if_due
from rules.tariff.states import can, move
from rules.tariff.watching import watch_risk
from rules.tariff.windows import MONTHS_OF_UNIT, Window, months_on

SHORTEST_KEPT_DAYS: Final = 62
"""Days that postings are kept at least: a month, and the month in which it may be corrected."""


def next_due(coverage: Coverage) -> int | None:
    """
    The beginning of the next business date, UTC milliseconds, while an agreement is alive.

    Else of the next month, while there is something to propose and somebody to propose it to; else None.
    """
    if coverage.house.policy is None or coverage.house.policy.tariff_rules is None:
        return None
    if any(each.is_judged or not each.is_over for each in coverage.agreements.values()):
        return first_instant(coverage.today + timedelta(days=1), coverage.house.zone)
    if coverage.tariffs.benefits and any(client.is_known for client in coverage.clients.values()):
        return first_instant(months_on(coverage.today.replace(day=1), 1), coverage.house.zone)
    return None


def archive(coverage: Coverage) -> None:
    """Postings that no window can need any more go, and leave their months' sums."""
    first_kept = coverage.today - timedelta(days=_kept_days(coverage))
    if first_kept.isoformat() <= coverage.first_kept:
        return
    before, coverage.first_kept = coverage.first_kept, first_kept.isoformat()
    coverage.touch("coverage")
    if before == "" and not coverage.ledger.postings:
        return
    _keep_fees(coverage, before, first_kept.isoformat())
    _archive_before(coverage, first_kept)


def _keep_fees(coverage: Coverage, before: str, first_kept: str) -> None:
    """Windows whose first postings go now are final: what each posting cost cannot be told any more afterwards."""
    for key, rows in coverage.windows.items():
        running = Running(coverage, coverage.agreements[key])
        for row in rows.values():
            if before <= row.first < first_kept:
                running.keep_fee(row, Window(date.fromisoformat(row.first), date.fromisoformat(row.to)))


def _kept_days(coverage: Coverage) -> int:
    """As long as the longest window that is alive, and its corrections."""
    days = SHORTEST_KEPT_DAYS
    for agreement in coverage.agreements.values():
        if agreement.is_judged or not agreement.is_over:
            window = agreement.terms["window"]
            months = window["months"] if window["kind"] == "rolling" else MONTHS_OF_UNIT[window["unit"]]
            tariffs = coverage.tariffs
            days = max(days, 31 * months + tariffs.correction_days + tariffs.eval_lag_days + 1)
    return days


def _archive_before(coverage: Coverage, first_kept: date) -> None:
    ledger = coverage.ledger
    clients: set[str] = set()
    for place in list(ledger.before(first_kept.isoformat())):
        posting = ledger.drop(place)
        coverage.touch("posting", *place)
        if ledger.add_to_archive(place[0], posting.value_date, coverage.counted(place[0], posting)):
            clients.add(place[0])
    ledger.forget_days(first_kept.toordinal())
    for client_id in sorted(clients):
        months = ledger.archive[client_id]
        for month in set(months) - set(latest_months(months)):
            del months[month]
        coverage.touch("archive", client_id)


def begin_day(coverage: Coverage, _command: Mapping[str, Any]) -> None:
    """A business date begins: what nobody went on with expires, windows close, agreements start, end and settle."""
    today, late = coverage.today.isoformat(), coverage.late
    coverage.late = []
    coverage.touch("coverage")
    for key in sorted(coverage.agreements):
        agreement = coverage.agreements[key]
        if agreement.expires_on is not None and agreement.expires_on <= today:
            move(coverage, agreement, "expire")
        elif agreement.state == "approved" and list_changed(coverage, agreement):
            move(coverage, agreement, "expire", reason="price_list_changed")
        if agreement.last_day <= today:
            _end(coverage, agreement)
    # What starts ends what it replaces: by then no verdict on that has an effect any more.
    for key in sorted(coverage.agreements):
        if coverage.agreements[key].state == "accepted":
            start_if_due(coverage, coverage.agreements[key])
    for key in sorted(coverage.agreements):
        if coverage.agreements[key].is_judged:
            _judge_day(coverage, coverage.agreements[key], late)
    if coverage.today.day == 1:
        look_at_templates(coverage)


def _end(coverage: Coverage, agreement: Agreement) -> None:
    """Its last day is over; where it never began there is nothing to judge or to correct."""
    if can(agreement, "end"):
        move(coverage, agreement, "end")
    if agreement.starts_on is None and can(agreement, "settle"):
        move(coverage, agreement, "settle")


def _judge_day(coverage: Coverage, agreement: Agreement, late: list[str]) -> None:
    running = Running(coverage, agreement)
    judge_again(running, late)
    close_windows(running)
    watch_bubble(running)
    look_at_window(running, at_risk=watch_risk(running))
    final = date.fromisoformat(agreement.last_day) + timedelta(
        days=max(coverage.tariffs.correction_days, coverage.tariffs.eval_lag_days)
    )
    if coverage.today > final and not agreement.done and (agreement.state == "ending" or agreement.is_over):
        agreement.done = True
        coverage.touch("agreement", agreement.agreement_id, str(agreement.version))
        if can(agreement, "settle"):
            move(coverage, agreement, "settle")
