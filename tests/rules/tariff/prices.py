"""The price lists of the tariff page's worked numbers, and terms to be varied."""

from typing import Any

from models.policy.tariffs import PriceList

TIERED: dict[str, Any] = {
    "item": "settlement",
    "version": 1,
    "currency": "RUB",
    "valid_from": "2026-01-01",
    "tiers": [
        {"from_minor": 0, "rate_ppm": 5000},
        {"from_minor": 100_000_000, "rate_ppm": 3000},
        {"from_minor": 500_000_000, "rate_ppm": 1500},
    ],
    "floor_ppm": 500,
    "variable_cost_ppm": 500,
    "float_ppm": 400,
}
ONE_TIER: dict[str, Any] = {**TIERED, "tiers": [{"from_minor": 0, "rate_ppm": 3000}], "floor_ppm": 0}
FLAT: dict[str, Any] = {**ONE_TIER, "mode": "flat", "tiers": [{"from_minor": 0, "flat_minor": 250_000}]}


def prices(said: dict[str, Any] = ONE_TIER, **more: Any) -> PriceList:
    return PriceList.model_validate({**said, **more})


def turnover(minor: int, op: str = ">=") -> dict[str, Any]:
    return {"all": [{"metric": "qualified_turnover", "op": op, "value_minor": minor}]}


def terms(**more: Any) -> dict[str, Any]:
    """Earn first, 5 M a month, 0.15 % in the next, January to June."""
    return {
        "mode": "earn_first",
        "scope": "coverage",
        "valid_from": "2026-01-01",
        "valid_to": "2026-07-01",
        "applies": "next_window",
        "window": {"kind": "calendar", "unit": "month"},
        "obligations": turnover(500_000_000),
        "benefit": {"target": "fee", "type": "fixed", "rate_ppm": 1500},
        "tolerance_ppm": 0,
        "cure_windows": 0,
        "on_miss": "none",
    } | more
