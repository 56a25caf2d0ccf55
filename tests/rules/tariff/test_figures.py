"""What a coverage knows of its clients: turnover, balances, margins, products; the same after every restart."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.tariff.figures import Figures
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.restarted import restarted

JANUARY = date(2026, 1, 1), date(2026, 2, 1)
FEBRUARY = date(2026, 2, 1), date(2026, 3, 1)


def figures(bank: Bank, coverage_id: str = "G", client_id: str | None = None, currency: str = "RUB") -> Figures:
    return Figures(bank.fold.coverages[coverage_id], currency, client_id)


def a_group(*clients: str) -> Bank:
    bank = Bank()
    bank.on("2026-01-01")
    for client_id in clients or ("C1", "C2"):
        bank.client(client_id, group_id="G")
    return bank


def test_turnover_is_what_came_from_outside_less_what_went_back() -> None:
    bank = a_group()
    bank.posts("C1", 1000)
    bank.posts("C2", 500, kind="other")
    for kind in ("own_transfer", "group_transfer", "loan_disbursement", "return"):
        bank.posts("C1", 7777, kind=kind)
    bank.posts("C1", 300, direction="debit", kind="return")
    bank.posts("C1", 8888, direction="debit", kind="sale")
    assert figures(bank).turnover(*JANUARY) == 1200
    assert figures(bank).turnover_by_client(*JANUARY) == {"C1": 700, "C2": 500}
    assert figures(bank, client_id="C2").turnover(*JANUARY) == 500
    assert figures(bank).turnover(*FEBRUARY) == 0
    restarted(bank)


def test_a_posting_counts_on_its_value_date_and_in_its_own_currency() -> None:
    bank = a_group()
    bank.on("2026-02-03")
    bank.posts("C1", 100, "2026-01-31")
    bank.posts("C1", 10, "2026-02-01")
    bank.posts("C1", 5, "2026-02-01", currency="USD")
    assert figures(bank).turnover(*JANUARY) == 100
    assert figures(bank).turnover(*FEBRUARY) == 10
    assert figures(bank).other_currency(*FEBRUARY) == {"USD": 5}
    restarted(bank)


def test_a_reversal_takes_the_whole_posting_back_and_one_that_comes_first_waits_for_it() -> None:
    bank = a_group()
    bank.posts("C1", 100, posting_id="early")
    for _ in range(2):
        bank.says("turnover.reversed", client_id="C1", posting_id="early", value_date="2026-01-01")
    bank.says("turnover.reversed", client_id="C1", posting_id="late", value_date="2026-01-01")
    bank.posts("C1", 40, posting_id="late")
    bank.posts("C1", 1)
    assert figures(bank).turnover(*JANUARY) == 1
    restarted(bank)


def test_who_changes_group_leaves_what_he_turned_over_before() -> None:
    bank = a_group()
    bank.posts("C1", 100)
    bank.posts("C2", 3)
    bank.on("2026-01-10")
    bank.client("C1", group_id="H")
    bank.posts("C1", 20)
    bank.posts("C1", 7, "2026-01-09")
    assert figures(bank).turnover(*JANUARY) == 110
    assert figures(bank, "H").turnover(*JANUARY) == 20
    bank.on("2026-01-20")
    bank.client("C1", group_id="G")
    bank.posts("C1", 1)
    bank.posts("C1", 2000, "2026-01-19")
    assert figures(bank).turnover(*JANUARY) == 111
    assert figures(bank, "H").turnover(*JANUARY) == 2020
    restarted(bank)


def test_who_changes_group_takes_nothing_along_of_what_others_turned_over() -> None:
    bank = a_group()
    bank.posts("C1", 100)
    bank.posts("C2", 3)
    bank.on("2026-01-10")
    for group in ("H", "G"):
        bank.client("C2", group_id=group)
        assert figures(bank).turnover(*JANUARY) == 103
    restarted(bank)


def test_months_long_past_are_kept_as_sums() -> None:
    bank = a_group()
    bank.posts("C1", 100)
    bank.posts("C2", 11, currency="USD")
    bank.on("2026-06-01")
    bank.posts("C1", 5)
    ledger = bank.fold.coverages["G"].ledger
    assert len(ledger.postings) == 1
    assert figures(bank).turnover(date(2026, 1, 1), date(2026, 7, 1)) == 105
    assert figures(bank).turnover_by_client(*JANUARY) == {"C1": 100}
    assert figures(bank).other_currency(*JANUARY) == {"USD": 11}
    bank.posts("C1", 9, "2026-01-05")
    assert figures(bank).turnover(*JANUARY) == 109
    bank.on("2027-06-01")
    bank.posts("C1", 5)
    assert figures(bank).turnover(*JANUARY) == 109
    for month in range(1, 13):
        bank.on(f"2028-{month:02d}-01")
        bank.posts("C1", 1)
    bank.on("2029-06-01")
    bank.posts("C1", 5)
    assert sorted(ledger.archive["C1"]) == ["2027-06", *(f"2028-{month:02d}" for month in range(1, 13))]
    restarted(bank)


def test_balances_are_carried_forward_and_unknown_before_the_first() -> None:
    bank = a_group()
    assert "G" not in bank.fold.coverages
    bank.says("balance.recorded", client_id="C1", average_minor=100, currency="RUB", day="2026-01-02")
    bank.says("balance.recorded", client_id="C1", average_minor=40, currency="RUB", day="2026-01-04")
    assert figures(bank).balance(date(2026, 1, 2), date(2026, 1, 7)) == 100 + 100 + 40 * 3
    assert figures(bank).balance(*JANUARY) is None
    assert figures(bank, currency="USD").balance(date(2026, 1, 2), date(2026, 1, 7)) is None
    restarted(bank)


def test_a_month_of_margin_that_nobody_told_of_leaves_the_whole_unknown() -> None:
    bank = a_group()
    margin: dict[str, Any] = {
        "client_id": "C1",
        "credit_minor": 50,
        "non_credit_minor": 30,
        "cost_minor": 10,
        "currency": "RUB",
    }
    bank.says("margin.recorded", month="2026-01", **margin)
    assert figures(bank).margin(*JANUARY) == 70
    assert figures(bank).margin(date(2026, 1, 1), date(2026, 3, 1)) is None
    restarted(bank)


def test_products_and_loans_are_as_of_the_day() -> None:
    bank = a_group()
    bank.on("2026-01-05")
    bank.says("product.activated", client_id="C1", product="acquiring")
    bank.says("product.activated", client_id="C2", product="acquiring")
    bank.says("product.activated", client_id="C2", product="deposit")
    loan: dict[str, Any] = {"client_id": "C1", "exposure_minor": 5, "currency": "RUB", "rate_ppm": 180000}
    bank.says("loan.updated", overdue_days=3, **loan)
    bank.on("2026-01-09")
    bank.says("product.closed", client_id="C2", product="deposit")
    bank.says("loan.updated", overdue_days=1, **loan)
    assert figures(bank).products_active(date(2026, 1, 8)) == 2
    assert figures(bank).products_active(date(2026, 1, 9)) == 1
    assert figures(bank).products_active(date(2026, 1, 4)) == 0
    assert figures(bank).overdue_days(date(2026, 1, 9)) == 1
    assert figures(bank, client_id="C2").overdue_days(date(2026, 1, 9)) is None
    restarted(bank)


def test_a_member_with_products_or_loans_and_no_record_makes_a_figure_unknown() -> None:
    for business in ("loan", "product"):
        bank = a_group()
        bank.on("2026-01-05")
        bank.says("balance.recorded", client_id="C1", average_minor=5, currency="RUB", day="2026-01-01")
        margin: dict[str, Any] = {"credit_minor": 1, "non_credit_minor": 1, "cost_minor": 0, "currency": "RUB"}
        bank.says("margin.recorded", client_id="C1", month="2026-01", **margin)
        bank.says("product.activated", client_id="C1", product="deposit")
        assert (figures(bank).balance(*JANUARY), figures(bank).margin(*JANUARY)) == (5 * 31, 2)
        if business == "loan":
            bank.says(
                "loan.updated", client_id="C2", exposure_minor=5, currency="RUB", rate_ppm=180000, overdue_days=0
            )  # fmt: skip
        else:
            bank.says("product.activated", client_id="C2", product="deposit")
        assert (figures(bank).balance(*JANUARY), figures(bank).margin(*JANUARY)) == (None, None)
        bank.on("2026-02-05")
        bank.says("balance.recorded", client_id="C2", average_minor=7, currency="RUB", day="2026-02-05")
        assert figures(bank).balance(*JANUARY) is None
        # Before he had anything with the bank, silence was nothing.
        assert figures(bank).balance(date(2026, 1, 1), date(2026, 1, 4)) == 5 * 3
        restarted(bank)


def test_a_balance_first_recorded_after_a_window_makes_nothing_of_it_unknown() -> None:
    bank = a_group()
    bank.on("2026-02-05")
    bank.says("balance.recorded", client_id="C1", average_minor=5, currency="RUB", day="2026-01-01")
    bank.says("balance.recorded", client_id="C2", average_minor=7, currency="RUB", day="2026-02-05")
    assert figures(bank).balance(*JANUARY) == 5 * 31


def test_balances_of_who_was_not_in_the_coverage_make_nothing_known() -> None:
    bank = a_group()
    bank.on("2026-01-05")
    bank.says("balance.recorded", client_id="C1", average_minor=5, currency="RUB", day="2026-01-01")
    bank.client("C1", group_id="H")
    assert figures(bank).balance(date(2026, 2, 1), date(2026, 3, 1)) is None
    restarted(bank)


POSTINGS = st.lists(
    st.fixed_dictionaries(
        {
            "posting_id": st.sampled_from([f"p{number}" for number in range(6)]),
            "client_id": st.sampled_from(["C1", "C2"]),
            "amount_minor": st.integers(0, 2**60),
            "direction": st.sampled_from(["credit", "debit"]),
            "kind": st.sampled_from(["sale", "return", "own_transfer"]),
            "value_date": st.sampled_from(["2025-12-31", "2026-01-01", "2026-01-15"]),
        }
    ),
    max_size=12,
    unique_by=lambda posting: (posting["client_id"], posting["posting_id"]),
)


@given(POSTINGS, st.randoms(use_true_random=False), st.sets(st.integers(0, 11)))
@settings(max_examples=60, deadline=None)
def test_turnover_depends_neither_on_order_nor_on_repeats(
    postings: list[dict[str, Any]], shuffle: Any, taken_back: set[int]
) -> None:
    def total(events: list[tuple[str, dict[str, Any]]]) -> int:
        bank = a_group()
        bank.posts("C1", 0)
        for kind, data in events:
            bank.says(kind, **data)
        restarted(bank)
        return figures(bank).turnover(*JANUARY)

    events = [("turnover.posted", {**posting, "currency": "RUB"}) for posting in postings]
    events += [
        ("turnover.reversed", {name: posting[name] for name in ("posting_id", "client_id", "value_date")})
        for number, posting in enumerate(postings)
        if number in taken_back
    ]
    mixed = [*events, *events]
    shuffle.shuffle(mixed)
    assert total(events) == total(mixed)


def test_who_left_a_group_to_be_alone_brings_his_own_coverage_nothing_of_before() -> None:
    bank = a_group()
    bank.posts("C1", 1, "2025-12-31")
    bank.on("2026-01-10")
    bank.client("C1", manager_id="M1")
    bank.posts("C1", 70, "2026-01-09")
    bank.posts("C1", 500, "2026-01-10")
    brought = {name: figures(bank, name).turnover(*JANUARY) for name in ("G", "C1")}
    assert brought == {"G": 70, "C1": 500}
    restarted(bank)
