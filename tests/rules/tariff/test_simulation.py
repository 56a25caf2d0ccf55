"""Is it worth it: the page's numbers."""

from typing import Any

import pytest

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
