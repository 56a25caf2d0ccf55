"""
What the intake does with what people say about tariff offers.

An agreement is known by its first request: from then on all that is said of it goes to the coverage
its client was in then, whatever group he is in later.
"""

from collections.abc import Mapping
from typing import Any, Final

from models.rejection import Rejection
from rules.intake.approvers import approver
from rules.intake.heard import Heard
from rules.intake.outbox import Outbox
from rules.intake.state import IntakeState
from rules.intake.tariff_table import AGREEMENT_PREFIX, ASKED
from rules.intake.tariffs import tell

REQUESTED: Final = "offer.requested"
HELD: Final = "risk.hold"
DAYS_OF_UNIT: Final = {"month": 31, "quarter": 92, "year": 366}
LONGEST_MONTHS: Final = 1200
STAMPED: Final = {
    "offer.decided": ("by",),
    "offer.reviewed": ("by",),
    "offer.ended": ("person",),
    "fee.waiver": ("approver", "by"),
}
"""Which persons of a message are told with what the bank knows of them: the first as `approver`, a second as `by`."""


def said_of_offer(state: IntakeState, heard: Heard, outbox: Outbox) -> Rejection | None:
    """Pass on what is said of an agreement; without tariffs it is counted, and goes nowhere."""
    state.count("offers")
    if state.tariffs.asked is None:
        return None
    data, kind = heard.data, heard.type or ""
    coverage_id = _coverage_of(state, kind, data, heard.key)
    if coverage_id is None:
        return Rejection("invalid", ("no coverage: nobody has asked for this agreement, and the record has no key",))
    if kind == REQUESTED:
        _note_window(state, data["terms"])
        _note_coverage(state, data, coverage_id)
    stamps = {
        name: approver(state, data[person], coverage_id)
        for name, person in zip(("approver", "by"), STAMPED.get(kind, ()), strict=False)
    }
    tell(state, heard, coverage_id, kind, data, outbox, **stamps)
    return None


def risk_held(state: IntakeState, heard: Heard, outbox: Outbox) -> Rejection | None:
    """Pass a hold on to its coverage, or its lifting."""
    state.count("offers")
    if state.tariffs.asked is not None:
        tell(state, heard, heard.data["coverage_id"], HELD, heard.data, outbox)
    return None


def is_without_coverage(state: IntakeState, kind: str, data: Mapping[str, Any], key: str | None) -> bool:
    """Whether a line of `crm.offers` will be rejected: it is of an agreement nobody asked for, and has no key."""
    return kind != HELD and state.tariffs.asked is not None and _coverage_of(state, kind, data, key) is None


def _coverage_of(state: IntakeState, kind: str, data: Mapping[str, Any], key: str | None) -> str | None:
    known = state.tariffs.agreements.get(data["agreement_id"])
    if known is not None:
        return known
    return state.clients.coverage_of(data["client_id"]) if kind == REQUESTED else key


def _note_coverage(state: IntakeState, request: Mapping[str, Any], coverage_id: str) -> None:
    """All that is said of an agreement goes where its first request went, if the client is known."""
    agreement_id, client = request["agreement_id"], state.clients.get(request["client_id"])
    if agreement_id not in state.tariffs.agreements and client is not None and client.data is not None:
        state.tariffs.agreements[agreement_id] = coverage_id
        state.touch(AGREEMENT_PREFIX + agreement_id)


def _note_window(state: IntakeState, terms: dict[str, Any]) -> None:
    """Postings are kept as long as the longest window that may need them."""
    window = terms.get("window")
    days = _days_of(window) if isinstance(window, dict) else 0
    if days > state.tariffs.longest_days:
        state.tariffs.longest_days = days
        state.touch(ASKED)


def _days_of(window: dict[str, Any]) -> int:
    """At most so many days a window of these terms has; 0 where they make no sense."""
    months = window.get("months")
    if window.get("kind") == "rolling" and isinstance(months, int) and 0 < months <= LONGEST_MONTHS:
        return 31 * months
    unit = window.get("unit")
    return DAYS_OF_UNIT.get(unit, 0) if isinstance(unit, str) else DAYS_OF_UNIT["year"]
