"""From accepted to active: at a bound of its windows, and of those of the version it replaces."""

from datetime import date
from typing import Final

from rules.tariff.agreement import RUNNING, Agreement
from rules.tariff.coverage import Coverage
from rules.tariff.judging import grant
from rules.tariff.states import move
from rules.tariff.windows import bound_at_or_after

_HOLDS: Final = RUNNING | {"accepted"}
"""States of a version that runs, or waits to."""


def start_if_due(coverage: Coverage, agreement: Agreement) -> None:
    """
    Let an accepted agreement start, if its bound has come; one that has none before its end never does.

    One whose client is in another coverage by then goes under review at once.
    """
    replaced = _replaced(coverage, agreement)
    bound = _bound(agreement, replaced, _end_of_older(coverage, agreement))
    if bound > coverage.today or bound.isoformat() >= agreement.last_day:
        return
    agreement.starts_on = bound.isoformat()
    for older in _older(coverage, agreement):
        older.ends_on = bound.isoformat()
        move(coverage, older, "supersede")
    move(coverage, agreement, "start")
    if agreement.terms["mode"] == "grant_first":
        grant(coverage, agreement, bound)
    client = coverage.clients.get(agreement.client_id)
    if client is not None and not client.is_in:
        # He changed group before: what he does now counts elsewhere, so people must look before anything is taken.
        agreement.group_changed_on = coverage.today.isoformat()
        move(coverage, agreement, "review", reason="group_changed")
    if coverage.held:
        agreement.back = agreement.state
        move(coverage, agreement, "hold")


def _replaced(coverage: Coverage, agreement: Agreement) -> Agreement | None:
    """The version of the same agreement that still runs; the others only wait to."""
    return next((each for each in _older(coverage, agreement) if each.state in RUNNING), None)


def _older(coverage: Coverage, agreement: Agreement) -> list[Agreement]:
    """Older versions of the same agreement that run, or wait to."""
    return [
        each
        for each in coverage.live(agreement.item)
        if each.agreement_id == agreement.agreement_id and each.version < agreement.version and each.state in _HOLDS
    ]


def _end_of_older(coverage: Coverage, agreement: Agreement) -> str:
    """Until when an older version that is over has effect: two never hold at once, and none starts in the past."""
    older = (
        each.last_day
        for each in coverage.agreements.values()
        if each.agreement_id == agreement.agreement_id
        and each.version < agreement.version
        and each.starts_on is not None
        and each.state not in RUNNING
    )
    return max(older, default="")


def _bound(agreement: Agreement, replaced: Agreement | None, not_before: str) -> date:
    day = date.fromisoformat(max(agreement.valid_from, agreement.entered, not_before))
    while True:
        bound = bound_at_or_after(agreement.terms, day)
        if replaced is None or bound.isoformat() >= replaced.last_day:
            return bound
        day = bound_at_or_after(replaced.terms, bound)
        if day == bound:
            return bound
