"""When a version starts and what it ends, and what a window comes to on the day that it closes."""

from typing import Any

import pytest

from tests.rules.tariff.agreed import a_bank, a_month, act, agreed, kinds, request
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.prices import ONE_TIER, TIERED, terms, turnover
from tests.rules.tariff.restarted import restarted

QUARTER = {"kind": "calendar", "unit": "quarter"}
GRANTED: dict[str, Any] = {"mode": "grant_first", "applies": None, "on_miss": "reprice"}


def states(bank: Bank, version: int = 1) -> list[str]:
    return [each["state"] for each in bank.told if "state" in each and each["version"] == version]


def test_what_is_accepted_too_late_to_start_ends_with_its_validity_and_is_in_nobodys_way() -> None:
    bank = a_bank()
    bank.on("2026-01-15")
    agreed(bank, terms(valid_from="2026-01-01", valid_to="2026-02-01"))
    bank.on("2026-02-01")
    assert states(bank)[-3:] == ["accepted", "ending", "settled"]
    assert kinds(request(bank, terms(valid_from="2026-02-01"), agreement_id="A-2")) == [
        "offer.drafted",
        "offer.pending",
    ]
    restarted(bank)


def test_what_is_accepted_after_its_validity_never_starts() -> None:
    bank = a_bank()
    bank.on("2026-02-03")
    agreed(bank, terms(valid_from="2026-01-01", valid_to="2026-02-01"))
    bank.on("2026-02-04")
    assert states(bank)[-3:] == ["accepted", "ending", "settled"]
    restarted(bank)


def test_a_version_whose_bound_is_none_of_the_running_ones_waits_for_its_end() -> None:
    bank = a_bank()
    agreed(bank, terms(valid_to="2026-04-01", window=QUARTER))
    bank.on("2026-01-10")
    agreed(bank, terms(valid_from="2026-02-01"), version=2)
    bank.on("2026-03-31")
    assert states(bank, 2)[-1] == "accepted"
    bank.on("2026-04-01")
    assert (states(bank)[-1], states(bank, 2)[-1]) == ("ending", "active")
    restarted(bank)


def test_a_version_never_starts_on_a_day_that_is_past_when_the_one_before_it_is_settled() -> None:
    bank = a_bank(prices={**ONE_TIER, "valid_from": "2025-12-01"})
    agreed(bank, terms(valid_to="2026-02-01"))
    later = terms(window={"kind": "anniversary", "unit": "quarter"}, valid_from="2025-10-10", valid_to="2026-07-10")
    agreed(bank, later, version=2)
    bank.on("2026-04-09")
    assert states(bank)[-1] == "settled"
    assert states(bank, 2)[-1] == "accepted"
    bank.on("2026-04-10")
    assert states(bank, 2)[-1] == "active"
    restarted(bank)


def test_a_version_does_not_wait_for_one_that_was_ended_before_it_began() -> None:
    bank = a_bank()
    agreed(bank, terms(valid_from="2026-02-01"))
    bank.says("offer.ended", agreement_id="A-1", version=1, by="bank", person="M40", reason="so", last_day="2026-01-05")
    agreed(bank, terms(), version=2)
    bank.on("2026-01-01")
    assert states(bank, 2)[-1] == "active"
    bank.on("2026-01-08")
    assert [each["valid_from"] for each in bank.of("offer.active")] == ["2026-01-01"]
    restarted(bank)


def test_a_version_that_starts_ends_every_older_one_also_those_that_still_wait() -> None:
    bank = a_bank()
    agreed(bank, terms())
    bank.on("2026-01-10")
    between = {"kind": "anniversary", "unit": "month"}
    agreed(bank, terms(valid_from="2026-01-20", valid_to="2026-09-20", window=between), version=2)
    agreed(bank, terms(valid_from="2026-02-01"), version=3)
    bank.on("2026-02-02")
    assert [states(bank, version)[-1] for version in (1, 2, 3)] == ["superseded", "superseded", "active"]
    restarted(bank)


def test_a_verdict_on_the_day_of_the_superseding_has_no_effect_any_more() -> None:
    bank = a_bank(eval_lag_days=0)
    agreed(bank)
    bank.on("2026-01-10")
    agreed(bank, terms(valid_from="2026-02-01"), version=2)
    a_month(bank, "2026-01", 500_000_000)
    bank.on("2026-02-03")
    closed = [each for each in bank.told if each["type"].startswith("benefit.") and each["closed"]]
    assert {each["version"] for each in closed} == {1}
    assert all(each["effective"] is None for each in closed)
    restarted(bank)


def closed_in_january(bank: Bank) -> dict[str, Any]:
    closed = [each for each in bank.told if each["type"].startswith("benefit.") and each["closed"]]
    (first,) = [each for each in closed if each["window"]["from"] == "2026-01-01" and each["supersedes"] is None]
    return first


def test_a_hold_counts_on_the_day_a_window_closes_and_not_on_its_last() -> None:
    for since, until, reason in (
        ("2026-01-28", "2026-02-03", None),
        ("2026-02-03", "2026-02-20", "risk_hold"),
        ("2026-02-03", "2026-02-05", None),
    ):
        bank = a_bank()
        agreed(bank)
        for day, held in sorted([(since, True), (until, False), ("2026-01-10", None), ("2026-02-01", None)]):
            bank.on(day)
            if held is None:
                bank.posts("C1", 500_000_000)
            else:
                bank.says("risk.hold", coverage_id="G", set=held)
        bank.on("2026-02-21")
        assert closed_in_january(bank)["reason"] == reason
        restarted(bank)


def test_a_change_of_group_between_a_windows_end_and_its_closing_leaves_it_undetermined() -> None:
    bank = a_bank("C1", "C2")
    agreed(bank)
    a_month(bank, "2026-01", 500_000_000)
    bank.on("2026-02-03")
    bank.client("C1", group_id="H", manager_id="M1")
    bank.on("2026-02-07")
    assert closed_in_january(bank)["reason"] == "group_changed"
    restarted(bank)


def test_a_change_of_group_while_a_person_looks_at_the_agreement_is_not_forgotten() -> None:
    bank = a_bank("C1", "C2", bubble={"windows": 1})
    agreed(bank)
    a_month(bank, "2026-01", 1)
    bank.on("2026-02-07")
    assert states(bank)[-1] == "under_review"
    bank.client("C1", group_id="H", manager_id="M1")
    bank.on("2026-03-07")
    closed = [each for each in bank.told if each["type"].startswith("benefit.") and each["closed"]]
    assert closed[-1]["reason"] == "group_changed"
    restarted(bank)


def test_what_comes_late_for_a_window_that_was_cut_is_corrected() -> None:
    bank = a_bank(bubble={"windows": 99})
    agreed(bank, terms(**GRANTED))
    bank.on("2026-01-05")
    bank.posts("C1", 400_000_000)
    act(bank, "ended", by="client", person="M1", last_day="2026-01-20")
    bank.on("2026-01-21")
    bank.posts("C1", 1)
    bank.on("2026-01-27")
    (owed,) = bank.of("fee.adjusted")
    assert owed["amount_minor"] == 600_000
    bank.posts("C1", 100_000_000, "2026-01-19")
    bank.on("2026-01-28")
    met = bank.of("benefit.earned")[-1]
    assert (met["closed"], met["window"]) == (True, {"from": "2026-01-01", "to": "2026-01-21"})
    assert met["supersedes"] == owed["verdict_id"]
    corrected = bank.of("fee.adjusted")[-1]
    assert (corrected["kind"], corrected["amount_minor"]) == ("correction", -600_000)
    restarted(bank)


def test_what_an_end_left_of_a_window_is_put_right_when_the_terms_it_was_charged_under_change() -> None:
    bank = a_bank(bubble={"windows": 99})
    agreed(bank)
    a_month(bank, "2026-01", 500_000_000)
    bank.on("2026-02-07")
    bank.posts("C1", 200_000_000)
    bank.says("offer.ended", agreement_id="A-1", version=1, by="bank", person="M40", reason="so", last_day="2026-02-12")
    bank.on("2026-02-20")
    bank.posts("C1", 1, "2026-01-30", direction="debit", kind="return")
    bank.on("2026-02-21")
    assert bank.told[-1]["type"] == "fee.adjusted"
    corrected = bank.told[-1]
    assert (corrected["kind"], corrected["window"]) == ("correction", {"from": "2026-02-01", "to": "2026-02-13"})
    assert corrected["amount_minor"] == 200_000_000 * (3000 - 1500) // 1_000_000
    restarted(bank)


def test_a_cut_windows_threshold_is_spread_over_the_periods_of_the_whole_window() -> None:
    bank = a_bank(prices=TIERED, bubble={"windows": 99})
    half = {"target": "fee", "type": "pct_off", "off_ppm": 500_000}
    said = {"window": QUARTER, "obligations": turnover(900_000_000), "benefit": half, "on_miss": "shortfall"}
    agreed(bank, terms(**GRANTED | said), forecast={"volume_now_minor": 100_000_000, "volume_minor": [3_000_000_000]})
    bank.on("2026-01-05")
    bank.posts("C1", 100_000_000)
    act(bank, "ended", by="client", person="M1", last_day="2026-01-31")
    bank.on("2026-02-01")
    bank.posts("C1", 1)
    bank.on("2026-02-08")
    (owed,) = bank.of("fee.adjusted")
    # 300 million a month stand in the tier of 0.30 %, of which half was agreed.
    assert owed["amount_minor"] == 800_000_000 * 1500 // 1_000_000
    restarted(bank)


def test_what_comes_after_the_horizon_of_a_cut_window_is_refused_by_name() -> None:
    bank = a_bank(correction_days=10)
    agreed(bank, terms(**GRANTED))
    bank.on("2026-01-05")
    act(bank, "ended", by="client", person="M1", last_day="2026-01-20")
    bank.on("2026-01-21")
    bank.posts("C1", 1)
    bank.on("2026-01-31")
    (refused,) = bank.posts("C1", 5, "2026-01-19")
    assert (refused["reasons"], refused["window"]["to"]) == (["correction_too_late"], "2026-01-21")
    restarted(bank)


def test_only_what_would_have_counted_is_refused_as_too_late() -> None:
    bank = a_bank("C1", "C2")
    agreed(bank, terms(scope="client"))
    a_month(bank, "2026-01", 1)
    bank.on("2026-03-05")
    assert bank.posts("C2", 5, "2026-01-20") == []
    assert bank.posts("C1", 5, "2026-01-20", currency="USD") == []
    assert [each["reasons"] for each in bank.posts("C1", 5, "2026-01-20")] == [["correction_too_late"]]
    restarted(bank)


def test_an_approval_under_a_hold_is_refused_for_every_reason_that_holds() -> None:
    bank = a_bank()
    request(bank)
    bank.says("risk.hold", coverage_id="G", set=True)
    (refused,) = bank.says("offer.decided", agreement_id="A-1", version=1, decision="approve", by="M1")
    assert refused["reasons"] == ["self_approval", "no_authority", "risk_hold"]


def test_a_request_is_refused_for_every_reason_that_holds_of_its_form_and_of_its_worth() -> None:
    bank = a_bank()
    free = terms(obligations=None, benefit={"target": "fee", "type": "waive"})
    assert request(bank, free)[0]["reasons"] == ["no_obligation", "no_break_even", "not_worth_it"]


def test_the_money_and_the_rate_of_a_window_are_by_the_list_of_its_own_first_day() -> None:
    dearer = {**ONE_TIER, "version": 2, "valid_from": "2026-02-01", "tiers": [{"from_minor": 0, "rate_ppm": 4000}]}
    bank = Bank({"name": "test", "lines": [{}], "tariffs": {"price_lists": [ONE_TIER, dearer]}})
    for manager_id in ("M1", "M40", "M41"):
        levels = [] if manager_id == "M1" else ["committee"]
        bank.says("manager.updated", manager_id=manager_id, desk_id="D", segments=["sme"], approval_levels=levels)
    bank.client("C1", group_id="G", manager_id="M1")
    agreed(bank)
    a_month(bank, "2026-01", 1)
    bank.on("2026-02-07")
    (missed,) = bank.of("benefit.not_earned")
    # It says what February is charged, by February's list; January's money is by January's.
    assert (missed["effective"]["from"], missed["rate_ppm"], missed["price_list_version"]) == ("2026-02-01", 4000, 1)
    restarted(bank)


@pytest.mark.parametrize("held", [False, True])
def test_what_was_agreed_for_a_client_who_has_changed_group_since_goes_under_review_as_it_starts(*, held: bool) -> None:
    bank = a_bank("C1", "C2")
    agreed(bank, terms(mode="grant_first", applies=None, on_miss="reprice"))
    bank.client("C1", group_id="H", manager_id="M1")
    if held:
        bank.says("risk.hold", coverage_id="G", set=True, reason="so")
    number = len(bank.told)
    bank.on("2026-01-05")
    said = [(each["type"], each["reason"]) for each in bank.told[number:] if each["type"] != "benefit.earned"]
    assert said[:2] == [("offer.active", None), ("offer.under_review", "group_changed")]
    if held:
        assert said[2:] == [("offer.suspended", None)]
        bank.says("risk.hold", coverage_id="G", set=False, reason="so")
        assert bank.told[-2]["type"] == "offer.under_review"
    a_month(bank, "2026-01", 1, "C2")
    bank.on("2026-02-06")
    # What he does counts elsewhere: nothing is taken of him here.
    assert bank.of("benefit.undetermined")[-1]["reason"] == "group_changed"
    assert bank.of("fee.adjusted") == []


def test_who_came_back_before_the_start_starts_as_agreed() -> None:
    bank = a_bank("C1", "C2")
    agreed(bank)
    bank.client("C1", group_id="H", manager_id="M1")
    bank.client("C1", group_id="G", manager_id="M1")
    bank.on("2026-01-05")
    assert bank.of("offer.under_review") == []
    assert bank.told[-1]["type"] == "offer.active"
