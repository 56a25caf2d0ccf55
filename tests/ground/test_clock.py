"""The virtual clock."""

import pytest

from models.errors import KontorError
from models.instants import parse_instant
from streams.clock import VirtualClock, WallClock, clock_of, parse_clock


def test_a_clock_that_is_not_asked_for_is_the_machines_own() -> None:
    assert isinstance(clock_of(None), WallClock)


def test_a_virtual_clock_runs_at_its_speed_from_its_anchor() -> None:
    now = WallClock().now_ms()
    clock = VirtualClock(start_ms=1_000_000, speed=60.0, anchor_ms=now - 10_000)
    assert 1_600_000 <= clock.now_ms() < 1_700_000


def test_a_virtual_clock_stands_before_its_anchor() -> None:
    clock = VirtualClock(start_ms=1_000_000, speed=60.0, anchor_ms=WallClock().now_ms() + 60_000)
    assert clock.now_ms() == 1_000_000


def test_a_virtual_clock_knows_when_a_virtual_instant_comes() -> None:
    clock = VirtualClock(start_ms=0, speed=60.0, anchor_ms=5_000)
    assert clock.real_ms(60_000) == 6_000


def test_a_clock_read_without_an_anchor_gives_others_the_same_clock() -> None:
    clock = parse_clock("1999-02-01T08:00:00Zx60")
    assert clock.start_ms == parse_instant("1999-02-01T08:00:00Z")
    assert parse_clock(str(clock)) == clock


@pytest.mark.parametrize("text", ["", "60", "1999-02-01x60", "1999-02-01T08:00:00Zx", "1999-02-01T08:00:00Zx-1"])
def test_what_is_no_clock_is_refused(text: str) -> None:
    with pytest.raises(KontorError, match="KONTOR_CLOCK"):
        parse_clock(text)
