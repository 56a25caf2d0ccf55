"""Whatever passes the intake is folded: a record that stopped a worker would stop the next one too."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.messages.fields import LARGEST
from tests.rules.intake.bank import event
from tests.rules.tariff.agreed import a_bank, agreed, decide, request
from tests.rules.tariff.prices import ONE_TIER, TIERED, terms, turnover
from tests.rules.tariff.restarted import restarted

DAYS = st.sampled_from(["1990-01-01", "2025-12-01", "2026-01-01", "2026-02-28", "2026-04-01", "2199-12-31"])
MINOR = st.sampled_from([0, 1, 5_000, 500_000_000, LARGEST])
PPM = st.sampled_from([0, 1, 1500, 1_000_000])
CLAUSES = st.sampled_from(
    [
        {"metric": "qualified_turnover", "op": ">=", "value_minor": 5},
        {"metric": "qualified_turnover", "op": ">", "value_minor": LARGEST},
        {"metric": "average_balance", "op": ">=", "value_minor": LARGEST},
        {"metric": "margin", "op": "!=", "value_minor": -LARGEST},
        {"metric": "overdue_days", "op": "<=", "value": 3},
        {"metric": "products_active", "op": "==", "value": 1, "window": {"unit": "year"}},
        {"metric": "reciprocity", "op": "<", "value_ppm": 1},
        {"metric": "karma", "op": "<", "value": 1},
    ]
)
CONDITIONS = st.recursive(
    CLAUSES,
    lambda inner: (
        st.lists(inner, max_size=2).flatmap(lambda of: st.sampled_from([{"all": of}, {"any": of}]))
        | inner.map(lambda one: {"not": one})
    ),
    max_leaves=4,
)
TERMS = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["earn_first", "grant_first"]),
        "scope": st.sampled_from(["client", "coverage"]),
        "valid_from": DAYS,
        "valid_to": DAYS | st.none(),
        "applies": st.sampled_from(["next_window", "same_window", None]),
        "window": st.sampled_from(
            [
                {"kind": "calendar", "unit": "month"},
                {"kind": "calendar", "unit": "year"},
                {"kind": "anniversary", "unit": "quarter"},
                {"kind": "rolling", "months": 2},
                {"kind": "rolling", "months": 1200},
            ]
        ),
        "obligations": CONDITIONS | st.none(),
        "benefit": st.sampled_from(
            [
                {"target": "fee", "type": "waive"},
                {"target": "fee", "type": "fixed", "rate_ppm": 1_000_000},
                {"target": "fee", "type": "spread", "spread_ppm": 1},
                {"target": "fee", "type": "pct_off", "off_ppm": 1},
                {"target": "fee", "type": "amount_off", "off_minor": LARGEST},
                {"target": "loan_rate", "type": "spread", "spread_ppm": 1},
            ]
        ),
        "tolerance_ppm": PPM,
        "hysteresis": st.none() | MINOR.map(lambda minor: {"off_minor": minor}),
        "cure_windows": st.sampled_from([0, 1, 1200]),
        "on_miss": st.sampled_from(["none", "reprice", "shortfall", "min_fee"]),
        "clawback_cap_minor": st.none() | MINOR,
        "clawback_total_cap_minor": st.none() | MINOR,
        "min_fee_minor": st.none() | MINOR,
    }
)
FORECASTS = st.none() | st.fixed_dictionaries({"volume_now_minor": MINOR, "volume_minor": st.lists(MINOR, min_size=1)})


@given(TERMS, FORECASTS, st.sampled_from([ONE_TIER, TIERED, {**TIERED, "mode": "whole"}]), st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_request_is_looked_at_and_whatever_passes_lives(
    said: dict[str, Any], forecast: dict[str, Any] | None, prices: dict[str, Any], exception: bool
) -> None:
    bank = a_bank("C1", "C2", prices=prices)
    reason = "to be seen" if exception else None
    request(bank, said, forecast=forecast, committee_exception=exception, exception_reason=reason)
    assert bank.letters == []
    for by in ("M40", "M41"):
        decide(bank, by)
    for kind in ("sent", "accepted"):
        bank.says(f"offer.{kind}", agreement_id="A-1", version=1, by="M1")
    bank.posts("C1", LARGEST)
    bank.posts("C2", LARGEST)
    for day in ("2026-01-09", "2026-02-09", "2026-03-09"):
        bank.on(day)
        bank.given(f"c-{day}", "C2", "M1")
        bank.posts("C1", 400_000_000, currency="USD" if day == "2026-02-09" else "RUB")
    bank.says("offer.ended", agreement_id="A-1", version=1, by="client", person="M1", last_day="2026-03-20")
    bank.on("2026-04-20")
    restarted(bank)


SOUND: st.SearchStrategy[dict[str, Any]] = TERMS.map(
    lambda said: (
        said
        | {"valid_from": "2026-01-01", "valid_to": "2027-01-01"}
        | ({"on_miss": "none"} if said["mode"] == "earn_first" else {"applies": None})
        | ({"window": {"kind": "calendar", "unit": "month"}} if said["mode"] == "grant_first" else {})
        | ({"window": {"kind": "rolling", "months": 2}} if "1200" in str(said["window"]) else {})
        | {"obligations": {"all": [*turnover(400_000_000)["all"], *([said["obligations"]] if _known(said) else [])]}}
    )
)


def _known(said: dict[str, Any]) -> bool:
    return said["obligations"] is not None and "karma" not in str(said["obligations"])


@given(SOUND, st.sampled_from([ONE_TIER, TIERED, {**TIERED, "mode": "whole"}]))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_agreed_is_judged_held_moved_and_ended(said: dict[str, Any], prices: dict[str, Any]) -> None:
    bank = a_bank("C1", "C2", prices=prices)
    forecast = {"volume_now_minor": 0, "volume_minor": [2**60]}
    told = request(bank, said, forecast=forecast, committee_exception=True, exception_reason="to be seen")
    if told[-1]["type"] == "offer.refused":
        assert set(told[-1]["reasons"]) <= {"bad_window", "no_obligation"}
        return
    for by in ("M40", "M41"):
        decide(bank, by)
    for kind in ("sent", "accepted"):
        bank.says(f"offer.{kind}", agreement_id="A-1", version=1, by="M1")
    bank.on("2026-01-05")
    bank.posts("C1", 2**60)
    bank.says("balance.recorded", client_id="C1", average_minor=-5, currency="RUB", day="2026-01-02")
    bank.given("c-1", "C1", "M1")
    bank.on("2026-02-03")
    bank.posts("C2", 300_000_000)
    bank.given("c-2", "C2", "M1")
    bank.posts("C2", 300_000_000, direction="debit", kind="return")
    bank.says("risk.hold", coverage_id="G", set=True)
    bank.on("2026-02-20")
    bank.says("risk.hold", coverage_id="G", set=False)
    bank.posts("C2", 900_000_000, "2026-01-31")
    bank.on("2026-03-02")
    bank.client("C2", group_id="H")
    bank.on("2026-04-07")
    bank.posts("C1", 1)
    bank.says("offer.ended", agreement_id="A-1", version=1, by="client", person="M1", last_day="2026-04-20")
    bank.on("2026-07-01")
    assert bank.of("offer.ending")
    restarted(bank)


@given(st.lists(TERMS, min_size=1, max_size=2), st.sampled_from([ONE_TIER, TIERED, {**TIERED, "mode": "whole"}]), MINOR)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_template_is_looked_at(drawn: list[dict[str, Any]], prices: dict[str, Any], minor: int) -> None:
    templates = [{"name": f"t{each}", "item": "settlement", "terms": said} for each, said in enumerate(drawn)]
    bank = a_bank("C1", "C2", prices=prices, benefits=templates)
    bank.says("product.activated", client_id="C1", product="payroll")
    for month in ("01", "02", "03"):
        bank.on(f"2026-{month}-10")
        bank.posts("C1", minor, posting_id=month)
        bank.posts("C2", 1, currency="USD", posting_id=month)
    for day in ("2026-04-02", "2026-05-02"):
        bank.on(day)
        bank.given(f"c-{day}", "C1", "M1")
    assert all(each["simulation"]["npv_minor"] >= 0 for each in bank.of("offer.proposed"))
    restarted(bank)


def test_sums_beyond_64_bits_stay_exact_in_rows_and_in_what_is_told() -> None:
    bank = a_bank("C1", "C2")
    agreed(bank, terms(obligations=turnover(LARGEST), mode="grant_first", applies=None, on_miss="reprice"))
    bank.on("2026-01-09")
    for client_id in ("C1", "C1", "C2"):
        bank.posts(client_id, LARGEST)
    bank.posts("C1", 2 * (LARGEST // 2), direction="debit", kind="return")
    bank.posts("C1", LARGEST, direction="debit", kind="return")
    bank.posts("C2", 5, direction="debit", kind="return")
    bank.on("2026-02-01")
    bank.posts("C1", 1)
    bank.on("2026-02-10")
    (missed,) = bank.of("fee.adjusted")
    assert missed["basis"]["volume_minor"] == LARGEST - 4
    for _ in range(40):
        bank.posts("C2", LARGEST, "2026-01-31")
    bank.on("2026-02-11")
    earned = next(each for each in bank.of("benefit.earned") if each["supersedes"])
    assert earned["values"]["qualified_turnover"] == 41 * LARGEST - 4
    corrected = bank.of("fee.adjusted")[1]
    assert corrected["basis"]["volume_minor"] == 41 * LARGEST - 4
    assert sum(each["amount_minor"] for each in corrected["allocations"]) == corrected["amount_minor"]
    brought = bank.of("profit.realised")[-1]
    assert brought["cumulative_realised_minor"] == brought["realised_minor"] > 2**57
    restarted(bank)


@pytest.mark.parametrize("minor", [LARGEST + 1, 2**64, 10**30])
def test_an_amount_beyond_64_bits_is_a_dead_letter_and_counts_nowhere(minor: int) -> None:
    bank = a_bank("C1")
    agreed(bank)
    bank.on("2026-01-09")
    value = event("turnover.posted", {
        "posting_id": "p", "client_id": "C1", "amount_minor": 1, "currency": "RUB", "direction": "credit",
        "kind": "sale", "value_date": "2026-01-09",
    }, time_ms=bank.now, named="large")  # fmt: skip
    assert bank.line("crm.activity", b"C1", value.replace(b'"amount_minor":1', b'"amount_minor":%d' % minor)) == []
    assert [letter["reason"] for letter in bank.letters] == ["invalid"]
    assert not bank.fold.coverages["G"].ledger.postings
