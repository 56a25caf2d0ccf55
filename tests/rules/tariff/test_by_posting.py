"""A price list by posting: each that counts is a line at its own tier; a return is none, and gives nothing back."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.tariff.fee import agreed_fee, list_fee
from rules.tariff.one_period import Reckoned, reckon
from rules.tariff.rounding import rounded
from rules.tariff.showing import windows_of
from tests.rules.tariff.agreed import a_bank, agreed
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.prices import TIERED, prices, terms, turnover
from tests.rules.tariff.restarted import restarted

BY_POSTING: dict[str, Any] = {**TIERED, "basis": "per_txn", "min_minor": 100, "max_minor": 1_000_000}
"""0.50 %, 0.30 % from 1 M, 0.15 % from 5 M, of each posting; at least 1.00 and at most 10 000.00."""
HALF = {"target": "fee", "type": "pct_off", "off_ppm": 500_000}
FORECAST = {"volume_now_minor": 100_000_000, "volume_minor": [5_000_000_000]}


def lines(*amounts: int) -> int:
    """By the list, each posting by itself."""
    return sum(rounded(list_fee(prices(BY_POSTING), amount)) for amount in amounts)


def a_grant(**more: Any) -> Bank:
    bank = a_bank("C1", "C2", prices=BY_POSTING)
    said = {"mode": "grant_first", "applies": None, "on_miss": "reprice", "benefit": HALF}
    exception = {"committee_exception": True, "exception_reason": "a forecast knows no postings"}
    agreed(bank, terms(**{**said, **more}), forecast=FORECAST, **exception)
    return bank


def judged(bank: Bank, day: str = "2026-02-10") -> dict[str, Any]:
    """What is said of January."""
    bank.on("2026-02-01")
    bank.posts("SIGN", 1, direction="credit")
    bank.on(day)
    coverage = bank.fold.coverages["G"]
    return next(windows_of(coverage, coverage.agreements["A-1", 1]))["money"]  # type: ignore[no-any-return]


def test_each_posting_is_a_line_of_its_own() -> None:
    # 1.00 at least, 5 000.00 of the first million and 600.00 of 0.2 more, 10 000.00 at most.
    assert [lines(amount) for amount in (1, 120_000_000, 10**12)] == [100, 560_000, 1_000_000]
    assert lines(0) == lines(-5) == 0


def test_a_missed_grant_owes_the_discount_of_every_posting_and_a_return_is_none() -> None:
    bank = a_grant()
    bank.on("2026-01-09")
    bank.posts("C1", 120_000_000)
    bank.posts("C2", 120_000_000)
    bank.posts("C2", 15)
    bank.posts("C1", 7_000_000, direction="debit", kind="return")
    bank.posts("C1", 9_000_000, posting_id="gone")
    bank.says("turnover.reversed", client_id="C1", posting_id="gone", value_date="2026-01-09")
    bank.posts("C1", 8_000_000, kind="own_transfer")
    bank.posts("C1", 3_000_000, currency="USD")
    money = judged(bank)
    assert (money["list_minor"], money["volume_minor"]) == (lines(120_000_000, 120_000_000, 15), 233_000_015)
    assert money["charged_minor"] == 2 * 280_000 + 50
    (owed,) = bank.of("fee.adjusted")
    assert owed["amount_minor"] == money["list_minor"] - money["charged_minor"] == 560_050
    restarted(bank)


def test_days_under_a_hold_are_charged_by_the_list() -> None:
    bank = a_grant(obligations=turnover(1))
    bank.on("2026-01-09")
    bank.posts("C1", 120_000_000)
    bank.says("risk.hold", coverage_id="G", set=True)
    bank.posts("C1", 40_000_000)
    bank.on("2026-01-11")
    bank.says("risk.hold", coverage_id="G", set=False)
    bank.posts("C1", 20_000_000)
    # The ninth and the tenth are held, whatever hour of theirs; the eleventh is free again.
    assert judged(bank)["charged_minor"] == lines(120_000_000, 40_000_000) + lines(20_000_000) // 2
    restarted(bank)


def test_a_late_posting_that_meets_the_threshold_gives_the_owed_back() -> None:
    bank = a_grant()
    bank.on("2026-01-09")
    bank.posts("C1", 120_000_000)
    judged(bank)
    bank.posts("C2", 400_000_000, "2026-01-20")
    bank.on("2026-02-11")
    miss, correction = bank.of("fee.adjusted")
    assert (miss["kind"], miss["amount_minor"]) == ("reprice", 280_000)
    # Nothing is owed for January; and February, charged at the list until now, has no posting but the sign.
    assert correction["kind"] == "correction"
    assert correction["amount_minor"] == -280_000
    assert correction["basis"]["list_minor"] == lines(120_000_000, 400_000_000)
    restarted(bank)


def test_what_postings_cost_is_still_known_when_they_are_gone() -> None:
    bank = a_grant(valid_to="2027-01-01")
    bank.on("2026-01-09")
    for _ in range(3):
        bank.posts("C1", 40_000_000)
    before = judged(bank)
    bank.on("2026-08-01")
    bank.posts("C1", 1)
    coverage = bank.fold.coverages["G"]
    assert not list(coverage.ledger.within(date(2026, 1, 1), date(2026, 2, 1)))
    assert judged_again(bank) == before
    told = bank.says(
        "fee.waiver", agreement_id="A-1", version=1, adjustment_id=bank.of("fee.adjusted")[0]["adjustment_id"],
        by="M40", approver="M41", reason="a good client",
    )  # fmt: skip
    assert told[-1]["kind"] == "waiver"
    assert told[-1]["basis"]["list_minor"] == lines(40_000_000, 40_000_000, 40_000_000)
    restarted(bank)


def judged_again(bank: Bank) -> dict[str, Any]:
    coverage = bank.fold.coverages["G"]
    return next(windows_of(coverage, coverage.agreements["A-1", 1]))["money"]  # type: ignore[no-any-return]


def test_one_periods_turnover_is_one_posting_where_nothing_says_more() -> None:
    found = reckon(prices(BY_POSTING), 120_000_000)
    assert (found.fee_minor, found.list_fee_minor) == (560_000, 560_000)


@pytest.mark.parametrize(("period", "asked"), [("month", 600_000_000), ("quarter", 200_000_000)])
def test_a_window_of_several_periods_is_reckoned_to_bring_the_turnover_in_each(period: str, asked: int) -> None:
    def found(minor: int) -> Reckoned:
        said = terms(window={"kind": "calendar", "unit": "quarter"}, obligations=turnover(minor))
        return reckon(prices(period=period), 200_000_000, said)

    assert (found(asked).fee_minor, found(asked).list_fee_minor) == (300_000, 600_000)
    assert found(asked + 1).fee_minor == 600_000
    assert [each["missing_minor"] for each in found(asked + 1).distance] == [1]


def test_a_window_shorter_than_a_period_is_reckoned_as_one() -> None:
    found = reckon(prices(period="quarter"), 500_000_000, terms())
    assert found.fee_minor == 750_000


@given(st.lists(st.integers(1, 10**12), max_size=6))
@settings(max_examples=30, deadline=None)
def test_what_is_charged_lies_between_nothing_and_the_list_and_no_order_matters(amounts: list[int]) -> None:
    def played(said: list[int]) -> dict[str, Any]:
        bank = a_grant(obligations=turnover(10**15))
        bank.on("2026-01-09")
        for number, amount in enumerate(said):
            bank.posts("C1" if number % 2 else "C2", amount)
        return judged(bank)

    money = played(amounts)
    assert money["list_minor"] == lines(*amounts)
    assert money["charged_minor"] == sum(rounded(agreed_fee(prices(BY_POSTING), HALF, amount)) for amount in amounts)
    assert money["miss_minor"] == money["list_minor"] - money["charged_minor"]
    assert played(amounts[::-1]) == money
