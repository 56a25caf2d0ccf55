"""What a loan returns on its capital, and how low its rate may go: the page's numbers, and what always holds."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.policy.worth import Capital
from rules.tariff.raroc import Loan, floor_ppm, lowest_rate_ppm, raroc
from tests.rules.tariff.agreed import a_bank, kinds, request
from tests.rules.tariff.prices import ONE_TIER, terms

PAGE = Capital(ftp_ppm=150_000, el_ppm=9_000, capital_ppm=80_000, opex_minor=25_000_000, tax_ppm=250_000)
"""Of 20 M: funding 15 %, loss 180 k, capital 1.6 M, cost 250 k, tax 25 %."""
TWENTY_MILLION = 2_000_000_000
HURDLE = 200_000


@pytest.mark.parametrize(
    ("fees", "deposits", "share"),
    [(30_000_000, 65_000_000, Fraction(525, 1000)), (0, 0, Fraction(796_875, 10_000_000))],
)
def test_the_pages_loan_returns_what_the_page_says(fees: int, deposits: int, share: Fraction) -> None:
    assert raroc(PAGE, Loan(TWENTY_MILLION, 180_000, fees, deposits)) == share


def test_what_else_a_client_brings_never_takes_the_rate_below_funding_and_loss() -> None:
    assert lowest_rate_ppm(PAGE, Loan(TWENTY_MILLION, 0, 30_000_000, 65_000_000), HURDLE) == floor_ppm(PAGE) == 159_000
    # Alone: 159 000 and 0.2 · 1.6 M / 0.75 and the cost of 250 k, of 20 M.
    assert lowest_rate_ppm(PAGE, Loan(TWENTY_MILLION, 0), HURDLE) == 192_834


CAPITALS = st.builds(
    Capital,
    ftp_ppm=st.integers(0, 300_000),
    el_ppm=st.integers(0, 100_000),
    capital_ppm=st.integers(1, 1_000_000),
    opex_minor=st.integers(0, 10**9),
    tax_ppm=st.integers(0, 999_999),
)
LOANS = st.builds(
    Loan,
    amount_minor=st.integers(1, 2**70),
    rate_ppm=st.integers(0, 1_000_000),
    fees_minor=st.integers(0, 10**9),
    deposit_margin_minor=st.integers(-(10**9), 10**9),
)


@given(CAPITALS, LOANS, st.integers(0, 1_000_000))
def test_the_lowest_rate_meets_the_hurdle_and_one_ppm_less_does_not(capital: Capital, loan: Loan, hurdle: int) -> None:
    lowest = lowest_rate_ppm(capital, loan, hurdle)
    assert raroc(capital, loan._replace(rate_ppm=lowest)) * 1_000_000 >= hurdle
    if lowest > floor_ppm(capital):
        assert raroc(capital, loan._replace(rate_ppm=lowest - 1)) * 1_000_000 < hurdle
    else:
        assert lowest == floor_ppm(capital)


LOAN: dict[str, Any] = {**ONE_TIER, "item": "loan", "tiers": [{"from_minor": 0, "rate_ppm": 200_000}]}
RAROC = {"loan": {"ftp_ppm": 150_000, "el_ppm": 9_000, "capital_ppm": 80_000}}


def softer(**benefit: Any) -> dict[str, Any]:
    return terms(benefit={"target": "loan_rate", **benefit})


def asked(said: dict[str, Any], **more: Any) -> dict[str, Any]:
    bank = a_bank("C1", prices=LOAN, raroc=RAROC)
    return request(bank, said, item="loan", forecast=None, **more)[-1]


@pytest.mark.parametrize(
    ("benefit", "depth", "needs"),
    [
        ({"type": "fixed", "rate_ppm": 180_000}, 100_000, ["head"]),
        ({"type": "spread", "spread_ppm": 40_000}, 200_000, ["head"]),
        ({"type": "spread", "spread_ppm": 40_001}, 200_005, ["committee", "committee"]),
        ({"type": "amount_off", "off_minor": 1}, None, ["committee", "committee"]),
    ],
)
def test_a_softer_loan_is_as_deep_as_its_rate_is_below_the_lists(
    benefit: dict[str, Any], depth: int | None, needs: list[str]
) -> None:
    told = asked(softer(**benefit))
    assert told["type"] == "offer.pending"
    assert (told["simulation"]["depth_ppm"], told["simulation"]["needs"]) == (depth, needs)


def test_a_loan_below_funding_and_expected_loss_is_refused_but_by_the_committee() -> None:
    assert asked(softer(type="fixed", rate_ppm=159_000))["simulation"]["floor_ok"] is True
    refused = asked(softer(type="fixed", rate_ppm=158_999))
    assert (refused["type"], refused["reasons"]) == ("offer.refused", ["below_floor"])
    lifted = asked(softer(type="fixed", rate_ppm=158_999), committee_exception=True, exception_reason="all of a group")
    assert lifted["simulation"]["needs"] == ["committee", "committee"]


def test_what_a_deposit_or_a_security_costs_no_list_says() -> None:
    for target in ("deposit_rate", "collateral"):
        bank = a_bank("C1", prices=LOAN, raroc=RAROC)
        said = terms(benefit={"target": target, "type": "fixed", "rate_ppm": 1})
        told = request(bank, said, item="loan", forecast=None)
        assert kinds(told) == ["offer.drafted", "offer.pending"]
        assert told[-1]["simulation"]["depth_ppm"] is None
        assert told[-1]["simulation"]["needs"] == ["committee", "committee"]
