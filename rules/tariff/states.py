"""Moving a version of an agreement from state to state, and saying so."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from models.business_days import first_instant
from models.instants import format_instant
from models.messages.tariff_refusals import REFUSALS
from rules.tariff.agreement import Agreement
from rules.tariff.asked import forecast_asked, terms_asked
from rules.tariff.coverage import Coverage
from rules.tariff.request import days_on, in_order
from rules.tariff.telling import tell
from rules.tariff.transitions import TRANSITIONS, Event

SIMULATED: Final = frozenset({"drafted", "pending"})


def can(agreement: Agreement, event: Event) -> bool:
    """Whether the event may happen in the agreement's state."""
    return (agreement.state, event) in TRANSITIONS


def move(
    coverage: Coverage, agreement: Agreement, event: Event, *, by: str | None = None, reason: str | None = None
) -> None:
    """Let an event happen and publish the state that follows."""
    before = agreement.state
    agreement.state = TRANSITIONS[before, event]  # type: ignore[index]  # a state of the table: rows hold no other
    if agreement.state != before:
        agreement.entered = coverage.today.isoformat()
        agreement.from_state = before
    agreement.expires_on = _expires_on(coverage, agreement)
    publish(coverage, agreement, before, by, reason)


def publish(
    coverage: Coverage, agreement: Agreement, before: str | None, by: str | None = None, reason: str | None = None
) -> None:
    """Publish the state in which an agreement is."""
    coverage.touch("agreement", agreement.agreement_id, str(agreement.version))
    expires = agreement.expires_on
    said: dict[str, Any] = {
        "state": agreement.state,
        "from_state": before,
        "by": by,
        "reason": reason,
        "approvals": [{"by": person, "level": level} for person, level in agreement.approvals],
        "terms": terms_asked(agreement.terms),
        "valid_from": agreement.valid_from,
        "valid_to": agreement.valid_to,
        "expires_at": None
        if expires is None
        else format_instant(first_instant(date.fromisoformat(expires), coverage.house.zone)),
    }
    if agreement.state in SIMULATED:
        said["simulation"], said["forecast"] = agreement.simulation, forecast_asked(agreement.forecast)
    tell(coverage, f"offer.{agreement.state}", agreement, said)


def begin(coverage: Coverage, agreement: Agreement, *, by: str) -> None:
    """Enter a new version: drafted."""
    coverage.agreements[agreement.key] = agreement
    agreement.expires_on = _expires_on(coverage, agreement)
    publish(coverage, agreement, None, by)


def refuse(
    coverage: Coverage,
    reasons: Iterable[str],
    agreement: Agreement | None = None,
    of: Mapping[str, Any] | None = None,
    added: Mapping[str, str] | None = None,
    **more: object,
) -> None:
    """
    Publish that something did not pass; `of` says what it is about where no agreement does.

    `added`: words by language that follow the sentences of the reasons.
    """
    codes = in_order(reasons)
    english, russian = (
        " ".join([*(REFUSALS[code][place] for code in codes), *([] if added is None else [added[language]])])
        for place, language in enumerate(("en", "ru"))
    )
    said = {
        "reasons": codes,
        "message": {"en": english, "ru": russian},
        "distance": None,
        "posting_id": None,
        "window": None,
    }
    for code in codes:
        coverage.house.count(f"refused_{code}")
    tell(coverage, "offer.refused", agreement, said | more, **(of or {}))


def _expires_on(coverage: Coverage, agreement: Agreement) -> str | None:
    tariffs = coverage.tariffs
    entered = date.fromisoformat(agreement.entered)
    match agreement.state:
        case "drafted" | "returned" | "pending":
            return days_on(entered, tariffs.stale_days)
        case "approved":
            return days_on(entered, tariffs.approval_ttl_days)
        case "offered":
            return min(days_on(entered, tariffs.offer_ttl_days), agreement.valid_to)
    return None
