"""What turnover costs: the page's numbers, and what must hold of every list."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.policy.tariffs import PriceList
from rules.tariff.fee import agreed_fee, charged, list_fee, rate_at, single_rate
from rules.tariff.rounding import rounded
from tests.rules.tariff.prices import FLAT, ONE_TIER, TIERED, prices


@pytest.mark.parametrize(
    ("volume", "graduated", "whole"),
    [
        (99_999_999, 500_000, 500_000),
        (100_000_000, 500_000, 300_000),
        (499_999_999, 1_700_000, 1_500_000),
        (500_000_000, 1_700_000, 750_000),
        (600_000_000, 1_850_000, 900_000),
    ],
)
def test_the_pages_table(volume: int, graduated: int, whole: int) -> None:
    assert rounded(list_fee(prices(TIERED), volume)) == graduated
    assert rounded(list_fee(prices(TIERED, mode="whole"), volume)) == whole


def test_a_line_is_rounded_once_half_away_from_zero() -> None:
    assert [rounded(Fraction(half, 2)) for half in (-3, -1, 1, 3)] == [-2, -1, 1, 2]
    assert rounded(Fraction(1, 3)) == 0
    # Three lines of 166.5 each; a window's sum is that of its lines.
    assert charged(prices(ONE_TIER), None, [55_500] * 3) == 3 * 167


def test_min_max_and_what_a_tier_adds() -> None:
    bounded = prices(ONE_TIER, min_minor=1000, max_minor=2000)
    assert [rounded(list_fee(bounded, volume)) for volume in (-5, 0, 500_000, 10_000_000)] == [1000, 1000, 1500, 2000]
    adds = prices(
        TIERED, tiers=[{"from_minor": 0, "flat_minor": 7}, {"from_minor": 100, "rate_ppm": 10_000, "flat_minor": 3}]
    )
    assert [rounded(list_fee(adds, volume)) for volume in (0, 1, 100, 101, 200)] == [0, 7, 7, 10, 11]


@pytest.mark.parametrize(
    ("benefit", "fee"),
    [
        ({"type": "waive"}, 0),
        ({"type": "fixed", "rate_ppm": 1500}, 630_000),
        ({"type": "fixed", "rate_ppm": 9000}, 1_260_000),
        ({"type": "spread", "spread_ppm": 1000}, 840_000),
        ({"type": "pct_off", "off_ppm": 250_000}, 945_000),
        ({"type": "amount_off", "off_minor": 260_000}, 1_000_000),
        ({"type": "amount_off", "off_minor": 9_260_000}, 0),
    ],
)
def test_an_agreed_fee_is_never_above_the_lists(benefit: dict[str, Any], fee: int) -> None:
    assert rounded(agreed_fee(prices(ONE_TIER), benefit, 420_000_000)) == fee


def test_a_flat_fee_is_waived_whole() -> None:
    assert rounded(list_fee(prices(FLAT), 1)) == 250_000
    assert agreed_fee(prices(FLAT), {"type": "waive"}, 1) == 0


MINOR = st.integers(0, 2**60)
RATES = st.integers(0, 100_000)


@st.composite
def lists(draw: st.DrawFn, *, falling: bool = False) -> PriceList:
    bounds = sorted(draw(st.sets(st.integers(1, 2**60), max_size=4)))
    rates = draw(st.lists(RATES, min_size=len(bounds) + 1, max_size=len(bounds) + 1))
    rates = sorted(rates, reverse=True) if falling else rates
    tiers = [{"from_minor": at, "rate_ppm": rate} for at, rate in zip([0, *bounds], rates, strict=True)]
    return prices(TIERED, tiers=tiers)


@given(lists(), MINOR, st.integers(1, 1000))
def test_graduated_is_continuous_and_never_falls(of: PriceList, volume: int, more: int) -> None:
    step = list_fee(of, volume + more) - list_fee(of, volume)
    assert 0 <= step <= Fraction(more * max(tier.rate_ppm for tier in of.tiers), 1_000_000)


@given(lists(falling=True), MINOR)
def test_whole_is_never_above_graduated_where_rates_fall(of: PriceList, volume: int) -> None:
    assert list_fee(of.model_copy(update={"mode": "whole"}), volume) <= list_fee(of, volume)


@pytest.mark.parametrize(
    ("listed", "benefit", "rate"),
    [
        (ONE_TIER, None, 3000),
        (ONE_TIER, {"type": "fixed", "rate_ppm": 9000}, 3000),
        (ONE_TIER, {"type": "pct_off", "off_ppm": 500_000}, 1500),
        (ONE_TIER, {"type": "pct_off", "off_ppm": 500_100}, None),
        (ONE_TIER, {"type": "amount_off", "off_minor": 1}, None),
        ({**TIERED, "tiers": [{"from_minor": 0, "rate_ppm": 2000}, {"from_minor": 9, "rate_ppm": 2000}]}, None, 2000),
        (TIERED, {"type": "fixed", "rate_ppm": 1500}, 1500),
        (TIERED, {"type": "fixed", "rate_ppm": 1501}, None),
        (FLAT, {"type": "waive"}, 0),
        (FLAT, {"type": "fixed", "rate_ppm": 1}, None),
    ],
)
def test_a_rate_is_said_only_where_it_holds_whatever_the_turnover(
    listed: dict[str, Any], benefit: dict[str, Any] | None, rate: int | None
) -> None:
    assert single_rate(prices(listed), benefit) == rate


def test_the_rate_of_a_tier_is_exact_and_never_above_the_lists() -> None:
    assert rate_at(prices(TIERED), {"type": "pct_off", "off_ppm": 333_333}, 100_000_000) == Fraction(2_000_001, 1000)
    assert rate_at(prices(TIERED), {"type": "fixed", "rate_ppm": 2000}, 500_000_000) == 1500
