"""Instants: RFC 3339 outside, whole UTC milliseconds inside."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.instants import EARLIEST_MS, LATEST_MS, format_instant, instant_of, parse_instant

instants = st.integers(min_value=EARLIEST_MS, max_value=LATEST_MS)
offsets = st.integers(min_value=-23 * 60 - 59, max_value=23 * 60 + 59).map(lambda m: timezone(timedelta(minutes=m)))


@given(instants)
def test_an_instant_survives_being_written_and_read(instant: int) -> None:
    text = format_instant(instant)
    assert parse_instant(text) == instant
    assert len(text) == 24
    assert text[19] == "."
    assert text[23] == "Z"


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31), timezones=offsets))  # noqa: DTZ001
def test_any_offset_and_any_decimals_give_the_same_instant_as_the_calendar(moment: datetime) -> None:
    expected = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert parse_instant(moment.isoformat()) == expected
    assert instant_of(moment) == expected


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2026-11-23T12:15:00.1209999999+03:00", "2026-11-23T09:15:00.120Z"),
        ("2026-11-23t09:15:00z", "2026-11-23T09:15:00.000Z"),
        ("2026-11-23 09:15:00.5Z", "2026-11-23T09:15:00.500Z"),
        ("2026-11-23T09:15:00-00:00", "2026-11-23T09:15:00.000Z"),
        ("2016-12-31T23:59:60.250Z", "2017-01-01T00:00:00.250Z"),
        ("2024-02-29T23:59:59.999-23:59", "2024-03-01T23:58:59.999Z"),
        ("1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z"),
    ],
)
def test_every_form_of_rfc_3339_is_read_and_cut_to_whole_milliseconds(text: str, same: str) -> None:
    assert format_instant(parse_instant(text)) == same


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-23",
        "2026-11-23T09:15:00",
        "2026-11-23T09:15Z",
        "20261123T091500Z",
        "2026-W48-1T09:15:00Z",
        "2026-02-30T09:15:00.000Z",
        "2026-11-23T24:00:00.000Z",
        "2026-11-23T09:60:00.000Z",
        "2026-11-23T09:15:61.000Z",
        "2026-11-23T09:15:00.Z",
        "2026-11-23T09:15:00,120Z",
        "2026-11-23T09:15:00.12 Z",
        "2026-11-23T09:15:00.120Z\n",
        "2026-11-23T09:15:0٣.120Z",
        "2026-11-23T09:15:00.120+0300",
        "2026-11-23T09:15:00.120+24:00",
        "0000-01-01T00:00:00.000Z",
        "0001-01-01T00:00:00.000+00:01",
        "9999-12-31T23:59:59.999-00:01",
    ],
)
def test_what_is_no_rfc_3339_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_instant(text)


@given(st.text(alphabet="0123456789-+:.TZtz ", max_size=30) | st.text(max_size=30))
def test_any_text_is_an_instant_or_a_value_error(text: str) -> None:
    try:
        instant = parse_instant(text)
    except ValueError:
        return
    assert EARLIEST_MS <= instant <= LATEST_MS


def test_a_datetime_without_a_time_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="time zone"):
        instant_of(datetime(2026, 1, 1))  # noqa: DTZ001
