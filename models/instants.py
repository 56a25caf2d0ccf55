"""
Instants: UTC milliseconds since 1970 inside, RFC 3339 outside.

Milliseconds are whole; what a sender says beyond them is cut off, never rounded, so
that an event cannot move into the next millisecond.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

DAY_MS: Final = 86_400_000
MINUTE_MS: Final = 60_000
EARLIEST_MS: Final = -62_135_596_800_000
"""0001-01-01T00:00:00.000Z: the first instant that can be written."""
LATEST_MS: Final = 253_402_300_799_999
"""9999-12-31T23:59:59.999Z: the last instant that can be written."""

_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_RFC3339: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))",
    re.ASCII,
)


@lru_cache(maxsize=4096)
def day_start_ms(full_date: str) -> int:
    """First millisecond of the UTC day `YYYY-MM-DD`; ValueError when there is no such day."""
    return (date.fromisoformat(full_date).toordinal() - _EPOCH_DAY) * DAY_MS


def parse_instant(text: str) -> int:
    """
    UTC milliseconds of an RFC 3339 date-time, with `Z` or an offset and any number of decimals.

    A leap second (`:60`) is the first instant of the next minute plus its decimals.
    ValueError when `text` is no such thing or lies outside the years 1 to 9999.
    """
    if len(text) == 24 and text[23] == "Z" and text[19] == "." and text[16] == ":" and text.isascii():
        # The form Kontor itself writes, and most senders too: only its seconds are new.
        rest = text[17:19] + text[20:23]
        if rest.isdecimal() and rest < "60":
            return _minute_start_ms(text[:16]) + int(rest)
    return _parse_any(text)


@lru_cache(maxsize=4096)
def _minute_start_ms(text: str) -> int:
    return _parse_any(text + ":00Z")


def _parse_any(text: str) -> int:
    match = _RFC3339.fullmatch(text)
    if match is None:
        msg = "not an RFC 3339 date-time"
        raise ValueError(msg)
    day, hour, minute, second, decimals, sign, offset_hour, offset_minute = match.groups()
    hours, minutes, seconds = int(hour), int(minute), int(second)
    if hours > 23 or minutes > 59 or seconds > 60:
        msg = "not a time of day"
        raise ValueError(msg)
    instant = day_start_ms(day) + (hours * 60 + minutes) * MINUTE_MS + seconds * 1000
    if decimals is not None:
        instant += int(decimals[:3].ljust(3, "0"))
    if sign is not None:
        away_hours, away_minutes = int(offset_hour), int(offset_minute)
        if away_hours > 23 or away_minutes > 59:
            msg = "not an offset from UTC"
            raise ValueError(msg)
        away = (away_hours * 60 + away_minutes) * MINUTE_MS
        instant += away if sign == "-" else -away
    if not EARLIEST_MS <= instant <= LATEST_MS:
        msg = "outside the years 1 to 9999"
        raise ValueError(msg)
    return instant


_SECONDS: Final = tuple(f"{second:02d}." for second in range(60))
_DECIMALS: Final = tuple(f"{decimals:03d}Z" for decimals in range(1000))


@lru_cache(maxsize=4096)
def _minute_text(minutes: int) -> str:
    days, rest = divmod(minutes, 1440)
    return f"{date.fromordinal(_EPOCH_DAY + days).isoformat()}T{rest // 60:02d}:{rest % 60:02d}:"


@lru_cache(maxsize=1024)
def format_instant(instant_ms: int) -> str:
    """RFC 3339 in UTC with exactly three decimals and `Z`: `2026-11-23T09:15:00.120Z`."""
    minutes, rest = divmod(instant_ms, MINUTE_MS)
    return _minute_text(minutes) + _SECONDS[rest // 1000] + _DECIMALS[rest % 1000]


def instant_of(moment: datetime) -> int:
    """UTC milliseconds of an aware datetime, cut to whole ones."""
    if moment.tzinfo is None:
        msg = "a datetime without a time zone is no instant"
        raise ValueError(msg)
    since = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return since.days * DAY_MS + since.seconds * 1000 + since.microseconds // 1000
