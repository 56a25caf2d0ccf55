"""Is it worth it: the page's numbers."""

from datetime import date
from typing import Any

import pytest

from models.policy.tariffs import Tariffs
from rules.tariff.request import Proposal, look_at
from rules.tariff.simulation import Simulated, simulate
from tests.rules.tariff.prices import ONE_TIER, prices, terms

HURDLE = 200_000
NOW = 400_000_000


def simulated(benefit: dict[str, Any], volumes: list[int], valid_to: str = "2027-01-01", **more: Any) -> Simulated:
    said = terms(benefit={"target": "fee", **benefit}, valid_to=valid_to, **more)
    return simulate(said, {"volume_now_minor": NOW, "volume_minor": volumes}, prices(ONE_TIER), HURDLE)


def ramp(rise: int, then: int) -> list[int]:
    """Six months of a rise from 4 M, then `then`; hundredths of a rouble, rounded."""
    return [NOW + round(rise * k / 6) for k in range(1, 7)] + [then]


CHEAPER = {"type": "fixed", "rate_ppm": 2000}


def test_the_break_even_of_a_third_off() -> None:
    found = simulated(CHEAPER, [NOW])
    assert found.break_even_minor == 610_526_316
    assert found.depth_ppm == 333_334


def test_a_full_waiver_has_none() -> None:
    found = simulated({"type": "waive"}, [NOW])
    assert found.no_break_even
    assert found.break_even_minor is None


@pytest.mark.parametrize(
    ("volumes", "npv", "payback"),
    [
        (ramp(400_000_000, 800_000_000), 2_084_992, 6),
        ([NOW], -4_354_603, None),
        (ramp(150_000_000, 550_000_000), -1_939_755, None),
    ],
)
def test_what_a_years_ramp_is_worth(volumes: list[int], npv: int, payback: int | None) -> None:
    found = simulated(CHEAPER, volumes)
    assert found.npv_minor == npv
    assert found.payback_window == payback
    assert len(found.flows) == 12


LIST_NOW, LIST_THEN = 2_900, 1_900
"""0.30 and 0.20 % less the 0.05 % that turnover costs, and 0.04 % that its balances earn."""


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        ({"cm_now_ppm": LIST_NOW, "cm_then_ppm": LIST_THEN}, ()),
        ({"cm_now_ppm": LIST_NOW + 1}, ("forecast_mismatch",)),
        ({"cm_then_ppm": LIST_THEN - 1}, ("forecast_mismatch",)),
        ({}, ()),
    ],
)
@pytest.mark.parametrize("exception", [False, True])
def test_a_forecast_that_says_another_contribution_than_the_list_is_refused(
    said: dict[str, Any], reasons: tuple[str, ...], exception: bool
) -> None:
    forecast = {"volume_now_minor": NOW, "volume_minor": [2 * NOW], **said}
    asked = terms(benefit={"target": "fee", **CHEAPER})
    rules = Tariffs.model_validate({"price_lists": [ONE_TIER]})
    looked = look_at(Proposal(asked, forecast, exception, date(2026, 1, 1), rules, prices(ONE_TIER)))
    assert looked.reasons == reasons
