"""The windows of an agreement, from a day on: as many as all of them less those that are over."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules.tariff.windows import Window, months_on, next_charged, windows

DAY = st.dates(date(2019, 1, 1), date(2034, 12, 31))
WINDOW = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["calendar", "anniversary"]), "unit": st.sampled_from(["month", "quarter", "year"])}
    ),
    st.fixed_dictionaries({"kind": st.just("rolling"), "months": st.integers(2, 24)}),
)


@st.composite
def _terms(draw: st.DrawFn) -> dict[str, Any]:
    first = draw(st.dates(date(2020, 1, 1), date(2028, 12, 31)))
    end = first + timedelta(days=draw(st.integers(1, 2200)))
    return {"window": draw(WINDOW), "valid_from": first.isoformat(), "valid_to": end.isoformat()}


@given(_terms(), DAY)
def test_windows_after_a_day_are_all_windows_less_those_that_have_ended(terms: dict[str, Any], day: date) -> None:
    assert list(windows(terms, day)) == [each for each in windows(terms) if each.to > day]


@given(_terms())
def test_windows_follow_each_other_and_none_ends_after_the_agreement(terms: dict[str, Any]) -> None:
    first, end = date.fromisoformat(terms["valid_from"]), date.fromisoformat(terms["valid_to"])
    found = list(windows(terms))
    if terms["window"]["kind"] == "rolling":
        length, step = terms["window"]["months"], 1
    else:
        length = step = {"month": 1, "quarter": 3, "year": 12}[terms["window"]["unit"]]
    assert found == [
        Window(months_on(first, number * step), months_on(first, number * step + length))
        for number in range(len(found))
    ]
    assert all(each.to <= end for each in found)
    assert months_on(first, len(found) * step + length) > end


@given(_terms())
def test_what_is_charged_after_a_window_begins_where_it_ends_or_later_and_nothing_is_left_out(
    terms: dict[str, Any],
) -> None:
    found = list(windows(terms))
    for place, window in enumerate(found):
        after = next_charged(terms, window)
        if terms["window"]["kind"] != "rolling":
            assert after == (found[place + 1] if place + 1 < len(found) else None)
        elif after is not None:
            assert after.first >= window.to
            assert after.to in {each.to for each in found[place + 1 :]}
