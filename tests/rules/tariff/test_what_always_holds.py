"""What holds of tariffs whatever happens: shares, clawbacks, verdicts and the table of states."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.messages.tariff_told import STATES, State
from rules.tariff.rounding import allocated
from rules.tariff.transitions import TRANSITIONS, Event
from rules.tariff.verdict import Standing, verdict
from tests.rules.tariff.agreed import a_bank, agreed, request
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.known import Known
from tests.rules.tariff.prices import ONE_TIER, TIERED, terms, turnover
from tests.rules.tariff.test_verdict import JANUARY

AMOUNTS = st.integers(-(10**18), 10**18)
SHARES = st.dictionaries(st.sampled_from(["C1", "C2", "C3", "C4"]), st.integers(-5, 2**60), min_size=1)


@given(AMOUNTS, SHARES)
def test_shares_sum_to_the_amount_and_none_is_a_whole_unit_off(amount: int, by_client: dict[str, int]) -> None:
    brought = {client_id: part for client_id, part in by_client.items() if part > 0}
    given_out = allocated(amount, by_client)
    assert set(given_out) == set(brought)
    if brought:
        assert sum(given_out.values()) == amount
        whole = sum(brought.values())
        assert all(abs(given_out[each] - Fraction(amount * part, whole)) < 1 for each, part in brought.items())


MONTHS = st.tuples(*(st.integers(0, 700_000_000) for _ in range(3)))
BENEFITS = st.sampled_from(
    [
        {"type": "waive"},
        {"type": "fixed", "rate_ppm": 1500},
        {"type": "spread", "spread_ppm": 700},
        {"type": "pct_off", "off_ppm": 333_333},
        {"type": "amount_off", "off_minor": 12_345},
    ]
)
CAPS = st.none() | st.integers(0, 900_000)


def granted(benefit: dict[str, Any], cap: int | None, total: int | None) -> dict[str, Any]:
    return terms(
        mode="grant_first", applies=None, on_miss="reprice", benefit={"target": "fee", **benefit},
        clawback_cap_minor=cap, clawback_total_cap_minor=total,
    )  # fmt: skip


@given(MONTHS, BENEFITS, CAPS, CAPS, st.sampled_from([ONE_TIER, {**TIERED, "min_minor": 70_000}]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_clawback_is_never_more_than_the_discount_granted_nor_than_its_caps(
    months: tuple[int, ...], benefit: dict[str, Any], cap: int | None, total: int | None, prices: Any, held: bool
) -> None:
    bank = a_bank(prices={**prices, "floor_ppm": 0}, bubble={"windows": 99})
    said = granted(benefit, cap, total)
    agreed(bank, said, committee_exception=True, exception_reason="to be seen")
    for month, minor in enumerate(months, start=1):
        bank.on(f"2026-{month:02d}-05")
        bank.posts("C1", minor // 2)
        if held and month == 1:
            bank.says("risk.hold", coverage_id="G", set=True)
            bank.on("2026-01-20")
            bank.says("risk.hold", coverage_id="G", set=False)
        bank.on(f"2026-{month:02d}-25")
        bank.posts("C1", minor - minor // 2)
    bank.on("2026-04-02")
    bank.posts("C1", 1)
    bank.on("2026-04-20")
    owed = bank.of("fee.adjusted")
    for each in owed:
        assert each["kind"] == "reprice"
        assert 0 < each["amount_minor"] <= each["basis"]["list_minor"] - each["basis"]["charged_minor"]
        assert cap is None or each["amount_minor"] <= cap
    assert total is None or sum(each["amount_minor"] for each in owed) <= total


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["C1", "C2"]),
        st.integers(1, 400_000_000),
        st.sampled_from(["2026-01-03", "2026-01-15", "2026-01-31"]),
        st.sampled_from([("credit", "sale"), ("debit", "return"), ("credit", "own_transfer")]),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


def judged(events: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """What is said of a January whose events came in this order, on its last day."""
    bank = a_bank("C1", "C2", bubble={"windows": 99})
    agreed(bank, granted({"type": "fixed", "rate_ppm": 1500}, None, None))
    bank.on("2026-01-31")
    for kind, data in events:
        bank.says(kind, **data)
    bank.on("2026-02-02")
    bank.posts("C1", 1)
    bank.on("2026-02-10")
    said = [each for each in bank.told if each.get("window") == {"from": "2026-01-01", "to": "2026-02-01"}]
    return [{name: value for name, value in each.items() if name != "seq"} for each in said if each.get("closed", True)]


@given(EVENTS, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_a_verdict_and_its_money_depend_neither_on_the_order_nor_on_repeats_of_the_windows_events(
    drawn: list[Any], chance: Any
) -> None:
    events: list[tuple[str, dict[str, Any]]] = []
    for number, (client_id, minor, day, (direction, kind), back) in enumerate(drawn):
        place = {"posting_id": f"e{number}", "client_id": client_id, "value_date": day}
        more = {"amount_minor": minor, "currency": "RUB", "direction": direction, "kind": kind}
        events.append(("turnover.posted", place | more))
        if back:
            events.append(("turnover.reversed", place))
    mixed = [*events, *chance.sample(events, k=len(events) // 2)]
    chance.shuffle(mixed)
    assert judged(mixed) == judged(events)


@given(
    st.sampled_from(["average_balance", "margin", "products_active", "qualified_turnover"]),
    st.sampled_from(["all", "any"]),
    st.tuples(*(st.integers(-3, 9) for _ in range(3))),
    st.sampled_from([Standing(), Standing(ever=True, held=True), Standing(ever=True, held=True, graces=1)]),
)
def test_raising_a_metric_never_takes_a_benefit_that_asks_for_as_much_or_more(
    metric: str, word: str, drawn: tuple[int, ...], before: Standing
) -> None:
    value, more, other = drawn
    name = {"products_active": "value"}.get(metric, "value_minor")
    clause = {"metric": metric, "op": ">=", name: 4}
    said = terms(
        obligations={word: [clause, {"metric": "overdue_days", "op": "<=", "value": 3}]},
        tolerance_ppm=250_000, cure_windows=2, hysteresis={"off_minor": 3},
    )  # fmt: skip

    def held(raised: int) -> bool:
        known = Known({"2026-01-05": raised}, balance=raised, margin=raised, products_active=raised, overdue_days=other)
        return verdict(said, JANUARY, known, before).standing.held

    assert held(value + abs(more)) >= held(value)


def put_into(state: State, **more: Any) -> Bank:
    bank = a_bank("C1", "C2")
    request(bank, terms(obligations=turnover(5)), **more)
    bank.fold.coverages["G"].agreements["A-1", 1].state = state
    return bank


@pytest.mark.parametrize("state", STATES)
def test_what_nobody_asks_for_by_name_keeps_to_the_table_of_states_too(state: State) -> None:
    def after(event: Event) -> str:
        return TRANSITIONS.get((state, event), state)

    bank = put_into(state)
    bank.says("risk.hold", coverage_id="G", set=True)
    assert bank.fold.coverages["G"].agreements["A-1", 1].state == after("hold")
    bank = put_into(state)
    bank.client("C1", group_id="H", manager_id="M1")
    assert bank.fold.coverages["G"].agreements["A-1", 1].state == after("review")
    bank = put_into(state)
    request(bank, version=2)
    proposed = state in ("drafted", "pending", "returned", "approved", "offered")
    assert bank.fold.coverages["G"].agreements["A-1", 1].state == (after("supersede") if proposed else state)
    bank = put_into(state)
    bank.line("crm.clients", b"C1", None)
    ends = state in ("accepted", "active", "suspended", "under_review")
    expected = after("withdraw") if proposed else after("end") if ends else state
    assert bank.fold.coverages["G"].agreements["A-1", 1].state == expected
