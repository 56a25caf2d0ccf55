"""What people are shown of an agreement is what its rows say."""

from datetime import date

from kontor.tariff_text import explained_text, stands_text
from rules.tariff.showing import agreements_of, windows_of
from tests.rules.tariff.agreed import a_bank, a_month, agreed, request
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.prices import terms

DAYS = {"2025-12-31": 0, "2026-01-01": 1, "2026-01-31": 1, "2026-02-01": 0, "2026-02-03": 0}
"""Days, and how many judged windows have them in; January alone is judged."""


def in_february() -> Bank:
    bank = a_bank("C1", "C2")
    agreed(bank, terms(mode="grant_first", applies=None, on_miss="reprice"))
    bank.on("2026-01-05")
    bank.posts("C1", 7, posting_id="moved", kind="own_transfer")
    bank.posts("C1", 9, posting_id="abroad", currency="USD")
    bank.posts("C1", 11, posting_id="back")
    bank.says("turnover.reversed", client_id="C1", posting_id="back", value_date="2026-01-05")
    a_month(bank, "2026-01", 420_000_000)
    bank.on("2026-02-10")
    bank.posts("C2", 100_000_000)
    bank.on("2026-02-12")
    return bank


def test_an_agreement_is_shown_with_its_open_window_its_distance_and_its_money() -> None:
    bank = in_february()
    (said,) = agreements_of(bank.fold.coverages["G"])
    assert (said["state"], said["held"]) == ("active", False)
    assert said["window"] == {"from": "2026-02-01", "to": "2026-03-01"}
    assert said["values"] == {"qualified_turnover": 100_000_000}
    assert said["distance"][0]["missing_minor"] == 400_000_000
    assert said["days_left"] == 17
    assert said["realised_minor"] == bank.of("profit.realised")[0]["realised_minor"]
    assert said["promised_minor"] == bank.of("profit.realised")[0]["forecast_minor"]
    text = stands_text(said)
    assert "A-1 version 1: settlement of C1, active" in text
    assert "17 days left, charged at list" in text
    assert "still missing at /all/0: 4 000 000.00 RUB of qualified_turnover" in text
    assert "fee at 0.1500 %, not held" in text
    assert "1 window judged" in text


def test_what_is_only_asked_for_is_shown_by_its_state() -> None:
    bank = a_bank()
    request(bank)
    (said,) = agreements_of(bank.fold.coverages["G"])
    assert (said["state"], said["window"], said["held"]) == ("pending", None, None)


def test_a_judged_window_is_explained_by_its_clauses_its_postings_and_its_money() -> None:
    bank = in_february()
    coverage = bank.fold.coverages["G"]
    agreement = coverage.agreements["A-1", 1]
    (said,) = windows_of(coverage, agreement)
    assert said["outcome"] == "revoked"
    assert said["clauses"][0]["measured"] == 420_000_000
    assert said["clauses"][0]["failed"]
    assert {posting["client_id"] for posting in said["postings"]} == {"C1"}
    why = {posting["posting_id"]: posting["why_not"] for posting in said["postings"]}
    counted = [posting for posting in said["postings"] if posting["why_not"] is None]
    assert sum(posting["counted_minor"] for posting in counted) == said["money"]["volume_minor"] == 420_000_000
    assert why["moved"] == "a credit of kind own_transfer is no turnover"
    assert why["abroad"] == "it is in USD"
    assert why["back"] == "it was reversed"
    owed = bank.of("fee.adjusted")[0]
    assert said["money"]["miss_minor"] == owed["amount_minor"]
    assert said["money"]["charged_minor"] == owed["basis"]["charged_minor"]
    lines = [line.split("  ") for line in explained_text(said).splitlines()]
    assert ["owed for the miss", "6 300.00 RUB"] in [[part.strip() for part in line if part] for line in lines]
    assert "qualified_turnover >= 5 000 000.00 RUB: 4 200 000.00 RUB, missed" in explained_text(said)
    asked = {day: list(windows_of(coverage, agreement, date.fromisoformat(day))) for day in DAYS}
    assert {day: len(shown) for day, shown in asked.items()} == DAYS


def test_of_a_rolling_window_what_was_promised_is_what_the_messages_say() -> None:
    bank = a_bank("C1")
    window = {"kind": "rolling", "months": 3}
    forecast = {"volume_now_minor": 400_000_000, "volume_minor": [300_000_000, 500_000_000, 900_000_000, 950_000_000]}
    agreed(bank, terms(window=window), forecast=forecast, committee_exception=True, exception_reason="an anchor")
    for month in ("01", "02", "03"):
        a_month(bank, f"2026-{month}", 600_000_000)
    bank.on("2026-04-07")
    (said,) = agreements_of(bank.fold.coverages["G"])
    told = bank.of("profit.realised")[-1]
    assert said["windows_judged"] == 1
    assert said["promised_minor"] == told["cumulative_forecast_minor"] != 0
    assert said["realised_minor"] == told["cumulative_realised_minor"]


def test_of_an_agreement_of_one_client_it_is_said_that_the_others_postings_do_not_count() -> None:
    bank = a_bank("C1", "C2")
    agreed(bank, terms(scope="client"))
    bank.on("2026-01-05")
    bank.posts("C2", 7, posting_id="others")
    bank.posts("C1", 9, posting_id="own")
    a_month(bank, "2026-01", 420_000_000)
    bank.on("2026-02-10")
    coverage = bank.fold.coverages["G"]
    (said,) = windows_of(coverage, coverage.agreements["A-1", 1])
    why = {posting["posting_id"]: posting["why_not"] for posting in said["postings"]}
    assert (why["others"], why["own"]) == ("the agreement is of another client alone", None)
