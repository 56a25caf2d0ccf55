"""What windows come to, by the page's numbers."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.tariff.conditions import judged, measured, threshold
from rules.tariff.verdict import Standing, Verdict, verdict
from rules.tariff.windows import Window, next_charged, periods, windows
from tests.rules.tariff.known import Known, months
from tests.rules.tariff.prices import ONE_TIER, prices, terms, turnover

JANUARY = Window(date(2026, 1, 1), date(2026, 2, 1))


def sequence(said: dict[str, Any], *minor: int, before: Standing | None = None) -> list[Verdict]:
    facts, standing = Known(months(*minor)), before or Standing()
    verdicts = []
    for window in list(windows(said))[: len(minor)]:
        verdicts.append(verdict(said, window, facts, standing))
        standing = verdicts[-1].standing
    return verdicts


def outcomes(said: dict[str, Any], *minor: int, before: Standing | None = None) -> list[str]:
    return [each.outcome for each in sequence(said, *minor, before=before)]


def test_a_miss_before_any_earning_is_not_earned_and_after_one_revoked() -> None:
    assert outcomes(terms(), 1, 520_000_000, 400_000_000, 400_000_000, 500_000_000) == [
        "not_earned",
        "earned",
        "revoked",
        "revoked",
        "earned",
    ]


def test_hysteresis_keeps_what_is_held() -> None:
    said = terms(hysteresis={"off_minor": 450_000_000})
    assert outcomes(said, 520_000_000, 470_000_000, 440_000_000, 490_000_000, 500_000_000) == [
        "earned",
        "earned",
        "revoked",
        "revoked",
        "earned",
    ]


def test_hysteresis_of_a_rolling_window_holds_the_sum_against_so_many_lower_thresholds() -> None:
    said = terms(window={"kind": "rolling", "months": 3}, hysteresis={"off_minor": 450_000_000})
    held = Standing(ever=True, held=True)
    for last, outcome in ((350_000_000, "earned"), (349_999_999, "revoked")):
        assert outcomes(said, 500_000_000, 500_000_000, last, before=held)[0] == outcome


@pytest.mark.parametrize(("minor", "outcome"), [(450_000_000, "grace"), (449_999_999, "revoked")])
def test_tolerance_is_a_grace_only_where_there_is_a_cure_and_only_for_what_is_held(minor: int, outcome: str) -> None:
    said = terms(tolerance_ppm=100_000, cure_windows=1)
    assert outcomes(said, 500_000_000, minor) == ["earned", outcome]
    assert outcomes(said, 450_000_000) == ["not_earned"]
    assert outcomes(terms(tolerance_ppm=100_000), 500_000_000, 450_000_000) == ["earned", "revoked"]
    assert outcomes(said, 500_000_000, 450_000_000, 450_000_000) == ["earned", "grace", "revoked"]
    assert outcomes(said, 500_000_000, 450_000_000, 500_000_000, 450_000_000)[-1] == "grace"


def test_a_rolling_window_holds_the_sum_against_so_many_thresholds() -> None:
    said = terms(window={"kind": "rolling", "months": 3})
    assert outcomes(said, 520_000_000, 470_000_000, 510_000_000)[0] == "earned"
    missed = sequence(said, 520_000_000, 470_000_000, 469_999_999)[0]
    assert missed.outcome == "not_earned"
    missing = 1_500_000_000 - 1_459_999_999
    assert missed.judged.distance == (
        {"path": "/all/0", "metric": "qualified_turnover", "missing_minor": missing, "days_left": 0},
    )


def test_a_hundredth_short_of_the_threshold_is_the_distance() -> None:
    (missed,) = sequence(terms(obligations=turnover(1_000_000_000)), 999_999_999)
    assert missed.judged.distance[0]["missing_minor"] == 1
    assert missed.judged.failed == ("/all/0",)
    assert sequence(terms(obligations=turnover(1_000_000_000)), 1_000_000_000)[0].outcome == "earned"


def test_without_a_sign_that_the_feed_lives_nothing_is_granted_or_taken() -> None:
    facts = Known(months(1))
    for postings_to in (None, date(2026, 1, 31)):
        facts.postings_to = postings_to
        found = verdict(terms(), JANUARY, facts, Standing(ever=True, held=True))
        assert (found.outcome, found.reason) == ("undetermined", "no_postings")
        assert found.standing.held
    facts.postings_to = date(2026, 2, 1)
    assert verdict(terms(), JANUARY, facts, Standing(ever=True, held=True)).outcome == "revoked"


def test_an_unknown_value_decides_only_where_the_others_do_not() -> None:
    products = {"metric": "products_active", "op": ">=", "value": 2}
    missed = {"metric": "qualified_turnover", "op": ">=", "value_minor": 5}
    assert outcomes(terms(obligations={"all": [missed, products]}), 1) == ["not_earned"]
    assert outcomes(terms(obligations={"all": [missed, products]}), 5) == ["undetermined"]
    assert outcomes(terms(obligations={"any": [missed, products]}), 5) == ["earned"]
    assert outcomes(terms(obligations={"not": products}), 5) == ["undetermined"]


def test_other_clauses_are_not_relaxed() -> None:
    both = {"all": [*turnover(100)["all"], {"metric": "products_active", "op": ">=", "value": 2}]}
    said = terms(obligations=both, tolerance_ppm=500_000, cure_windows=3)
    facts = Known({"2026-01-05": 60}, products_active=1)
    assert verdict(said, JANUARY, facts, Standing(ever=True, held=True)).outcome == "revoked"
    facts.figures["products_active"] = 2
    assert verdict(said, JANUARY, facts, Standing(ever=True, held=True)).outcome == "grace"


def test_a_cut_window_knows_neither_hysteresis_nor_grace() -> None:
    said = terms(hysteresis={"off_minor": 1}, tolerance_ppm=999_999, cure_windows=9)
    held = Standing(ever=True, held=True)
    assert verdict(said, JANUARY, Known(months(5)), held).outcome == "earned"
    assert verdict(said, JANUARY, Known(months(5)), held, cut=True).outcome == "revoked"


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=6), st.integers(0, 5), st.integers(0, 10**9))
def test_more_turnover_never_takes_a_benefit_away(minor: list[int], at: int, more: int) -> None:
    said = terms(hysteresis={"off_minor": 400_000_000}, tolerance_ppm=100_000, cure_windows=1)
    place = at % len(minor)
    kept = [each.standing.held for each in sequence(said, *minor)]
    raised = [each.standing.held for each in sequence(said, *(m + more * (p == place) for p, m in enumerate(minor)))]
    assert raised[place] >= kept[place]


CLAUSES = st.builds(
    lambda metric, op, value: {"metric": metric, "op": op, "value": value},
    st.sampled_from(["products_active", "overdue_days"]),
    st.sampled_from([">=", ">", "<=", "<", "==", "!="]),
    st.integers(0, 3),
)
CONDITIONS = st.recursive(
    CLAUSES,
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from([{"all": parts}, {"any": parts}, {"not": parts[0]}])
    ),
    max_leaves=6,
)


@given(CONDITIONS, st.none() | st.integers(0, 3), st.none() | st.integers(0, 3))
def test_what_is_known_of_a_condition_holds_whatever_the_unknown_turns_out_to_be(
    condition: dict[str, Any], products: int | None, overdue: int | None
) -> None:
    def met(products: int | None, overdue: int | None) -> bool | None:
        facts = Known(products_active=products, overdue_days=overdue)
        return judged(condition, JANUARY, 0, lambda clause, own: measured(facts, clause, own), threshold).met

    known = met(products, overdue)
    if known is not None:
        for number in range(5):
            assert met(number if products is None else products, number if overdue is None else overdue) is known


def test_windows_and_their_periods() -> None:
    anniversary = terms(
        window={"kind": "anniversary", "unit": "quarter"}, valid_from="2025-11-30", valid_to="2026-08-31"
    )
    assert [window.said()["from"] for window in windows(anniversary)] == ["2025-11-30", "2026-02-28", "2026-05-30"]
    months_of = periods(prices(ONE_TIER), anniversary, Window(date(2025, 11, 30), date(2026, 2, 28)))
    assert [window.said() for window in months_of] == [
        {"from": "2025-11-30", "to": "2025-12-30"},
        {"from": "2025-12-30", "to": "2026-01-30"},
        {"from": "2026-01-30", "to": "2026-02-28"},
    ]
    # Counted on into the next year, whatever the number of the month.
    summer = periods(prices(ONE_TIER), anniversary, Window(date(2026, 5, 30), date(2026, 8, 30)))
    assert [window.said()["from"] for window in summer] == ["2026-05-30", "2026-06-30", "2026-07-30"]
    # Begun on a 31st, the month that begins on the 28th is one period and not two.
    short = terms(window={"kind": "anniversary", "unit": "month"}, valid_from="2026-01-31", valid_to="2026-05-31")
    march = list(windows(short))[1]
    assert march.said() == {"from": "2026-02-28", "to": "2026-03-31"}
    assert periods(prices(ONE_TIER), short, march) == [march]
    assert next_charged(short, next(iter(windows(short)))) == march
    rolling = terms(window={"kind": "rolling", "months": 3})
    assert [window.said()["to"] for window in windows(rolling)] == [
        "2026-04-01",
        "2026-05-01",
        "2026-06-01",
        "2026-07-01",
    ]


@pytest.mark.parametrize(
    ("minor", "margin", "outcome", "reason"),
    [
        (470_000_000, None, "undetermined", "unknown_value"),
        (470_000_000, 100, "earned", None),
        (470_000_000, 99, "revoked", None),
        (440_000_000, None, "revoked", None),
    ],
)
def test_a_held_benefit_is_not_taken_where_only_what_is_unknown_would_take_it(
    minor: int, margin: int | None, outcome: str, reason: str | None
) -> None:
    asked = {"all": [*turnover(500_000_000)["all"], {"metric": "margin", "op": ">=", "value_minor": 100}]}
    held = Standing(ever=True, held=True, graces=0)
    for kept_by in ({"hysteresis": {"off_minor": 450_000_000}}, {"tolerance_ppm": 100_000, "cure_windows": 1}):
        said = terms(obligations=asked, **kept_by)
        found = verdict(said, JANUARY, Known(months(minor), margin=margin), held)
        by_cure = outcome == "earned" and "cure_windows" in kept_by
        assert (found.outcome, found.reason) == ("grace" if by_cure else outcome, reason)
        if found.reason:
            assert found.standing == held
        # Who does not hold it has not earned it, whatever is unknown; an early end by the client looks at X alone.
        assert verdict(said, JANUARY, Known(months(minor), margin=None), Standing()).outcome == "not_earned"
        assert verdict(said, JANUARY, Known(months(minor), margin=None), held, cut=True).outcome == "revoked"
