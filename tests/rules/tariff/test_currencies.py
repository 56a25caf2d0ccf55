"""What a coverage does in several currencies is several lives beside each other, and none leaks into another."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.money import Money, OtherCurrencyError
from rules.tariff.exposure import exposure_now
from rules.tariff.figures import Figures
from rules.tariff.ledger import DaySums
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.restarted import restarted

YEAR = date(2026, 1, 1), date(2027, 1, 1)
CURRENCIES = ("RUB", "USD", "JPY")
CLIENTS = ("C1", "C2")

POSTING = st.fixed_dictionaries(
    {
        "client": st.sampled_from(CLIENTS),
        "currency": st.sampled_from(CURRENCIES),
        "minor": st.integers(min_value=1, max_value=2**60),
        "day": st.integers(min_value=1, max_value=28),
        "kind": st.sampled_from(["sale", "return", "own_transfer"]),
        "reversed": st.booleans(),
    }
)


def lived(acts: list[dict[str, Any]], currency: str | None) -> Bank:
    """What the clients did, in one currency alone or in all."""
    bank = Bank()
    bank.on("2026-01-30")
    for client_id in CLIENTS:
        bank.client(client_id, group_id="G")
        bank.says("product.activated", client_id=client_id, product="payroll")
    for number, act in enumerate(acts):
        if currency in (None, act["currency"]):
            said = {"currency": act["currency"], "posting_id": f"p{number}", "kind": act["kind"]}
            direction = "debit" if act["kind"] == "return" else "credit"
            bank.posts(act["client"], act["minor"], f"2026-01-{act['day']:02d}", direction=direction, **said)
            if act["reversed"]:
                bank.says(
                    "turnover.reversed", client_id=act["client"], posting_id=f"p{number}",
                    value_date=f"2026-01-{act['day']:02d}",
                )  # fmt: skip
    return bank


@settings(max_examples=40, deadline=None)
@given(st.lists(POSTING, max_size=12))
def test_a_life_in_three_currencies_is_three_lives_in_one_each(acts: list[dict[str, Any]]) -> None:
    together = lived(acts, None)
    restarted(together)
    alone: dict[str, int] = {}
    for currency in CURRENCIES:
        bank = lived(acts, currency)
        for client_id in (None, *CLIENTS):
            all_of_it = Figures(together.fold.coverages["G"], currency, client_id)
            its_own = Figures(bank.fold.coverages["G"], currency, client_id)
            assert all_of_it.turnover(*YEAR) == its_own.turnover(*YEAR)
            assert all_of_it.turnover_by_client(*YEAR) == its_own.turnover_by_client(*YEAR)
            assert not its_own.other_currency(*YEAR)
            if client_id is None:
                alone[currency] = its_own.turnover(*YEAR)
    for currency in CURRENCIES:
        others = {each: minor for each, minor in alone.items() if each != currency and minor}
        assert Figures(together.fold.coverages["G"], currency).other_currency(*YEAR) == others


def test_the_sums_of_days_take_no_amount_of_another_currency() -> None:
    sums = DaySums("RUB")
    sums.add(YEAR[0].toordinal(), Money(5, "RUB"))
    with pytest.raises(OtherCurrencyError):
        sums.add(YEAR[0].toordinal(), Money(5, "USD"))
    assert sums.between(*YEAR) == Money(5, "RUB")


def test_loans_and_margins_of_other_currencies_are_left_out_of_what_a_coverage_brings() -> None:
    bank = Bank()
    bank.on("2026-02-02")
    for client_id, currency in (("C1", "RUB"), ("C2", "USD")):
        bank.client(client_id, group_id="G")
        bank.says(
            "loan.updated", client_id=client_id, exposure_minor=100, currency=currency, rate_ppm=90000, overdue_days=0
        )
        bank.says(
            "margin.recorded", client_id=client_id, month="2026-01", currency=currency,
            credit_minor=40, non_credit_minor=7, cost_minor=2,
        )  # fmt: skip
    clients = bank.fold.coverages["G"].clients.values()
    assert exposure_now(clients, "RUB") == Money(100, "RUB")
    assert exposure_now(clients, "USD") == Money(100, "USD")
    assert exposure_now(clients, "EUR") == Money(0, "EUR")
    january = date(2026, 1, 1), date(2026, 2, 1)
    for currency in ("RUB", "USD"):
        assert Figures(bank.fold.coverages["G"], currency).margin(*january) == 45
    assert Figures(bank.fold.coverages["G"], "EUR").margin(*january) is None
