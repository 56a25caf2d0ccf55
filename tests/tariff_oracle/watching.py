"""What is seen of agreements that run: those that bring too little, and windows at risk."""

from datetime import date
from fractions import Fraction

from models.instants import format_instant
from tests.tariff_oracle import figures
from tests.tariff_oracle.fees import MILLION
from tests.tariff_oracle.granting import clients_said, current, held_now, rate_of
from tests.tariff_oracle.looking import looked, times
from tests.tariff_oracle.messages import benefit, derived, enter
from tests.tariff_oracle.records import Coverage, Said, Version
from tests.tariff_oracle.worth import first_turnover


def bubble(coverage: Coverage, version: Version) -> list[Said]:
    """Over the last windows much less was realised than promised: once until it clears, and a person must look."""
    rule = coverage.rules.bubble
    last = [version.told[first] for first in sorted(version.told)][-rule.windows :]
    promised, real = (sum(each.money[name] for each in last) for name in ("forecast", "realised"))
    less = len(last) == rule.windows and real < promised - Fraction(abs(promised) * rule.below_forecast_ppm, MILLION)
    if len(last) < rule.windows or version.forecast is None or less == version.bubble:
        return []
    version.bubble = less
    english, russian = "brings much less than was promised for it.", "приносит намного меньше обещанного."
    data = {
        "kind": "bubble",
        "subject_id": version.agreement_id,
        "since": format_instant(coverage.clock),
        "cause": coverage.cause,
        "figures": {"windows": rule.windows, "forecast_minor": promised, "realised_minor": real},
        "rows": [version.ids[each.window.first] for each in last],
        "message": {"en": f"{version.agreement_id} {english}", "ru": f"{version.agreement_id} {russian}"},
        "cleared": not less,
    }
    said = [Said("kontor.alerts", "alert.bubble", data)]
    if less and version.state == "active":
        said.append(enter(coverage, version, "under_review", reason="bubble"))
    elif less and version.state == "suspended":
        version.review_waits = "bubble"
    return said


def at_risk(coverage: Coverage, version: Version) -> list[Said]:
    """Held, half of the window gone, and at this pace below where the benefit goes off; once a window."""
    today = coverage.today
    window = current(version, today) if version.state == "active" else None
    if window is None or not held_now(version) or window.to > version.end or not version.began:
        return []
    elapsed = (today - window.first).days
    threshold = first_turnover(version.terms)
    if not elapsed or threshold is None or 2 * elapsed < window.days:
        return []
    limit = min(threshold, (version.terms["hysteresis"] or {}).get("off_minor", threshold))
    turnover = figures.turnover(coverage.heard, version.whose, window, date.max)
    below = turnover * window.days < limit * times(version) * elapsed
    before = version.risk.get(window.first)
    if below and (before is None):
        version.risk[window.first], outcome = "at_risk", "at_risk"
    elif before == "at_risk" and not below:
        version.risk[window.first], outcome = "recovered", "earned"
    else:
        return []
    said, values, distance = looked(coverage, version, window, (window.to - today).days)
    return [
        benefit(
            coverage, version, outcome, window, derived(version, "verdict", window.first), None, closed=False,
            values=values, distance=distance, failed=[path for path, _ in said.failed] if not said.met else [],
            rate=rate_of(coverage, version, window), effective=None,
            clients=clients_said(coverage, version, window),
        )
    ]  # fmt: skip
