"""Who only borrows gets no softer rate, politely and with the distance; people hear of one who has it already."""

from fractions import Fraction
from typing import Any

import pytest

from tests.rules.tariff.agreed import a_bank, act, agreed, decide, kinds, request
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.prices import ONE_TIER, terms
from tests.rules.tariff.restarted import restarted
from tests.rules.tariff.test_reciprocity import loan, margin, parts, product

LOAN: dict[str, Any] = {**ONE_TIER, "item": "loan", "tiers": [{"from_minor": 0, "rate_ppm": 200_000}]}
SOFT = terms(benefit={"target": "loan_rate", "type": "fixed", "rate_ppm": 190_000})
LENT = 2_000_000_000
"""Twenty million: 4 million of turnover a year are a twentieth of what is asked for it."""


def a_borrower(lent: int = LENT, **tariffs: Any) -> Bank:
    bank = a_bank("C1", "C2", prices=LOAN, **tariffs)
    loan(bank, lent)
    return bank


def asked(bank: Bank, said: dict[str, Any] = SOFT, **more: Any) -> dict[str, Any]:
    return request(bank, said, item="loan", forecast=None, **more)[-1]


def test_who_only_borrows_is_refused_politely_with_what_would_be_enough() -> None:
    bank = a_borrower()
    bank.posts("C2", 150_000_000, "2025-11-30")
    told = asked(bank)
    assert (told["type"], told["reasons"]) == ("offer.refused", ["credit_only"])
    turnover, other = told["distance"]
    assert turnover == {"path": "", "metric": "qualified_turnover", "missing_minor": 250_000_000, "days_left": 12}
    assert (other["metric"], other["missing"]) == ("products_active", 1)
    assert "2 500 000.00 RUB" in told["message"]["en"]
    assert "Thank you" in told["message"]["en"]
    assert "2 500 000,00 RUB" in told["message"]["ru"]
    assert bank.fold.coverages["G"].agreements == {}
    restarted(bank)


@pytest.mark.parametrize("minor", [400_000_000, 399_999_999])
def test_one_hundredth_of_turnover_decides(minor: int) -> None:
    bank = a_borrower()
    bank.posts("C2", minor, "2025-11-30")
    assert asked(bank)["type"] == ("offer.pending" if minor == 400_000_000 else "offer.refused")


@pytest.mark.parametrize(
    ("code", "passes"), [("acquiring", True), ("loan", False), ("overdraft", False), ("guarantee", False)]
)
def test_a_product_that_is_not_credit_itself_is_enough_while_it_is_in_use(code: str, passes: bool) -> None:
    bank = a_borrower()
    product(bank, code, client_id="C2")
    assert (asked(bank)["type"] == "offer.pending") is passes
    product(bank, code, closed=True, client_id="C2")
    assert "credit_only" in asked(bank, agreement_id="A-2")["reasons"]


def test_who_owes_nothing_and_who_asks_for_a_fee_are_no_borrowers() -> None:
    assert asked(a_borrower(0))["type"] == "offer.pending"
    fee = terms(benefit={"target": "fee", "type": "fixed", "rate_ppm": 190_000})
    bank = a_borrower()
    told = request(bank, fee, item="loan", forecast={"volume_now_minor": 0, "volume_minor": [600_000_000]})
    assert told[-1]["type"] == "offer.pending"
    security = terms(benefit={"target": "collateral", "type": "waive"})
    assert asked(bank, security, agreement_id="A-2")["reasons"] == ["credit_only", "duplicate_pending"]


def softened(bank: Bank) -> None:
    """A soft rate is agreed with one who did more than borrow, and runs."""
    product(bank, "acquiring", client_id="C2")
    agreed(bank, SOFT, item="loan", forecast=None)
    bank.on("2026-01-05")
    assert bank.of("offer.active")


def test_people_hear_once_of_a_soft_rate_whose_client_only_borrows_and_once_that_it_is_over() -> None:
    bank = a_borrower()
    softened(bank)
    assert bank.of("alert.credit_only") == []
    (told,) = product(bank, "acquiring", closed=True, client_id="C2")
    assert (told["type"], told["subject_id"], told["cleared"]) == ("alert.credit_only", "G", False)
    assert told["figures"] == {
        "currency": "RUB", "exposure_minor": LENT, "mean_exposure_minor": LENT, "turnover_minor": 0,
        "turnover_ppm": 0, "limit_ppm": 50_000, "missing_minor": 400_000_000, "other_products": 0,
        "reciprocity_ppm": 0, "known_ppm": 500_000,
    }  # fmt: skip
    bank.on("2026-01-20")
    bank.posts("C1", 1)
    loan(bank, LENT + 1)
    assert len(bank.of("alert.credit_only")) == 1
    again = product(bank, "acquiring")
    assert [each["cleared"] for each in again if each["type"] == "alert.credit_only"] == [True]
    restarted(bank)


def test_the_alert_says_how_much_is_brought_beside_the_loan() -> None:
    bank = a_borrower()
    margin(bank, "2025-11", credit=10, other=30)
    softened(bank)
    (told,) = product(bank, "acquiring", closed=True, client_id="C2")
    brought = parts(bank, bank.today)
    assert brought is not None
    assert told["figures"]["reciprocity_ppm"] == brought[0] > 0
    assert Fraction(told["figures"]["known_ppm"], 1_000_000) == brought[1]


def test_turnover_counts_when_its_month_is_whole_and_the_tick_of_that_day_says_so() -> None:
    bank = a_borrower()
    softened(bank)
    product(bank, "acquiring", closed=True, client_id="C2")
    bank.posts("C1", 10**12)
    assert [each["cleared"] for each in bank.of("alert.credit_only")] == [False]
    bank.on("2026-02-02")
    alerts = bank.of("alert.credit_only")
    assert [each["cleared"] for each in alerts] == [False, True]
    assert alerts[1]["since"] == "2026-01-31T21:00:00.000Z"
    assert alerts[1]["rows"] == []
    assert alerts[1]["figures"]["turnover_ppm"] == 1_000_000  # all that could be asked for, and no more
    restarted(bank)


def test_alerts_that_come_and_go_with_nothing_told_between_have_ids_of_their_own() -> None:
    bank = a_borrower()
    softened(bank)
    for closed in (True, False, True, False):
        product(bank, "acquiring", closed=closed)
        product(bank, "acquiring", closed=closed, client_id="C2")
    alerts = bank.of("alert.credit_only")
    assert [each["cleared"] for each in alerts] == [False, True, False, True]
    assert len({each["id"] for each in alerts}) == 4
    restarted(bank)


def test_the_alert_is_over_when_the_soft_rate_is() -> None:
    bank = a_borrower()
    softened(bank)
    product(bank, "acquiring", closed=True, client_id="C2")
    act(bank, "ended", by="client", person="M1", last_day="2026-01-05")
    assert kinds(bank.told)[-2:] == ["offer.ending", "alert.credit_only"]
    assert bank.of("alert.credit_only")[-1]["cleared"]
    restarted(bank)


def test_what_is_proposed_already_can_still_be_approved() -> None:
    bank = a_bank("C1", prices=LOAN)
    assert asked(bank)["type"] == "offer.pending"
    loan(bank, LENT)
    assert kinds(decide(bank, "M30")) == ["offer.approved"]
