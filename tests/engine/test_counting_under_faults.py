"""A thirty-line unit on the real engine, with real processes that are killed at every step."""

import re
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from streams.hardened.crash_points import POINTS
from tests.engine.counting_check import repeats_of
from tests.engine.counting_run import CountingRun
from tests.installation import Installation, until

pytestmark = [pytest.mark.bus, pytest.mark.slow]
AT_THE_START = ("opening", "fenced", "recovered", "republished")
IN_WORK = tuple(point for point in POINTS if point not in AT_THE_START)
SESSION_S = 3
"""Short, for the group waits that long for each worker that was killed."""


@pytest.fixture
def run(kafka: str, install: Callable[..., Installation]) -> Iterator[CountingRun]:
    run = CountingRun(install(kafka, session_s=SESSION_S))
    yield run
    run.bank.close()


def test_a_worker_counts_everything_once_and_leaves_in_good_order(run: CountingRun) -> None:
    run.bank.start()
    first = run.worker()
    run.until_owning(first)
    second = run.worker()
    run.until_owning(second)
    assert run.stop(first) == 0
    run.drain()
    assert run.faults() == []
    assert repeats_of(run.installation) == 0, "a clean join and a clean stop repeat nothing"


@pytest.mark.parametrize("points", [AT_THE_START + IN_WORK[:3], IN_WORK[3:]], ids=["reading", "writing"])
def test_killed_at_any_step_nothing_is_lost_and_nothing_counted_twice(
    run: CountingRun, points: tuple[str, ...]
) -> None:
    run.bank.start()
    for point in points:
        passes = 2 if point in AT_THE_START else 15
        small = {"KONTOR_TEST_BATCH_BYTES": "600"} if point == "chunk_sent" else {}
        doomed = run.worker(KONTOR_TEST_CRASH_AT=f"{point}:{passes}", **small)
        assert run.until_dead(doomed) == -signal.SIGKILL, f"{doomed} was to die at {point}"
    run.drain()
    assert run.faults() == []


@pytest.mark.parametrize("point", ["folded", "journal_acked"])
def test_a_worker_that_wakes_after_losing_its_partitions_publishes_nothing_wrong(run: CountingRun, point: str) -> None:
    run.bank.start()
    sleeper = run.worker(KONTOR_TEST_CRASH_AT=f"{point}:40:stop", KONTOR_TEST_NO_LEASE="1")
    run.until_owning(sleeper)
    successor = run.worker()
    run.until_owning(successor)
    time.sleep(2)  # reason: the successor must have written under its own epoch
    run.installation.processes.signal(sleeper, signal.SIGCONT)
    assert run.until_dead(sleeper) in {70, 75}
    run.drain()
    assert run.faults() == []


def test_a_worker_that_stood_still_in_its_take_over_is_late_and_need_not_be_helped_by_a_person(
    run: CountingRun,
) -> None:
    run.bank.start()
    first = run.worker()
    run.until_owning(first)
    sleeper = run.worker(KONTOR_TEST_CRASH_AT="opening:1:stop", KONTOR_TEST_NO_LEASE="1")
    log = run.installation.processes.log
    until(lambda: "crash point opening" in log(sleeper), 30, "the sleeper's take-over")
    alone = re.compile(r"second: owns partitions \[0, 1, 2\] under epoch ([3-9])")
    until(lambda: alone.search(log(first)) is not None, 40, "a take-over by the first alone")
    run.installation.processes.signal(sleeper, signal.SIGCONT)
    assert run.until_dead(sleeper) in {70, 75}
    run.drain()
    assert run.faults() == []


def test_a_journal_that_was_deleted_is_not_taken_for_an_empty_one(run: CountingRun) -> None:
    run.bank.start()
    first = run.worker()
    run.until_owning(first)
    time.sleep(2)  # reason: something must have been committed
    assert run.stop(first) == 0
    run.delete_topic("kontor.desk-journal")
    run.installation.make_topics()
    second = run.worker()
    assert run.until_dead(second) == 70
    assert "Was the journal deleted" in run.installation.processes.log(second).splitlines()[-1]


def test_a_topic_deleted_by_mistake_ends_the_worker_with_one_sentence(run: CountingRun) -> None:
    run.bank.start()
    first = run.worker()
    run.until_owning(first)
    run.delete_topic("kontor.desk-inbox")
    assert run.until_dead(first) == 70


def test_a_deleted_group_is_refused_until_the_term_is_raised(run: CountingRun) -> None:
    first = run.worker()
    run.until_owning(first)
    assert run.stop(first) == 0
    run.delete_group()
    assert run.until_dead(run.worker()) == 76
    run.bank.start()
    run.until_owning(run.worker(KONTOR_TERM="1"))
    run.drain()
    assert run.faults() == []
