"""Proposals of Kontor's own about agreements that run: what the client is near to, and what he is about to lose."""

from typing import Any

import pytest

from models.ids import kontor_uuid
from rules.tariff.talking_point import ENGLISH, RUSSIAN, amount_said
from tests.rules.tariff.agreed import a_bank, a_month, act, agreed, decide, request
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.prices import ONE_TIER, terms, turnover
from tests.rules.tariff.restarted import restarted


@pytest.mark.parametrize(
    ("minor", "currency", "en", "ru"),
    [
        (0, "RUB", "0.00 RUB", "0,00 RUB"),
        (1, "RUB", "0.01 RUB", "0,01 RUB"),
        (-1, "RUB", "-0.01 RUB", "-0,01 RUB"),
        (-123_456_789, "JPY", "-123 456 789 JPY", "-123 456 789 JPY"),
    ],
)
def test_an_amount_is_said_in_whole_units_with_a_sign_only_where_it_is_less_than_nothing(
    minor: int, currency: str, en: str, ru: str
) -> None:
    said = [amount_said(tongue, minor, currency).replace("\N{NO-BREAK SPACE}", " ") for tongue in (ENGLISH, RUSSIAN)]
    assert said == [en, ru]


def running(*clients: str, said: dict[str, Any] | None = None, **more: Any) -> Bank:
    """An agreement of C1's group that holds since the first of January."""
    bank = a_bank(*(clients or ("C1",)), bubble={"windows": 99}, **more)
    agreed(bank, said)
    bank.on("2026-01-02")
    return bank


def proposed(bank: Bank) -> list[tuple[str, str, str]]:
    """Day, trigger and first day of the window of each proposal."""
    return [
        (each["decided_at"][:10], each["trigger"], each["terms"]["valid_from"]) for each in bank.of("offer.proposed")
    ]


def test_a_manager_who_gets_a_contact_is_told_what_its_client_is_near_to() -> None:
    bank = running()
    bank.posts("C1", 100_000_000)
    (said,) = bank.given("c-1", "C1", "M7")
    assert (said["type"], said["trigger"], said["manager_id"]) == ("offer.proposed", "contact", "M7")
    assert said["proposal_id"] == kontor_uuid("A-1|1|proposal/contact|2026-01-01|1")
    assert (said["agreement_id"], said["version"], said["client_id"], said["item"]) == ("A-1", 1, "C1", "settlement")
    assert said["distance"] == [
        {"path": "/all/0", "metric": "qualified_turnover", "missing_minor": 400_000_000, "days_left": 30}
    ]
    assert said["simulation"] == bank.of("offer.pending")[-1]["simulation"]
    assert said["terms"] == bank.of("offer.active")[0]["terms"]
    assert said["talking_point"] == {
        "en": "4 000 000.00 RUB more turnover by 31 January 2026: then the fee for settlement is 0.15 %.",
        "ru": "Оборот больше на 4 000 000,00 RUB до 31 января 2026 года включительно: тогда комиссия (settlement): "
        "0,15 %.",
    }
    assert said["expires_at"] == "2026-01-31T21:00:00.000Z"
    assert said["cause"]["type"] == "contact.assigned"
    restarted(bank)


def test_a_window_is_talked_about_once_and_the_next_one_again() -> None:
    bank = running()
    assert len(bank.given("c-1", "C1", "M7")) == 1
    bank.on("2026-01-20")
    assert bank.given("c-2", "C1", "M8") == []
    bank.on("2026-02-03")
    (said,) = bank.given("c-3", "C1", "M8")
    assert said["proposal_id"] == kontor_uuid("A-1|1|proposal/contact|2026-02-01|1")
    restarted(bank)


def test_a_contact_gets_one_talking_point_the_nearest() -> None:
    other = {**ONE_TIER, "item": "transfers"}
    bank = running("C1", "C2", price_lists=[ONE_TIER, other])
    agreed(
        bank, terms(obligations=turnover(200_000_000), valid_from="2026-02-01"), agreement_id="A-2", item="transfers"
    )
    bank.on("2026-02-03")
    bank.posts("C1", 100_000_000)
    # Half of A-2's threshold is missing, four fifths of that of A-1.
    told = bank.given("c-1", "C2", "M7")
    assert [each["agreement_id"] for each in told] == ["A-2"]
    assert [each["agreement_id"] for each in bank.given("c-2", "C2", "M7")] == ["A-1"]
    assert bank.given("c-3", "C2", "M7") == []
    restarted(bank)


def test_a_client_alone_is_told_of_no_agreement_of_another() -> None:
    bank = running("C1", "C2", said=terms(scope="client"))
    assert bank.given("c-1", "C2", "M7") == []
    assert len(bank.given("c-2", "C1", "M7")) == 1


def test_there_is_nothing_to_say_once_the_threshold_is_met_or_nothing_would_come_of_it() -> None:
    bank = running()
    bank.posts("C1", 500_000_000)
    assert bank.given("c-1", "C1", "M7") == []
    bank.on("2026-06-05")
    # What June earns would hold from July on, when the agreement is over.
    assert bank.given("c-2", "C1", "M7") == []


def test_what_was_granted_first_is_talked_about_up_to_the_end_where_a_miss_is_owed() -> None:
    bank = running(said=terms(mode="grant_first", applies=None, on_miss="reprice"))
    bank.on("2026-06-05")
    (said,) = bank.given("c-2", "C1", "M7")
    assert said["talking_point"]["en"].startswith("5 000 000.00 RUB more turnover by 30 June 2026")


def test_an_agreement_that_pays_only_by_exception_is_not_proposed() -> None:
    bank = a_bank(bubble={"windows": 99})
    forecast = {"volume_now_minor": 400_000_000, "volume_minor": [500_000_000]}
    agreed(bank, forecast=forecast, committee_exception=True, exception_reason="strategic")
    bank.on("2026-01-02")
    assert bank.given("c-1", "C1", "M7") == []
    a_month(bank, "2026-01", 480_000_000)
    assert bank.of("offer.proposed") == []


def test_nothing_is_proposed_for_the_quiet_days_after_a_decline() -> None:
    other = {**ONE_TIER, "item": "transfers"}
    bank = running(price_lists=[ONE_TIER, other], quiet_days=10)
    request(bank, terms(valid_from="2026-02-01"), agreement_id="A-2", item="transfers")
    for by in ("M40", "M41"):
        decide(bank, by, agreement_id="A-2")
    act(bank, "sent", agreement_id="A-2")
    act(bank, "declined", agreement_id="A-2")
    bank.on("2026-01-11")
    assert bank.given("c-1", "C1", "M7") == []
    bank.on("2026-01-12")
    assert len(bank.given("c-2", "C1", "M7")) == 1
    restarted(bank)


def test_a_forgotten_client_a_held_coverage_and_a_stranger_get_none() -> None:
    bank = running("C1", "C2")
    bank.says("risk.hold", coverage_id="G", set=True, reason="fraud")
    assert bank.given("c-1", "C1", "M7") == []
    bank.says("risk.hold", coverage_id="G", set=False, reason="cleared")
    bank.line("crm.clients", b"C2", None)
    assert bank.given("c-2", "C2", "M7") == []
    assert bank.given("c-3", "C9", "M7") == []
    assert len(bank.given("c-4", "C1", "M7")) == 1
    restarted(bank)


@pytest.mark.parametrize(("minor", "near"), [(449_999_999, False), (450_000_000, True), (500_000_000, False)])
def test_near_is_at_most_the_policys_share_of_the_threshold(minor: int, near: bool) -> None:
    bank = running()
    bank.posts("C1", minor)
    bank.on("2026-01-20")
    # Said once, at the next business date, by no manager.
    assert proposed(bank) == ([("2026-01-02", "near_threshold", "2026-01-01")] if near else [])
    assert [each["manager_id"] for each in bank.of("offer.proposed")] == [None] * near
    bank.on("2026-01-31")
    assert len(bank.of("offer.proposed")) == near
    restarted(bank)


def test_near_the_sum_of_a_rolling_window_is_near_the_window_that_ends_first() -> None:
    bank = running(said=terms(window={"kind": "rolling", "months": 3}))
    for month, minor in (("01", 500_000_000), ("02", 500_000_000), ("03", 400_000_000)):
        a_month(bank, f"2026-{month}", minor)
    (said,) = bank.of("offer.proposed")
    assert (said["trigger"], said["decided_at"][:10]) == ("near_threshold", "2026-03-10")
    assert said["proposal_id"] == kontor_uuid("A-1|1|proposal/near_threshold|2026-01-01|1")
    assert said["distance"][0]["missing_minor"] == 100_000_000
    restarted(bank)


def test_what_is_at_risk_is_proposed_with_the_word_on_the_window() -> None:
    bank = running()
    a_month(bank, "2026-01", 500_000_000)
    bank.on("2026-02-20")
    told = [each for each in bank.told if each["decided_at"][:10] == "2026-02-14"]
    assert [each["type"] for each in told] == ["benefit.at_risk", "offer.proposed"]
    assert told[1]["trigger"] == "at_risk"
    assert told[1]["talking_point"]["en"] == (
        "At this pace the agreed benefit will be lost. 5 000 000.00 RUB more turnover by 28 February 2026: then it "
        "stays so that the fee for settlement is 0.15 %."
    )
    assert told[1]["talking_point"]["ru"].startswith("При таком темпе согласованная льгота будет потеряна.")
    restarted(bank)


def test_of_several_clauses_the_farthest_says_how_near_all_are_and_the_nearest_of_any() -> None:
    product = {"metric": "products_active", "op": ">=", "value": 4}
    both = {"all": [turnover(500_000_000)["all"][0], product]}
    either = {"any": [turnover(500_000_000)["all"][0], product]}
    nearest = {}
    for name, obligations in (("both", both), ("either", either)):
        bank = running(said=terms(obligations=obligations))
        bank.says("product.activated", client_id="C1", product="payroll")
        bank.posts("C1", 300_000_000)
        bank.given("c-1", "C1", "M7")
        nearest[name] = bank.said[-1].type
    # Two fifths of the turnover and three quarters of the products are missing.
    assert nearest == {"both": "offer.proposed:contact:750000", "either": "offer.proposed:contact:400000"}


@pytest.mark.parametrize(("minor", "outcome"), [(500_000_000, "reached"), (499_999_999, "missed")])
def test_what_came_of_a_proposal_is_counted_when_its_window_is_judged(minor: int, outcome: str) -> None:
    bank = running()
    bank.given("c-1", "C1", "M7")
    a_month(bank, "2026-01", minor)
    bank.on("2026-02-10")
    counts = {name: count for name, count in bank.fold.take_counts().items() if name.startswith("proposal_")}
    near = {} if outcome == "reached" else {"proposal_near_threshold_missed": 1}
    assert counts == {f"proposal_contact_{outcome}": 1, **near}
