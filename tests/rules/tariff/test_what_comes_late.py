"""What comes after a window was judged, and what was forgiven before another one was missed."""

from typing import Any, Final

from tests.rules.tariff.agreed import a_bank, a_month, agreed
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.prices import terms

MARGIN: Final[dict[str, Any]] = {"metric": "margin", "op": ">=", "value_minor": 100}


def by_margin(**more: Any) -> Bank:
    """4.2 million turned over in January, and 0.02 of the 1.00 of margin that the granted benefit asks for."""
    bank = a_bank("C1")
    agreed(bank, terms(mode="grant_first", applies=None, obligations=MARGIN, **more))
    bank.on("2026-01-10")
    bank.posts("C1", 420_000_000)
    bank.says(
        "margin.recorded", client_id="C1", credit_minor=1, non_credit_minor=1, cost_minor=0, currency="RUB",
        month="2026-01",
    )  # fmt: skip
    bank.on("2026-02-07")
    return bank


def said_since(bank: Bank, number: int) -> list[tuple[Any, ...]]:
    names = ("type", "kind", "amount_minor", "realised_minor")
    return [tuple(each[name] for name in names if name in each) for each in bank.told[number:]]


def test_late_turnover_that_no_clause_looks_at_still_moves_what_the_miss_owes_and_what_was_brought() -> None:
    bank = by_margin(on_miss="reprice")
    assert bank.of("fee.adjusted")[-1]["amount_minor"] == 630_000
    before, number = bank.of("profit.realised")[-1]["realised_minor"], len(bank.told)
    bank.posts("C1", 100_000_000, "2026-01-20")
    bank.on("2026-02-08")
    # The list takes 3 000.00 of a million, 1 500.00 are owed for it; float and cost take 100.00 of it.
    assert said_since(bank, number) == [
        ("benefit.revoked",),
        ("fee.adjusted", "correction", 150_000),
        ("profit.realised", before + 300_000 - 10_000),
    ]
    assert bank.of("benefit.revoked")[-1]["supersedes"] == bank.of("benefit.revoked")[-2]["verdict_id"]


def test_late_turnover_that_comes_and_goes_on_one_day_says_nothing_though_a_miss_was_forgiven() -> None:
    bank = by_margin(on_miss="reprice")
    owed = bank.of("fee.adjusted")[-1]["adjustment_id"]
    bank.says("fee.waiver", agreement_id="A-1", version=1, adjustment_id=owed, by="M40", approver="M41", reason="so")
    number = len(bank.told)
    bank.posts("C1", 100_000_000, "2026-01-20", posting_id="there")
    bank.says("turnover.reversed", posting_id="there", client_id="C1", value_date="2026-01-20")
    bank.on("2026-02-09")
    assert said_since(bank, number) == []


def test_late_turnover_after_a_waiver_moves_only_what_was_brought() -> None:
    bank = by_margin(on_miss="reprice")
    owed = bank.of("fee.adjusted")[-1]["adjustment_id"]
    before = bank.of("profit.realised")[-1]["realised_minor"]
    bank.says("fee.waiver", agreement_id="A-1", version=1, adjustment_id=owed, by="M40", approver="M41", reason="so")
    number = len(bank.told)
    bank.posts("C1", 100_000_000, "2026-01-20")
    bank.on("2026-02-08")
    assert said_since(bank, number) == [
        ("benefit.revoked",),
        ("profit.realised", before - 630_000 + 150_000 - 10_000),
    ]


def test_a_reversal_that_comes_when_its_posting_is_long_gone_is_refused_by_name() -> None:
    bank = a_bank("C1", "C2")
    agreed(bank)
    bank.on("2026-01-10")
    bank.posts("C1", 520_000_000, posting_id="P")
    a_month(bank, "2026-01", 1)
    bank.on("2026-04-20")
    taken_back = {"posting_id": "P", "client_id": "C1", "value_date": "2026-01-10"}
    (told,) = bank.says("turnover.reversed", **taken_back)
    assert told["reasons"] == ["correction_too_late"]
    assert (told["posting_id"], told["window"]) == ("P", {"from": "2026-01-01", "to": "2026-02-01"})
    # Nobody was promised anything for a day before the agreement, or for somebody else's.
    assert bank.says("turnover.reversed", **{**taken_back, "posting_id": "Q", "value_date": "2025-12-31"}) == []
    assert bank.says("turnover.reversed", **{**taken_back, "posting_id": "Q", "client_id": "X"}) == []


def test_what_was_forgiven_leaves_the_total_cap_to_the_misses_that_follow() -> None:
    bank = a_bank("C1")
    agreed(bank, terms(mode="grant_first", applies=None, on_miss="reprice", clawback_total_cap_minor=700_000))
    a_month(bank, "2026-01", 420_000_000)
    bank.on("2026-02-07")
    (owed,) = bank.of("fee.adjusted")
    assert owed["amount_minor"] == 630_000
    bank.says(
        "fee.waiver", agreement_id="A-1", version=1, adjustment_id=owed["adjustment_id"], by="M40", approver="M41",
        reason="a storm",
    )  # fmt: skip
    for month, minor in (("02", 520_000_000), ("03", 520_000_000), ("04", 420_000_000)):
        a_month(bank, f"2026-{month}", minor)
    bank.on("2026-05-07")
    assert [(each["kind"], each["amount_minor"], each["capped"]) for each in bank.of("fee.adjusted")] == [
        ("reprice", 630_000, False),
        ("waiver", -630_000, False),
        ("reprice", 630_000, False),
    ]


def test_a_posting_of_a_day_to_come_is_a_sign_of_the_feed_when_it_is_said_again_on_that_day() -> None:
    bank = a_bank("C1")
    agreed(bank)
    bank.on("2026-01-30")
    early = {"posting_id": "early", "client_id": "C1", "value_date": "2026-02-03"}
    bank.posts("C1", 1, "2026-02-03", posting_id="early")
    bank.on("2026-02-06")
    (silent,) = bank.of("benefit.undetermined")
    assert silent["reason"] == "no_postings"
    bank.posts("C1", 1, early["value_date"], posting_id="early")
    bank.on("2026-02-07")
    (judged,) = bank.of("benefit.not_earned")
    assert judged["supersedes"] == silent["verdict_id"]
