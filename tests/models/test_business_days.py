"""The calendar day it is where the bank is."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.business_days import business_date, first_instant
from models.instants import parse_instant

ZONES = ("Europe/Moscow", "UTC", "America/Santiago", "Asia/Kathmandu", "Pacific/Kiritimati")


def test_the_day_begins_at_midnight_of_the_banks_zone() -> None:
    midnight = parse_instant("2025-12-31T21:00:00Z")
    assert first_instant(date(2026, 1, 1), "Europe/Moscow") == midnight
    assert business_date(midnight, "Europe/Moscow") == date(2026, 1, 1)
    assert business_date(midnight - 1, "Europe/Moscow") == date(2025, 12, 31)


def test_where_clocks_spring_over_midnight_the_day_begins_an_hour_later() -> None:
    # Chile went from 23:59:59 of 7 September 2024 to 01:00 of the 8th.
    begins = first_instant(date(2024, 9, 8), "America/Santiago")
    assert begins == parse_instant("2024-09-08T04:00:00Z")
    assert business_date(begins, "America/Santiago") == date(2024, 9, 8)
    assert business_date(begins - 1, "America/Santiago") == date(2024, 9, 7)


@given(st.dates(date(1990, 1, 1), date(2037, 1, 1)), st.sampled_from(ZONES))
def test_the_first_instant_of_a_day_is_in_it_and_the_one_before_is_not(day: date, zone: str) -> None:
    begins = first_instant(day, zone)
    assert business_date(begins, zone) == day
    assert business_date(begins - 1, zone) < day
    assert begins < first_instant(day + timedelta(days=1), zone)
