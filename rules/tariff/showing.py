"""What a coverage's agreements look like to people: how they stand, and what a window rests on."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from rules.tariff.agreement import Agreement, WindowRow
from rules.tariff.asked import without_nulls
from rules.tariff.conditions import clauses
from rules.tariff.coverage import Coverage
from rules.tariff.ledger import Place
from rules.tariff.money_of_windows import promised_of
from rules.tariff.running import Running
from rules.tariff.turnover import Posting
from rules.tariff.verdict import Standing, verdict
from rules.tariff.windows import Window


def agreements_of(coverage: Coverage) -> list[dict[str, Any]]:
    """Each version that still matters: its state, its open window and how far that is, the money so far."""
    shown = [agreement for _, agreement in sorted(coverage.agreements.items())]
    return [_stands(coverage, each) for each in shown if each.is_judged or not each.is_over]


def _stands(coverage: Coverage, agreement: Agreement) -> dict[str, Any]:
    said: dict[str, Any] = {
        "agreement_id": agreement.agreement_id,
        "version": agreement.version,
        "client_id": agreement.client_id,
        "item": agreement.item,
        "scope": agreement.scope,
        "currency": agreement.currency,
        "benefit": without_nulls(agreement.terms["benefit"]),
        "state": agreement.state,
        "valid_from": agreement.valid_from,
        "valid_to": agreement.valid_to,
        "expires_on": agreement.expires_on,
        "held": None,
        "window": None,
        "values": {},
        "distance": [],
        "days_left": None,
    }
    if agreement.starts_on is not None:
        said |= _open_window(Running(coverage, agreement))
    return said | _profit(coverage, agreement)


def _open_window(running: Running) -> dict[str, Any]:
    today = running.coverage.today
    window = running.window_on(today)
    if window is None:
        return {"held": running.standing_before(Window(date.max, date.max)).held}
    left = (window.to - today).days
    found = verdict(running.agreement.terms, window, running.facts, Standing(), days_left=left)
    return {
        "held": running.standing_before(window).held,
        "window": window.said(),
        "values": found.judged.values,
        "distance": list(found.judged.distance),
        "days_left": left,
    }


def _profit(coverage: Coverage, agreement: Agreement) -> dict[str, Any]:
    """What was promised for the windows that are judged, and what they brought; minor units."""
    rows = [row for row in coverage.windows.get(agreement.key, {}).values() if row.realised_minor is not None]
    promised, realised = sum(promised_of(agreement, len(rows))), sum(row.realised_minor or 0 for row in rows)
    return {"windows_judged": len(rows), "promised_minor": promised, "realised_minor": realised}


def windows_of(coverage: Coverage, agreement: Agreement, day: date | None = None) -> Iterator[dict[str, Any]]:
    """Every window that is judged, or only those of a day: the verdict, its clauses, the postings, the money."""
    running = Running(coverage, agreement)
    for _, row in sorted(running.rows.items()):
        if row.outcome is not None and (day is None or row.first <= day.isoformat() < row.to):
            yield _explained(running, row)


def _explained(running: Running, row: WindowRow) -> dict[str, Any]:
    window = Window(date.fromisoformat(row.first), date.fromisoformat(row.to))
    volume = running.volume(window)
    return {
        "agreement_id": running.agreement.agreement_id,
        "version": running.agreement.version,
        "currency": running.agreement.currency,
        "window": window.said(),
        "outcome": row.outcome,
        "reason": row.reason,
        "verdict_id": row.verdict_id,
        "clauses": [
            {"path": path, **clause, "measured": row.values.get(clause["metric"]), "failed": path in row.failed}
            for path, clause in clauses(running.agreement.terms["obligations"])
        ],
        "postings": list(_postings(running, window)),
        "money": {
            "volume_minor": volume,
            "charged_at": "agreed" if row.granted else "list",
            "list_minor": running.fee(window, granted=False),
            "charged_minor": running.fee(window, granted=row.granted),
            "miss_minor": row.miss_minor,
            "waived": row.waived,
            "realised_minor": row.realised_minor,
        },
    }


def _postings(running: Running, window: Window) -> Iterator[dict[str, Any]]:
    """Postings of the window that are still kept one by one, with what keeps one from counting."""
    first, to = window.first.isoformat(), window.to.isoformat()
    for place, posting in sorted(running.coverage.ledger.postings.items()):
        if first <= posting.value_date < to:
            why = _why_not(running, place, posting)
            counted = posting.qualified() if why is None else None
            yield {
                "client_id": place[0],
                "posting_id": place[1],
                "value_date": posting.value_date,
                "amount_minor": posting.amount_minor,
                "currency": posting.currency,
                "counted_minor": 0 if counted is None else counted.of(running.agreement.currency),
                "why_not": why,
            }


def _why_not(running: Running, place: Place, posting: Posting) -> str | None:
    """Why a posting does not count; None where it does."""
    agreement, client = running.agreement, running.coverage.clients.get(place[0])
    elsewhere = client is None or not client.counts_on(posting.value_date)
    no_turnover = posting.qualified() is None and posting.amount_minor
    reasons = (
        (posting.amount_minor is None, "its reversal came and it did not"),
        (posting.reversed, "it was reversed"),
        (elsewhere, "the client was in another coverage"),
        (agreement.scope == "client" and place[0] != agreement.client_id, "the agreement is of another client alone"),
        (posting.currency != agreement.currency, f"it is in {posting.currency}"),
        (bool(no_turnover), f"a {posting.direction} of kind {posting.kind} is no turnover"),
    )
    return next((reason for holds, reason in reasons if holds), None)
