"""From a request to a settled agreement, as the topics tell it."""

from typing import Any

import pytest

from models.messages.tariff_told import STATES
from rules.tariff.transitions import EVENTS, TRANSITIONS
from tests.rules.tariff.agreed import a_bank, a_month, act, agreed, decide, kinds, policy, request
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.prices import ONE_TIER, TIERED, terms, turnover
from tests.rules.tariff.restarted import restarted


def test_a_verdict_is_about_those_who_were_in_the_coverage_in_its_window() -> None:
    bank = a_bank("C1", "C2", "C3")
    for other in ("C4", "C5", "C6"):
        bank.client(other, group_id="H")
    agreed(bank)
    bank.on("2025-12-31")
    bank.client("C2", group_id="H")
    bank.on("2026-01-31")
    bank.client("C3", group_id="H")
    bank.client("C4", group_id="G")
    a_month(bank, "2026-01", 520_000_000)
    bank.client("C5", group_id="G")
    bank.on("2026-02-05")
    bank.client("C6", group_id="G")
    bank.on("2026-02-10")
    assert [each["clients"] for each in bank.of("benefit.earned")] == [["C1", "C3", "C4"]]
    restarted(bank)


def test_a_clients_half_year_from_the_request_to_the_settlement() -> None:
    bank = a_bank(bubble={"windows": 12})
    agreed(bank)
    assert kinds(bank.told) == [
        "offer.drafted",
        "offer.pending",
        "offer.pending",
        "offer.approved",
        "offer.offered",
        "offer.accepted",
    ]
    assert [each["seq"] for each in bank.told] == [1, 2, 3, 4, 5, 6]
    for number, minor in enumerate((520_000_000, 400_000_000, 400_000_000, 500_000_000, 1, 1), start=1):
        a_month(bank, f"2026-{number:02d}", minor)
    bank.on("2026-08-15")
    said = [each for each in bank.told[6:] if each["type"] not in ("profit.realised", "alert.bubble")]
    assert kinds(said) == [
        "offer.active",
        "benefit.earned",
        "benefit.at_risk",
        "offer.proposed",
        "benefit.revoked",
        "benefit.revoked",
        "benefit.earned",
        "benefit.at_risk",
        "offer.proposed",
        "benefit.revoked",
        "offer.ending",
        "benefit.revoked",
        "offer.settled",
    ]
    assert [each["seq"] for each in bank.told if each["topic"] == "kontor.tariff-offers"] == list(
        range(1, bank.told[-1]["seq"] + 1)
    )
    restarted(bank)


def test_an_agreement_that_brings_much_less_than_promised_is_looked_at_by_a_person() -> None:
    bank = a_bank(bubble={"windows": 2})
    agreed(bank)
    a_month(bank, "2026-01", 520_000_000)
    a_month(bank, "2026-02", 400_000_000)
    bank.on("2026-03-10")
    (alert,) = bank.of("alert.bubble")
    assert alert["figures"]["realised_minor"] == sum(each["realised_minor"] for each in bank.of("profit.realised"))
    assert alert["rows"] == [each["verdict_id"] for each in bank.of("profit.realised")]
    assert bank.told[-1]["type"] == "offer.under_review"
    assert act(bank, "reviewed", by="M40", decision="keep")[0]["state"] == "active"
    restarted(bank)


def test_earn_first_is_charged_by_the_list_until_a_window_is_earned() -> None:
    bank = a_bank()
    agreed(bank)
    for month, minor in (("01", 520_000_000), ("02", 400_000_000), ("03", 400_000_000)):
        a_month(bank, f"2026-{month}", minor)
    bank.on("2026-04-10")
    now = 400_000_000 * (3000 + 400 - 500) // 1_000_000
    fees = [
        each["realised_minor"] + now - minor * (400 - 500) // 1_000_000
        for each, minor in zip(bank.of("profit.realised"), (520_000_000, 400_000_000, 400_000_000), strict=True)
    ]
    assert fees == [1_560_000, 600_000, 1_200_000]
    earned = bank.of("benefit.earned")[0]
    assert earned["window"] == {"from": "2026-01-01", "to": "2026-02-01"}
    assert earned["effective"] == {"from": "2026-02-01", "to": "2026-03-01"}
    assert earned["rate_ppm"] == 1500
    assert bank.of("benefit.revoked")[0]["rate_ppm"] == 3000
    restarted(bank)


GRANTED = {"mode": "grant_first", "applies": None, "clawback_cap_minor": None}


@pytest.mark.parametrize(("on_miss", "owed"), [("reprice", 630_000), ("shortfall", 120_000), ("min_fee", 70_000)])
def test_what_was_granted_first_and_missed_is_owed(on_miss: str, owed: int) -> None:
    bank = a_bank()
    agreed(bank, terms(**GRANTED, on_miss=on_miss, min_fee_minor=700_000))
    a_month(bank, "2026-01", 420_000_000)
    bank.on("2026-02-10")
    first = bank.of("benefit.earned")[0]
    assert (first["closed"], first["effective"]) == (False, {"from": "2026-01-01", "to": "2026-02-01"})
    (adjusted,) = bank.of("fee.adjusted")
    assert (adjusted["kind"], adjusted["amount_minor"], adjusted["capped"]) == (on_miss, owed, False)
    assert adjusted["basis"] == {"list_minor": 1_260_000, "charged_minor": 630_000, "volume_minor": 420_000_000}
    assert adjusted["allocations"] == [{"client_id": "C1", "amount_minor": owed}]
    assert adjusted["verdict_id"] == bank.of("benefit.revoked")[0]["verdict_id"]
    restarted(bank)


def test_who_was_charged_the_least_fee_already_owes_nothing_of_it() -> None:
    bank = a_bank()
    agreed(bank, terms(**GRANTED, on_miss="min_fee", min_fee_minor=630_000))
    a_month(bank, "2026-01", 420_000_000)
    bank.on("2026-02-10")
    assert len(bank.of("benefit.revoked")) == 1
    assert bank.of("fee.adjusted") == []
    restarted(bank)


def test_a_miss_is_capped_by_the_window_and_over_all_of_them() -> None:
    bank = a_bank()
    said = terms(
        **GRANTED | {"clawback_cap_minor": 500_000}, on_miss="reprice", clawback_total_cap_minor=700_000,
        tolerance_ppm=0,
    )  # fmt: skip
    agreed(bank, said)
    a_month(bank, "2026-01", 420_000_000)
    a_month(bank, "2026-02", 500_000_000)
    a_month(bank, "2026-03", 500_000_000)
    a_month(bank, "2026-04", 420_000_000)
    bank.on("2026-05-10")
    # January reaches the window's cap; February is charged by the list and earned anew, March is earned, and what
    # April owes would go beyond what all windows together may owe.
    owed = [(each["window"]["from"], each["amount_minor"], each["capped"]) for each in bank.of("fee.adjusted")]
    assert owed == [("2026-01-01", 500_000, True), ("2026-04-01", 200_000, True)]
    restarted(bank)


def test_a_group_earns_together_and_owes_in_shares() -> None:
    bank = a_bank("C1", "C2")
    agreed(bank, terms(**GRANTED, on_miss="shortfall", obligations=turnover(600_000_000)))
    bank.on("2026-01-10")
    bank.posts("C2", 250_000_000)
    a_month(bank, "2026-01", 300_000_000)
    bank.on("2026-02-10")
    (adjusted,) = bank.of("fee.adjusted")
    assert adjusted["amount_minor"] == 75_000
    assert adjusted["allocations"] == [
        {"client_id": "C1", "amount_minor": 40_909},
        {"client_id": "C2", "amount_minor": 34_091},
    ]


def test_two_people_waive_a_miss_once() -> None:
    bank = a_bank()
    agreed(bank, terms(**GRANTED, on_miss="reprice"))
    a_month(bank, "2026-01", 420_000_000)
    bank.on("2026-02-10")
    (owed,) = bank.of("fee.adjusted")

    def waive(by: str, approver: str) -> list[dict[str, Any]]:
        return bank.says(
            "fee.waiver", agreement_id="A-1", version=1, adjustment_id=owed["adjustment_id"], by=by,
            approver=approver, reason="a storm",
        )  # fmt: skip

    assert waive("M40", "M40")[0]["reasons"] == ["same_approver_twice"]
    assert waive("M40", "M30")[0]["reasons"] == ["no_authority"]
    assert waive("M40", "M99")[0]["reasons"] == ["approver_unknown"]
    (waived,) = waive("M40", "M41")
    assert (waived["kind"], waived["amount_minor"], waived["waived_by"]) == ("waiver", -630_000, ["M40", "M41"])
    assert waive("M40", "M41")[0]["reasons"] == ["wrong_state"]
    restarted(bank)


@pytest.mark.parametrize("late", ["2026-01-20", "2026-02-10"])
def test_a_miss_is_forgiven_as_it_was_reckoned_whatever_became_of_its_postings(late: str) -> None:
    bank = a_bank("C1", "C2")
    on_the_15th = {"kind": "anniversary", "unit": "month"}
    agreed(
        bank,
        terms(
            **{**GRANTED, "valid_from": "2026-01-15", "valid_to": "2026-07-15"}, on_miss="reprice", window=on_the_15th
        ),
    )
    bank.on("2026-01-20")
    bank.posts("C1", 250_000_000)
    bank.posts("C2", 120_000_000)
    bank.on("2026-02-16")
    bank.posts("C2", 50_000_000)
    bank.on("2026-02-25")
    (owed,) = bank.of("fee.adjusted")
    assert len(owed["allocations"]) == 2
    # Long after: the postings are archived by whole months, the window has halves of two, and one came too late.
    bank.on("2026-12-20")
    bank.posts("C1", 900_000_000, late)
    assert bank.of("offer.refused")[-1]["reasons"] == ["correction_too_late"]
    bank.says(
        "fee.waiver", agreement_id="A-1", version=1, adjustment_id=owed["adjustment_id"], by="M40", approver="M41",
        reason="a storm",
    )  # fmt: skip
    forgiven = bank.of("fee.adjusted")[-1]
    assert (forgiven["kind"], forgiven["basis"]) == ("waiver", owed["basis"])
    assert forgiven["allocations"] == [
        {"client_id": each["client_id"], "amount_minor": -each["amount_minor"]} for each in owed["allocations"]
    ]
    restarted(bank)


def test_what_comes_late_gives_one_superseding_verdict_and_one_correction_a_day() -> None:
    bank = a_bank()
    agreed(bank)
    a_month(bank, "2026-01", 400_000_000)
    bank.on("2026-02-10")
    assert kinds(bank.told)[-2:] == ["benefit.not_earned", "profit.realised"]
    bank.posts("C1", 300_000_000, "2026-02-05")
    bank.posts("C1", 50_000_000, "2026-01-20")
    bank.posts("C1", 50_000_000, "2026-01-21")
    before = len(bank.told)
    bank.on("2026-02-11")
    told = bank.told[before:]
    assert kinds(told) == ["benefit.earned", "profit.realised", "fee.adjusted"]
    missed = bank.of("benefit.not_earned")[0]
    assert told[0]["supersedes"] == missed["verdict_id"]
    assert told[0]["effective"] == {"from": "2026-02-01", "to": "2026-03-01"}
    assert (told[2]["kind"], told[2]["window"]["from"], told[2]["amount_minor"]) == (
        "correction",
        "2026-02-01",
        300_000_000 * (1500 - 3000) // 1_000_000,
    )
    bank.posts("C1", 0, "2026-01-21")
    before = len(bank.told)
    bank.on("2026-02-13")
    assert bank.told[before:] == []
    restarted(bank)


def test_a_posting_after_the_horizon_of_corrections_is_refused_by_name() -> None:
    bank = a_bank()
    agreed(bank)
    a_month(bank, "2026-01", 400_000_000)
    bank.on("2026-03-02")
    assert bank.posts("C1", 100_000_000, "2026-01-20") == []
    bank.on("2026-03-03")
    corrected = bank.of("benefit.earned")[0]
    assert (corrected["window"]["from"], corrected["supersedes"] is not None) == ("2026-01-01", True)
    (refused,) = bank.posts("C1", 100_000_000, "2026-01-20", posting_id="late")
    assert (refused["type"], refused["reasons"]) == ("offer.refused", ["correction_too_late"])
    assert (refused["posting_id"], refused["window"]["from"]) == ("late", "2026-01-01")
    restarted(bank)


def test_a_dead_feed_revokes_nobody_and_when_it_lives_again_the_window_is_judged() -> None:
    bank = a_bank()
    agreed(bank)
    a_month(bank, "2026-01", 520_000_000)
    bank.on("2026-02-20")
    assert kinds(bank.of("benefit.earned")) == ["benefit.earned"]
    bank.on("2026-03-10")
    (unknown,) = bank.of("benefit.undetermined")
    assert (unknown["reason"], unknown["window"]["from"]) == ("no_postings", "2026-02-01")
    bank.posts("C1", 1, "2026-03-10")
    bank.on("2026-03-11")
    assert bank.told[-1]["type"] == "profit.realised"
    (missed,) = bank.of("benefit.revoked")
    assert missed["supersedes"] == unknown["verdict_id"]
    restarted(bank)


def test_risk_control_stops_everything_and_lets_it_go_on() -> None:
    bank = a_bank()
    agreed(bank, terms(**GRANTED, on_miss="reprice"))
    bank.on("2026-01-05")
    assert kinds(bank.says("risk.hold", coverage_id="G", set=True, reason="fraud")) == ["offer.suspended"]
    assert request(bank, agreement_id="A-2")[0]["reasons"] == ["overlapping_agreement", "risk_hold"]
    assert bank.says("risk.hold", coverage_id="G", set=True) == []
    bank.posts("C1", 100_000_000)
    bank.on("2026-01-11")
    lifted = bank.says("risk.hold", coverage_id="G", set=False)
    assert kinds(lifted) == ["offer.active", "benefit.earned"]
    assert lifted[1]["effective"] == {"from": "2026-01-11", "to": "2026-02-01"}
    bank.posts("C1", 100_000_000)
    a_month(bank, "2026-01", 100_000_000)
    bank.on("2026-02-10")
    (owed,) = bank.of("fee.adjusted")
    # A third of the turnover was charged by the list anyway.
    assert (owed["basis"]["list_minor"], owed["basis"]["charged_minor"]) == (900_000, 600_000)
    assert owed["amount_minor"] == 300_000
    restarted(bank)


def test_a_new_version_replaces_the_running_one_at_a_bound() -> None:
    bank = a_bank()
    agreed(bank)
    bank.on("2026-02-10")
    agreed(
        bank, terms(valid_from="2026-02-01", benefit={"target": "fee", "type": "fixed", "rate_ppm": 1400}), version=2
    )
    assert bank.told[-1]["type"] == "offer.accepted"
    bank.on("2026-03-02")
    assert [(each["type"], each["version"]) for each in bank.told[-2:]] == [
        ("offer.superseded", 1),
        ("offer.active", 2),
    ]
    a_month(bank, "2026-03", 1)
    bank.on("2026-05-10")
    judged = [(each["version"], each["window"]["from"]) for each in bank.of("benefit.not_earned")]
    assert judged[:2] == [(1, "2026-02-01"), (2, "2026-03-01")]
    assert all(version == 2 for version, first in judged if first >= "2026-03-01")
    restarted(bank)


def test_a_client_who_changes_group_puts_his_agreement_under_review() -> None:
    bank = a_bank("C1", "C2")
    agreed(bank)
    bank.on("2026-01-15")
    moved = bank.client("C1", group_id="H", manager_id="M1")
    assert [(each["type"], each["reason"]) for each in moved] == [("offer.under_review", "group_changed")]
    a_month(bank, "2026-01", 900_000_000, "C2")
    bank.on("2026-02-10")
    (said,) = bank.of("benefit.undetermined")
    assert said["reason"] == "group_changed"
    assert said["effective"] == {"from": "2026-02-01", "to": "2026-03-01"}, "billed as it is reckoned: as it was"
    assert act(bank, "reviewed", by="M1", decision="end")[0]["reasons"] == ["self_approval", "no_authority"]
    assert kinds(act(bank, "reviewed", by="M40", decision="end")) == ["offer.ending"]
    restarted(bank)


@pytest.mark.parametrize(
    ("more", "reasons"),
    [
        ({"obligations": None}, ["no_obligation"]),
        ({"obligations": turnover(0)}, ["no_obligation"]),
        ({"valid_to": None}, ["no_end_date"]),
        ({"valid_to": "2026-07-15"}, ["bad_window"]),
        ({"window": {"kind": "anniversary", "unit": "quarter"}, "valid_to": "2026-06-01"}, ["bad_window"]),
        ({"mode": "grant_first", "applies": "same_window"}, ["bad_window"]),
        ({"on_miss": "reprice"}, ["miss_without_grant"]),
        ({"benefit": {"target": "fee", "type": "waive"}}, ["no_break_even", "not_worth_it"]),
        ({"obligations": {"all": [{"metric": "karma", "op": ">=", "value": 1}]}}, ["unknown_metric"]),
        ({"obligations": None, "valid_to": None}, ["no_obligation", "no_end_date"]),
    ],
)
def test_what_does_not_pass(more: dict[str, Any], reasons: list[str]) -> None:
    bank = a_bank()
    (refused,) = request(bank, terms(**more))
    assert (refused["type"], refused["reasons"]) == ("offer.refused", reasons)
    assert refused["message"]["ru"]
    assert bank.fold.coverages["G"].agreements == {}


def test_a_request_needs_a_client_an_item_and_the_next_version() -> None:
    bank = a_bank()
    assert request(bank, client_id="C9")[0]["reasons"] == ["unknown_client"]
    assert request(bank, item="gold")[0]["reasons"] == ["unknown_item"]
    assert request(bank, version=2)[0]["reasons"] == ["wrong_state"]
    assert kinds(request(bank)) == ["offer.drafted", "offer.pending"]
    assert request(bank, agreement_id="A-2")[0]["reasons"] == ["duplicate_pending"]
    assert kinds(request(bank, version=2)) == ["offer.superseded", "offer.drafted", "offer.pending"]


def test_an_exception_lifts_the_floor_and_the_worth_and_nothing_else_and_asks_the_last_row() -> None:
    bank = a_bank(prices={**TIERED, "floor_ppm": 4000})
    lossy = terms(benefit={"target": "fee", "type": "waive"})
    assert request(bank, lossy)[0]["reasons"] == ["below_floor", "no_break_even", "not_worth_it"]
    told = request(bank, lossy, committee_exception=True, exception_reason="the anchor of the region")
    assert kinds(told) == ["offer.drafted", "offer.pending"]
    assert told[1]["simulation"]["needs"] == ["committee", "committee"]
    assert told[1]["simulation"]["no_break_even"] is True
    again = request(bank, {**lossy, "valid_to": None}, version=2, committee_exception=True, exception_reason="x")
    assert again[0]["reasons"] == ["no_end_date"]


def pending(**more: Any) -> Bank:
    bank = a_bank(**more)
    request(bank)
    return bank


def test_nobody_sets_a_tariff_alone() -> None:
    bank = pending()
    assert decide(bank, "M1")[0]["reasons"] == ["self_approval", "no_authority"]
    assert decide(bank, "M99")[0]["reasons"] == ["approver_unknown"]
    assert decide(bank, "M30")[0]["reasons"] == ["no_authority"]
    (first,) = decide(bank, "M40")
    assert (first["state"], first["approvals"]) == ("pending", [{"by": "M40", "level": "committee"}])
    assert decide(bank, "M40")[0]["reasons"] == ["same_approver_twice"]
    (second,) = decide(bank, "M41")
    assert (second["state"], len(second["approvals"])) == ("approved", 2)
    assert decide(bank, "M41")[0]["reasons"] == ["wrong_state"]
    restarted(bank)


def test_whoever_stands_behind_the_client_does_not_approve_either() -> None:
    bank = pending()
    bank.client("C1", group_id="G", manager_id="M1", backup_manager_id="M40")
    assert decide(bank, "M40")[0]["reasons"] == ["self_approval"]


def test_who_has_an_interest_decides_nothing_and_any_level_may_say_no() -> None:
    bank = pending()
    bank.says(
        "manager.updated", manager_id="M40", desk_id="D", segments=["sme"], approval_levels=["committee"],
        interests=["C1"],
    )  # fmt: skip
    assert decide(bank, "M40", "reject")[0]["reasons"] == ["approver_interested"]
    assert decide(bank, "M1", "return")[0]["reasons"] == ["no_authority"]
    assert decide(bank, "M30", "return")[0]["state"] == "returned"


def test_what_nobody_goes_on_with_goes_back_or_lapses_by_the_date() -> None:
    bank = a_bank(stale_days=3, approval_ttl_days=2, offer_ttl_days=4)
    assert request(bank)[1]["expires_at"] == "2025-12-22T21:00:00.000Z"
    bank.on("2025-12-22", 20)
    assert bank.told[-1]["state"] == "pending"
    bank.on("2025-12-23")
    assert bank.told[-1]["state"] == "returned"
    bank.on("2025-12-26")
    assert bank.told[-1]["state"] == "inactivated"
    request(bank, version=2)
    for by in ("M40", "M41"):
        decide(bank, by, version=2)
    bank.on("2025-12-28")
    assert (bank.told[-1]["state"], bank.told[-1]["from_state"]) == ("returned", "approved")
    request(bank, version=3)
    for by in ("M40", "M41"):
        decide(bank, by, version=3)
    act(bank, "sent", version=3)
    bank.on("2026-01-01")
    assert bank.told[-1]["state"] == "lapsed"
    restarted(bank)


def test_an_approval_under_a_list_that_changed_is_refused_and_goes_back_the_next_day() -> None:
    bank = pending()
    dearer = {**ONE_TIER, "version": 2, "tiers": [{"from_minor": 0, "rate_ppm": 4000}]}
    changed = policy()
    changed["tariffs"]["price_lists"].append(dearer)
    bank.activate(changed)
    assert decide(bank, "M40")[0]["reasons"] == ["price_list_changed"]


def test_every_pair_that_is_not_in_the_table_is_none() -> None:
    assert {state for state, _ in TRANSITIONS} | set(TRANSITIONS.values()) == set(STATES)
    assert {event for _, event in TRANSITIONS} == set(EVENTS)
    final = {"rejected", "withdrawn", "declined", "lapsed", "settled", "superseded", "inactivated"}
    assert {state for state, _ in TRANSITIONS} == set(STATES) - final
