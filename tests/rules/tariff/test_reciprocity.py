"""What a coverage brings beside its loans: the page's numbers, out of parts and out of what its clients did."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.policy.worth import Reciprocity, Weights
from rules.tariff.brought import brought
from rules.tariff.figures import Figures
from rules.tariff.reciprocity import Parts, missing_turnover, turnover_part, weighed
from tests.rules.tariff.agreed import a_bank, a_month, agreed, kinds
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.prices import terms
from tests.rules.tariff.restarted import restarted

RULES = Reciprocity()


def ppm(share: Fraction) -> int:
    return round(share * 1_000_000)


def test_the_pages_client_brings_what_the_page_says() -> None:
    parts = Parts(Fraction(4, 6), Fraction(6, 10), Fraction(75, 100), Fraction(4, 10))
    found = weighed(parts, Weights())
    assert found is not None
    assert (ppm(found.value), found.known) == (614_167, Fraction(1))


def test_what_is_unknown_drops_out_and_the_others_share_its_weight() -> None:
    found = weighed(Parts(Fraction(1, 6), Fraction(2, 100), Fraction(1, 100)), Weights())
    assert found is not None
    assert (ppm(found.value), found.known) == (62_708, Fraction(8, 10))
    assert weighed(Parts(), Weights()) is None
    assert weighed(Parts(share=Fraction(1)), Weights(share=0)) is None


SHARES = st.none() | st.fractions(0, 1)


@given(st.tuples(SHARES, SHARES, SHARES, SHARES))
def test_the_whole_lies_between_its_smallest_and_its_largest_part(parts: tuple[Fraction | None, ...]) -> None:
    found = weighed(Parts(*parts), Weights())
    known = [part for part in parts if part is not None]
    if not known:
        assert found is None
    else:
        assert found is not None
        assert min(known) <= found.value <= max(known)


@given(st.integers(-(10**6), 10**12), st.fractions(min_value=Fraction(1, 1000), max_value=10**10))
def test_with_what_is_missing_a_coverage_is_credit_only_no_more_and_with_one_less_it_is(
    turnover: int, exposure: Fraction
) -> None:
    missing = missing_turnover(turnover, exposure, RULES)
    enough = turnover_part(turnover + missing, exposure, RULES)
    assert enough is not None
    assert enough * 1_000_000 >= RULES.credit_only_below_ppm
    if missing and turnover + missing > 0:
        short = turnover_part(turnover + missing - 1, exposure, RULES)
        assert short is not None
        assert short * 1_000_000 < RULES.credit_only_below_ppm


def loan(bank: Bank, minor: int, client_id: str = "C1", currency: str = "RUB") -> list[dict[str, Any]]:
    return bank.says(
        "loan.updated", client_id=client_id, exposure_minor=minor, currency=currency, rate_ppm=180_000, overdue_days=0
    )


def product(bank: Bank, code: str, *, closed: bool = False, client_id: str = "C1") -> list[dict[str, Any]]:
    return bank.says(f"product.{'closed' if closed else 'activated'}", client_id=client_id, product=code)


def margin(bank: Bank, month: str, credit: int, other: int, client_id: str = "C1") -> None:
    bank.says(
        "margin.recorded", client_id=client_id, credit_minor=credit, non_credit_minor=other, cost_minor=7,
        currency="RUB", month=month,
    )  # fmt: skip


def parts(bank: Bank, on: str, coverage_id: str = "G") -> tuple[int, Fraction] | None:
    coverage = bank.fold.coverages[coverage_id]
    found = brought(coverage, Figures(coverage, "RUB"), "RUB", date.fromisoformat(on))
    return None if found is None else (ppm(found.value), found.known)


def test_what_clients_do_comes_to_the_pages_credit_only_client() -> None:
    bank = a_bank("C1", "C2")
    loan(bank, 2_000_000_000)
    product(bank, "loan")
    margin(bank, "2025-12", 9_000, 180)
    margin(bank, "2025-12", 800, 20, "C2")
    bank.posts("C1", 100_000_000)
    bank.posts("C2", 20_000_000, direction="debit", kind="return")
    bank.on("2026-01-05")
    # Of the running month nothing counts yet.
    bank.posts("C1", 5_000_000_000)
    margin(bank, "2026-01", 0, 10**9)
    # 80 M of 8 000 M are a hundredth, 200 of 10 000 two.
    assert parts(bank, "2026-01-05") == (62_708, Fraction(8, 10))
    assert parts(bank, "2026-01-31") != parts(bank, "2026-01-30")
    restarted(bank)


def test_margins_of_the_last_twelve_whole_months_count_and_none_before() -> None:
    bank = a_bank("C1")
    margin(bank, "2025-11", 10, 30)
    bank.on("2026-11-05")
    margin(bank, "2026-10", 60, 0)
    found = [parts(bank, day) for day in ("2026-11-29", "2026-11-30")]
    assert [None if each is None else each[0] for each in found] == [300_000, 0]
    restarted(bank)


@pytest.mark.parametrize(
    ("on", "mean"),
    [
        # Younger than the running month: the latest.
        ("2026-01-30", 100),
        # Of February's half and March: since the first known one, 14 days of 300 and 31 of 600.
        ("2026-03-31", Fraction(21 * 100 + 14 * 300 + 31 * 600, 66)),
        # Twelve whole months only: April 2026 to March 2027, 600 all along.
        ("2027-04-15", 600),
    ],
)
def test_exposure_is_the_mean_of_the_days_since_the_first_known_one(on: str, mean: Fraction | int) -> None:
    bank = a_bank("C1")
    loan(bank, 0)
    for day, minor in (("2026-01-25", 100), ("2026-02-15", 300), ("2026-03-01", 600)):
        bank.on(day)
        if day <= on:
            loan(bank, minor)
    bank.on(max("2026-03-01", on))
    coverage = bank.fold.coverages["G"]
    # Only turnover is known: ten units in the last whole month but one, or none.
    found = brought(coverage, Figures(coverage, "RUB"), "RUB", date.fromisoformat(on))
    assert found is not None
    assert found.value == 0
    month = date.fromisoformat(on).replace(day=1)
    bank.posts("C1", 10, date.fromordinal(month.toordinal() - 1).isoformat())
    found = brought(coverage, Figures(coverage, "RUB"), "RUB", date.fromisoformat(on))
    assert found is not None
    if on == "2026-03-31":
        month = date(2026, 4, 1)
    assert found.value == Fraction(10) / (4 * mean)
    restarted(bank)


def test_a_loan_in_another_currency_neither_counts_nor_mixes() -> None:
    bank = a_bank("C1")
    loan(bank, 1000)
    bank.on("2026-02-05")
    assert parts(bank, "2026-02-05") == (0, Fraction(1, 4))
    loan(bank, 7, currency="USD")
    assert parts(bank, "2026-02-05") is None
    restarted(bank)


def test_a_condition_on_reciprocity_is_three_valued() -> None:
    asked = {"all": [{"metric": "reciprocity", "op": ">=", "value_ppm": 150_000}]}
    bank = a_bank("C1", "C2")
    agreed(bank, terms(obligations=asked, scope="client"))
    a_month(bank, "2026-01", 10)
    bank.on("2026-02-10")
    (unknown,) = bank.of("benefit.undetermined")
    assert unknown["reason"] == "unknown_value"
    # One product of six families: the whole of what is known, and of another client of the coverage.
    product(bank, "acquiring", client_id="C2")
    a_month(bank, "2026-02", 10)
    bank.on("2026-03-10")
    (earned,) = bank.of("benefit.earned")
    assert earned["values"] == {"reciprocity": 166_666}
    product(bank, "acquiring", closed=True, client_id="C2")
    a_month(bank, "2026-03", 10)
    bank.on("2026-04-10")
    (revoked,) = bank.of("benefit.revoked")
    assert (revoked["values"], revoked["distance"][0]["missing_ppm"]) == ({"reciprocity": 0}, 150_000)
    assert "benefit.not_earned" not in kinds(bank.told)
    restarted(bank)
