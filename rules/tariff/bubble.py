"""Agreements that bring much less than was promised for them."""

from models.instants import format_instant
from rules.tariff.money_of_windows import promised_of
from rules.tariff.running import Running
from rules.tariff.states import can, move
from rules.tariff.telling import tell_alert


def watch_bubble(running: Running) -> None:
    """Say once that an agreement is a bubble, put it under review, and say once more when it is none."""
    coverage, agreement, rule = running.coverage, running.agreement, running.coverage.tariffs.bubble
    judged = [row for _, row in sorted(running.rows.items()) if row.realised_minor is not None]
    if len(judged) < rule.windows or not agreement.simulation["flows"]:
        return
    forecast = sum(promised_of(agreement, len(judged))[-rule.windows :])
    realised = sum(row.realised_minor or 0 for row in judged[-rule.windows :])
    is_one = 1_000_000 * (realised - forecast) < -abs(forecast) * rule.below_forecast_ppm
    if is_one == agreement.bubble:
        return
    agreement.bubble = is_one
    coverage.touch("agreement", agreement.agreement_id, str(agreement.version))
    name = agreement.agreement_id
    tell_alert(
        coverage,
        "bubble",
        name,
        {
            "kind": "bubble",
            "subject_id": name,
            "since": format_instant(coverage.clock),
            "cause": coverage.work.cause,
            "figures": {"windows": rule.windows, "forecast_minor": forecast, "realised_minor": realised},
            "rows": [row.verdict_id for row in judged[-rule.windows :]],
            "message": {
                "en": f"{name} brings much less than was promised for it.",
                "ru": f"{name} приносит намного меньше обещанного.",
            },
            "cleared": not is_one,
        },
    )
    if is_one and can(agreement, "review"):
        move(coverage, agreement, "review", reason="bubble")
    elif is_one and agreement.state == "suspended":
        agreement.review_due = True
