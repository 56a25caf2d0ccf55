"""What an agreement lets happen, whoever says what in whatever order."""

from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.messages.tariff_told import STATES
from rules.tariff.agreement import Agreement
from rules.tariff.transitions import TRANSITIONS, Event
from tests.rules.tariff.agreed import a_bank, a_month, act, agreed, decide, kinds, request
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.prices import ONE_TIER, TIERED, terms, turnover
from tests.rules.tariff.restarted import restarted

FREE: Final = {"target": "fee", "type": "waive"}
NO_COST: Final = {**ONE_TIER, "variable_cost_ppm": 0}
ANYTHING: Final = {"metric": "qualified_turnover", "op": ">=", "value_minor": 0}
ENOUGH: Final = {**ANYTHING, "value_minor": 500_000_000}
OVERDUE: Final = {"metric": "overdue_days", "op": "<=", "value": 5}
ACTS: Final[dict[str, Event]] = {
    "submitted": "submit",
    "sent": "send",
    "accepted": "accept",
    "declined": "decline",
    "withdrawn": "withdraw",
    "approve": "approve",
    "reject": "reject",
    "return": "return",
    "keep": "keep",
    "end": "end",
}


def the(bank: Bank, version: int = 1) -> Agreement:
    return bank.fold.coverages["G"].agreements["A-1", version]


def does(bank: Bank, what: str, by: str = "M40") -> list[dict[str, Any]]:
    if what in ("approve", "reject", "return"):
        return decide(bank, by, what)
    if what in ("keep", "review ends"):
        return act(bank, "reviewed", by=by, decision="keep" if what == "keep" else "end")
    if what == "end":
        return bank.says(
            "offer.ended", agreement_id="A-1", version=1, by="bank", person=by, reason="so", last_day=bank.today
        )
    return act(bank, what, by=by)


OUTSIDE: Final = [
    (state, what) for state in STATES for what, event in ACTS.items() if (state, event) not in TRANSITIONS
]


@pytest.mark.parametrize(("state", "what"), OUTSIDE)
def test_what_the_table_does_not_have_is_refused_and_changes_nothing(state: str, what: str) -> None:
    bank = a_bank()
    request(bank)
    the(bank).state = state
    (refused,) = does(bank, what)
    assert (refused["type"], refused["reasons"]) == ("offer.refused", ["wrong_state"])
    assert the(bank).state == state


@pytest.mark.parametrize("state", [state for state in STATES if state != "under_review"])
def test_a_review_ends_only_what_is_under_review(state: str) -> None:
    bank = a_bank()
    request(bank)
    the(bank).state = state
    assert does(bank, "review ends")[0]["reasons"] == ["wrong_state"]


PEOPLE: Final = ["M1", "M30", "M31", "M40", "M41", "M99"]
YES: Final = st.tuples(st.just("approve"), st.sampled_from(PEOPLE))
ELSE: Final = st.tuples(st.sampled_from([*ACTS, "review ends", "a day"]), st.sampled_from(PEOPLE))
# Most histories are only of people who say yes, some of them again; the others are stopped early by a no.
DONE: Final = st.lists(YES, max_size=8) | st.lists(YES | ELSE, max_size=14)


@given(st.sampled_from([1500, 2500]), st.sampled_from(["M1", "M30", "M40"]), st.booleans(), DONE)
@settings(max_examples=150, deadline=None)
def test_no_history_sets_a_tariff_without_the_people_it_needs(
    rate_ppm: int, proposer: str, draft: bool, done: list[tuple[str, str]]
) -> None:
    bank = a_bank()
    bank.says("manager.updated", manager_id="M31", desk_id="D", segments=["sme"], approval_levels=["head"])
    bank.client("C1", group_id="G", manager_id="M1", backup_manager_id="M31")
    request(bank, terms(benefit={"target": "fee", "type": "fixed", "rate_ppm": rate_ppm}), by=proposer, draft=draft)
    said_yes: set[str] = set()
    for number, (what, by) in enumerate(done):
        before = the(bank).state
        if what == "a day":
            bank.on(f"2025-12-{21 + number:02d}" if number < 11 else f"2026-01-{number - 10:02d}")
            continue
        told = does(bank, what, by)
        if what == "approve" and told[0]["type"] != "offer.refused":
            said_yes.add(by)
        if told[0]["type"] == "offer.refused":
            assert the(bank).state == before
    needs = 1 if rate_ppm == 2500 else 2
    assert len(the(bank).simulation["needs"]) == needs
    gone_on = {"approved", "offered", "accepted", "active", "under_review", "ending", "settled", "declined", "lapsed"}
    if the(bank).state in gone_on:
        assert len(said_yes) == needs
    assert not said_yes & {proposer, "M1", "M31", "M99"}
    assert not (needs == 2 and "M30" in said_yes)
    restarted(bank)


@pytest.mark.parametrize(
    ("obligations", "volumes"),
    [
        ({"all": [ANYTHING, ENOUGH]}, [1_000_000_000]),
        ({"all": [{"not": ENOUGH}, OVERDUE]}, [0]),
        ({"all": [OVERDUE]}, [0]),
    ],
)
def test_no_word_of_the_request_makes_a_waiver_look_shallow(obligations: dict[str, Any], volumes: list[int]) -> None:
    bank = a_bank(prices=NO_COST)
    forecast = {"volume_now_minor": 0, "volume_minor": volumes}
    told = request(bank, terms(obligations=obligations, benefit=FREE), forecast=forecast)
    assert told[1]["simulation"]["needs"] == ["committee", "committee"]
    assert told[1]["simulation"]["depth_ppm"] in (None, 1_000_000)
    assert decide(bank, "M30")[0]["reasons"] == ["no_authority"]


@pytest.mark.parametrize(
    "first", [ANYTHING, {"not": {**ENOUGH, "value_minor": 1}}, {**ENOUGH, "op": "<=", "value_minor": 1}]
)
def test_depth_is_looked_at_where_turnover_is_asked_for(first: dict[str, Any]) -> None:
    bank = a_bank(prices=TIERED)
    said = terms(obligations={"any": [first, ENOUGH]} if first is not ANYTHING else {"all": [first, ENOUGH]})
    simulated = request(bank, said, committee_exception=True, exception_reason="x")[1]["simulation"]
    # At 5 M the list takes 17 000.00 and the agreement 7 500.00.
    assert simulated["depth_ppm"] == 558_824


@pytest.mark.parametrize(
    "obligations",
    [
        {"not": {**ANYTHING, "op": "<"}},
        {"not": {"any": []}},
        {"not": {"not": ANYTHING}},
        {"not": {"all": [{**ANYTHING, "op": "<"}, OVERDUE]}},
        {"metric": "overdue_days", "op": "!=", "value": -1},
        {"metric": "overdue_days", "op": ">", "value": -1},
        {"metric": "reciprocity", "op": "<=", "value_ppm": 1_000_000},
        {"any": [OVERDUE, {"metric": "reciprocity", "op": "<", "value_ppm": 1_000_001}]},
    ],
)
def test_an_obligation_that_cannot_fail_is_none_however_it_is_said(obligations: dict[str, Any]) -> None:
    assert request(a_bank(), terms(obligations=obligations))[0]["reasons"] == ["no_obligation"]


@pytest.mark.parametrize(
    "obligations",
    [
        turnover(1),
        {"not": OVERDUE},
        {"not": {"any": [OVERDUE, {**ENOUGH, "op": "<"}]}},
        {"metric": "reciprocity", "op": "<", "value_ppm": 1_000_000},
        {"metric": "products_active", "op": "!=", "value": 0},
        {"metric": "products_active", "op": ">", "value": 0},
    ],
)
def test_an_obligation_that_can_fail_is_one(obligations: dict[str, Any]) -> None:
    assert kinds(request(a_bank(), terms(obligations=obligations))) == ["offer.drafted", "offer.pending"]


def test_what_ends_before_it_began_is_settled_with_its_last_day() -> None:
    bank = a_bank()
    agreed(bank)
    bank.says("offer.ended", agreement_id="A-1", version=1, by="client", person="M1", last_day="2025-12-22")
    bank.on("2025-12-22")
    assert bank.told[-1]["type"] == "offer.ending"
    bank.on("2025-12-23")
    assert bank.told[-1]["type"] == "offer.settled"
    assert bank.fold.next_due() is None
    restarted(bank)


def test_a_version_begins_when_the_one_that_was_ended_has_no_effect_any_more() -> None:
    bank = a_bank()
    agreed(bank)
    bank.on("2026-01-05")
    bank.says("offer.ended", agreement_id="A-1", version=1, by="client", person="M1", last_day="2026-02-15")
    agreed(bank, terms(valid_from="2026-02-01"), version=2)
    for month in ("01", "02", "03"):
        a_month(bank, f"2026-{month}", 520_000_000)
    bank.on("2026-04-10")
    assert the(bank, 2).starts_on == "2026-03-01"
    effective = [each["effective"]["from"] for each in bank.of("benefit.earned") if each["effective"] is not None]
    assert len(effective) == len(set(effective))
    restarted(bank)


def test_an_interest_in_any_client_who_earns_with_it_counts() -> None:
    bank = a_bank("C1", "C2")
    bank.says(
        "manager.updated", manager_id="M40", desk_id="D", segments=["sme"], approval_levels=["committee"],
        interests=["C2"],
    )  # fmt: skip
    request(bank)
    assert decide(bank, "M40")[0]["reasons"] == ["approver_interested"]
    request(bank, terms(scope="client"), version=2)
    assert decide(bank, "M40", version=2)[0]["state"] == "pending"


def test_an_interest_in_the_partner_who_referred_the_client_counts() -> None:
    bank = a_bank()
    bank.says(
        "manager.updated", manager_id="M40", desk_id="D", segments=["sme"], approval_levels=["committee"],
        interests=["partner-1"],
    )  # fmt: skip
    request(bank, partner_id="partner-1")
    assert decide(bank, "M40")[0]["reasons"] == ["approver_interested"]
    request(bank, version=2, partner_id="partner-2")
    assert decide(bank, "M40", version=2)[0]["state"] == "pending"
    request(bank, version=3)
    assert decide(bank, "M40", version=3)[0]["state"] == "pending"
    restarted(bank)


def test_who_proposed_an_agreement_does_not_forgive_its_misses() -> None:
    bank = a_bank()
    bank.says("manager.updated", manager_id="M42", desk_id="D", segments=["sme"], approval_levels=["committee"])
    request(bank, terms(mode="grant_first", applies=None, on_miss="reprice"), by="M42")
    for by in ("M40", "M41"):
        decide(bank, by)
    act(bank, "sent")
    act(bank, "accepted")
    a_month(bank, "2026-01", 420_000_000)
    bank.on("2026-02-10")
    (owed,) = bank.of("fee.adjusted")
    (refused,) = bank.says(
        "fee.waiver", agreement_id="A-1", version=1, adjustment_id=owed["adjustment_id"], by="M40", approver="M42",
        reason="a storm",
    )  # fmt: skip
    assert refused["reasons"] == ["self_approval"]
