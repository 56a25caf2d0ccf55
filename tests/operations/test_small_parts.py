"""The launcher's small parts: delays, last words, endings."""

from pathlib import Path
from re import findall

import pytest

from kontor.launch.backoff import Backoff
from kontor.launch.ending import KNOWN, ending_of
from kontor.launch.launcher import STOP_S
from kontor.launch.status import Status
from kontor.launch.watchdog import BLOCKED_S
from streams.metrics.labels import EXIT

ROOT = Path(__file__).parents[2]


class Stopwatch:
    """A monotonic clock one sets by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_delays_double_up_to_the_cap() -> None:
    backoff = Backoff(first_s=0.25, cap_s=2)

    assert [backoff.delay(healthy_for_s=0) for _ in range(6)] == [0.25, 0.5, 1, 2, 2, 2]


def test_after_a_healthy_time_delays_begin_anew() -> None:
    backoff = Backoff(first_s=0.25, cap_s=2, healthy_s=60)
    for _ in range(4):
        backoff.delay(healthy_for_s=59)

    assert backoff.delay(healthy_for_s=60) == 0.25


def test_last_words_cut_off_by_death_are_left_aside() -> None:
    status = Status()
    status.take(b'{"state":"ready","group":"kontor","member":"m-1"}\n')
    status.take(b'{"state":"stopp')
    status.take(b'["no object"]\n')

    assert (status.state, status.group, status.member) == ("ready", "kontor", "m-1")


def test_a_member_id_is_kept_when_the_worker_knows_it_no_more() -> None:
    status = Status()
    status.take(b'{"state":"ready","group":"kontor","member":"m-1"}')
    status.take(b'{"state":"recovering","group":"kontor","member":null}')

    assert status.member == "m-1"
    assert not status.ready


def test_how_long_a_worker_was_ready_is_its_longest_time_without_a_break() -> None:
    clock = Stopwatch()
    status = Status(clock)
    clock.now += 50
    assert status.ready_for_s() == 0
    status.take(b'{"state":"ready"}')
    clock.now += 7
    status.take(b'{"state":"recovering"}')
    clock.now += 20
    status.take(b'{"state":"running"}')
    clock.now += 3

    assert status.ready_for_s() == 7


@pytest.mark.parametrize(
    ("code", "label", "final"),
    [
        (0, "clean", False),
        (1, "failed", False),
        (2, "usage", True),
        (70, "fail_stop", False),
        (75, "fenced", False),
        (76, "epoch_refused", True),
        (-9, "signal", False),
        (134, "failed", False),
    ],
)
def test_an_exit_code_says_whether_to_start_again(code: int, label: str, *, final: bool) -> None:
    ending = ending_of(code)

    assert (ending.label, ending.final) == (label, final)
    assert label in EXIT.values


def test_the_exit_codes_are_those_the_command_promises() -> None:
    text = (ROOT / "kontor/commands/worker.py").read_text()

    for code in findall(r"\b7[0-9]\b", text):
        assert ending_of(int(code)).label != "failed"


def test_the_page_for_operators_has_every_exit_code_and_the_delays_there_are() -> None:
    page = (ROOT / "docs/operations.md").read_text()

    for code in KNOWN:
        assert f"\n| {code} | " in page
    assert f"{Backoff().first_s:g} s" in page
    assert f"at most {Backoff().cap_s:g} s" in page
    assert f"It has {STOP_S:g} seconds" in page
    assert f"not answered for {BLOCKED_S:g} s" in page
