"""
Business dates: the calendar day it is in the bank's time zone.

The time zone database is the machine's or the `tzdata` package's; what it says of a zone is data of
the installation, like the policy.
"""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from models.instants import instant_of

_QUARTER_MS: Final = 900_000
"""Offsets from UTC are whole quarters of an hour, so a day begins on one."""


def business_date(instant_ms: int, zone: str) -> date:
    """The day it is at an instant (UTC milliseconds) in a time zone like `Europe/Moscow`."""
    return _date_of_quarter(instant_ms // _QUARTER_MS, zone)


@lru_cache(maxsize=4096)
def _date_of_quarter(quarter: int, zone: str) -> date:
    return datetime.fromtimestamp(quarter * (_QUARTER_MS // 1000), UTC).astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=4096)
def first_instant(day: date, zone: str) -> int:
    """The first instant of a business date, UTC milliseconds; where the clocks go over midnight, the first after it."""
    return instant_of(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))
