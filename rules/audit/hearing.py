"""What the audit takes from `kontor.tariff-offers`, record by record."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from models.instants import parse_instant
from rules.audit.grant import Grant
from rules.tariff.conditions import TURNOVER, clauses, first_threshold
from rules.tariff.rounding import rounded_down
from rules.tariff.windows import step_of

Event = Mapping[str, Any]
Grants = dict[tuple[str, int], Grant]
NO_STATES: Final = frozenset({"offer.refused", "offer.proposed"})
GRANTING: Final = frozenset({"benefit.earned", "benefit.grace"})
"""Words on a window by which the agreed terms hold."""


def hear(grants: Grants, event: Event) -> tuple[str, int] | None:
    """Take a record in; gives the key of the grant it changed. Nothing has changed when it raises."""
    kind, data = event["type"], event["data"]
    key = data["agreement_id"], data["version"]
    if kind == "offer.drafted":
        grants[key] = _drafted(data)
        return key
    grant = grants.get(key)
    if grant is None:
        # Its draft is older than what is kept of the topic, or there is no agreement at all.
        return None
    if kind.startswith("benefit."):
        _judged(grant, kind, data)
    elif kind.startswith("offer.") and kind not in NO_STATES:
        _moved(grant, event["id"], data)
    else:
        return None
    return key


def _drafted(data: Mapping[str, Any]) -> Grant:
    terms, forecast = data["terms"], data.get("forecast")
    benefit, window = terms["benefit"], terms["window"]
    promised = first_threshold(terms["obligations"])
    if promised is None and forecast is not None and forecast["volume_minor"]:
        promised = forecast["volume_minor"][0]
    # A rolling window's money is said by the month, and its turnover measured over all its months.
    summed = window["months"] if window["kind"] == "rolling" else 1
    before = None
    if forecast is not None and _measures_turnover(terms["obligations"]):
        before = forecast["volume_now_minor"] * summed
    return Grant(
        data["agreement_id"],
        data["version"],
        data["coverage_id"],
        data["item"],
        data["currency"],
        data["by"],
        benefit["target"],
        depth_ppm=data["simulation"]["depth_ppm"],
        volume_minor=None if promised is None else rounded_down(Fraction(promised, step_of(terms))),
        before_minor=before,
        rate_ppm=0 if benefit["type"] == "waive" else benefit["rate_ppm"] if benefit["type"] == "fixed" else None,
    )


def _measures_turnover(obligations: Mapping[str, Any]) -> bool:
    """Whether verdicts say the turnover of the agreement's own window."""
    first = next((clause for _, clause in clauses(obligations) if clause["metric"] == TURNOVER), None)
    return first is not None and first.get("window") is None


def _moved(grant: Grant, record_id: str, data: Mapping[str, Any]) -> None:
    state, approvers = data["state"], [each["by"] for each in data["approvals"]]
    if state == "approved":
        grant.approvers, grant.approved_at, grant.decision_id = approvers, parse_instant(data["decided_at"]), record_id
    grant.state = state
    grant.began = grant.began or state == "active"


def _judged(grant: Grant, kind: str, data: Mapping[str, Any]) -> None:
    rate, turnover = data["rate_ppm"], data["values"].get(TURNOVER)
    closed, verdict_id = data["closed"], data["verdict_id"]
    if closed and kind != "benefit.undetermined" and turnover is not None:
        grant.turnover_minor = turnover
    # What the terms say stands; else the first verdict under which they hold says it.
    if kind in GRANTING and rate is not None and (grant.rate_ppm is None or grant.rate_id is not None):
        grant.rate_ppm, grant.rate_id = rate, verdict_id
