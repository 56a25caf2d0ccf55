"""
What time it is for a process of the bus.

Only the bus asks a clock (to stamp ticks, leases and metrics). Rules never do:
their time comes from the log.
"""

import re
import time
from typing import Final, NamedTuple, Protocol

from models.errors import KontorError
from models.instants import format_instant, parse_instant

_FORM: Final = re.compile(r"(?P<start>[^x]+)x(?P<speed>[0-9]+(\.[0-9]+)?)")


class Clock(Protocol):
    """Something that knows the time."""

    def now_ms(self) -> int:
        """UTC milliseconds since 1970."""


class WallClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        """UTC milliseconds since 1970."""
        return time.time_ns() // 1_000_000


class VirtualClock(NamedTuple):
    """
    A clock of its own speed, for the demo and for simulations only.

    All processes of a demo get the same three numbers, so they agree: at the real
    instant `anchor_ms` it is `start_ms`, and from then on `speed` virtual seconds
    pass in each real one.
    """

    start_ms: int
    speed: float
    anchor_ms: int

    def now_ms(self) -> int:
        """Virtual UTC milliseconds since 1970; stands at `start_ms` before the anchor."""
        real_ms = time.time_ns() // 1_000_000
        return self.start_ms + max(0, int((real_ms - self.anchor_ms) * self.speed))

    def __str__(self) -> str:
        """The value of `KONTOR_CLOCK` that gives another process this very clock."""
        return f"{format_instant(self.start_ms)}@{format_instant(self.anchor_ms)}x{self.speed:g}"

    def real_ms(self, virtual_ms: int) -> int:
        """The real instant at which this clock shows `virtual_ms`, for those who must wait for it."""
        return self.anchor_ms + int((virtual_ms - self.start_ms) / self.speed)


def parse_clock(text: str) -> VirtualClock:
    """
    Read `KONTOR_CLOCK`: `<start>x<speed>`, or `<start>@<real anchor>x<speed>` (both RFC 3339).

    Without an anchor the clock starts now; with one, several processes share it.
    Raises `KontorError` when it is none of these.
    """
    match = _FORM.fullmatch(text.strip())
    wrong = KontorError(f"KONTOR_CLOCK is {text!r}; it takes <start>x<speed>, as in 1999-02-01T08:00:00Zx60.")
    if match is None or float(match["speed"]) == 0:
        raise wrong
    start, _, anchor = match["start"].partition("@")
    try:
        return VirtualClock(
            start_ms=parse_instant(start),
            speed=float(match["speed"]),
            anchor_ms=parse_instant(anchor) if anchor else WallClock().now_ms(),
        )
    except ValueError as error:
        raise wrong from error


def clock_of(text: str | None) -> Clock:
    """The clock that the setting `KONTOR_CLOCK` asks for; the machine's own when it is not set."""
    return parse_clock(text) if text else WallClock()
