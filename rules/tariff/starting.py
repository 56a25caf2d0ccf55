"""From accepted to active: at a bound of its windows, and of those of the version it replaces."""

from datetime import date

from rules.tariff.agreement import RUNNING, Agreement
from rules.tariff.coverage import Coverage
from rules.tariff.judging import grant
from rules.tariff.states import move
from rules.tariff.windows import bound_at_or_after


def start_if_due(coverage: Coverage, agreement: Agreement) -> None:
    """Let an accepted agreement start, if its bound has come."""
    replaced = _replaced(coverage, agreement)
    bound = _bound(agreement, replaced, _end_of_older(coverage, agreement))
    if bound > coverage.today:
        return
    agreement.starts_on = bound.isoformat()
    if replaced is not None:
        replaced.ends_on = bound.isoformat()
        move(coverage, replaced, "supersede")
    move(coverage, agreement, "start")
    if agreement.terms["mode"] == "grant_first":
        grant(coverage, agreement, bound)
    if coverage.held:
        agreement.back = agreement.state
        move(coverage, agreement, "hold")


def _replaced(coverage: Coverage, agreement: Agreement) -> Agreement | None:
    """The version of the same agreement that still runs, or waits to."""
    for other in coverage.live(agreement.item):
        older = other.agreement_id == agreement.agreement_id and other.version < agreement.version
        if older and other.state in (*RUNNING, "accepted"):
            return other
    return None


def _end_of_older(coverage: Coverage, agreement: Agreement) -> str:
    """Until when an older version that was ended still has effect: two versions never hold at once."""
    older = (
        each.last_day
        for each in coverage.live(agreement.item)
        if each.agreement_id == agreement.agreement_id and each.version < agreement.version and each.state == "ending"
    )
    return max(older, default="")


def _bound(agreement: Agreement, replaced: Agreement | None, not_before: str) -> date:
    day = date.fromisoformat(max(agreement.valid_from, agreement.entered, not_before))
    while True:
        bound = bound_at_or_after(agreement.terms, day)
        if replaced is None or replaced.starts_on is None:
            return bound
        day = bound_at_or_after(replaced.terms, bound)
        if day == bound or day.isoformat() >= replaced.last_day:
            return bound
