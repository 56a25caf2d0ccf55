"""How long desks stand still when a worker dies, leaves or joins, under load, with three workers."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import orjson
from aiokafka.partitioner import murmur2

from bench.bus import installation, reader, start_generator
from bench.machine import Range, descendants
from kontor.demo.child import WorkerProcess
from streams.embedded.broker import free_port
from streams.settings import Settings

WORKERS: Final = 3
RATE: Final = 100
"""Contacts opened a second, over all desks."""
QUIET_S: Final = 4.0
"""Between two events, after all workers are ready again."""
_LONGEST_S: Final = 3600
_OWNS: Final = re.compile(r"(\w+): owns partitions \[([\d, ]*)\] under epoch (\d+)")


class Event(NamedTuple):
    """Something done to a worker, and whose desks it did it to."""

    kind: str
    at_ms: int
    partitions: frozenset[int]
    """Partitions of the desk-inbox that the worker owned."""
    intake: bool
    """Whether it owned the intake, on which all desks wait."""


class Pause(NamedTuple):
    """The longest wait for a decision around events of one kind, in ms; one figure an event."""

    kind: str
    whose: str
    pauses: Range
    before: Range
    """The longest wait within the two seconds before: what the machine was good for."""
    events: int


KILLED, ALONE, STOPPED, JOINED = (
    "SIGKILL of a worker, its launcher leaves the group for it",
    "SIGKILL of a worker and its launcher",
    "SIGTERM of a worker",
    "a worker joins",
)
OWN, OTHERS, ALL = "its desks", "other desks", "all desks, for it held the intake"


def allowed_ms(pause: Pause, session_s: float) -> int:
    """The goal; who leaves or joins in good order is to disturb the other desks less than one that is killed."""
    if pause.kind == ALONE:
        return int((session_s + 1) * 1000)
    if pause.kind == KILLED:
        return 1500
    return 1000 if pause.whose == OTHERS or pause.kind == JOINED else 2000


def measure(brokers: str, repeats: int, partitions: int) -> list[Pause]:
    """Each worker in turn is killed, killed with its launcher, stopped and started again, `repeats` times in all."""
    with installation(brokers, partitions) as settings, TemporaryDirectory() as folder, ExitStack() as stack:
        fleet = Fleet(settings, Path(folder), stack)
        generator = start_generator(settings, "paced", RATE, _LONGEST_S)
        try:
            time.sleep(QUIET_S)
            events = [event for turn in range(repeats) for event in _turn(fleet, turn % WORKERS)]
        finally:
            generator.kill()
            generator.wait()
        return _pauses(events, _decisions(settings), partitions)


class Fleet:
    """Three workers, each behind its launcher."""

    def __init__(self, settings: Settings, folder: Path, stack: ExitStack) -> None:
        self._settings = settings
        self.workers: list[WorkerProcess] = []
        for number in range(WORKERS):
            more = {"worker_id": f"w{number}", "http_port": free_port(), "log_level": "info"}
            worker = WorkerProcess(settings.model_copy(update=more), folder / f"w{number}.log")
            self.workers.append(stack.enter_context(worker))
        self.settle()

    def settle(self) -> None:
        """Wait until all are ready, and a little longer."""
        for worker in self.workers:
            worker.wait_ready()
        time.sleep(QUIET_S)

    def event(self, kind: str, worker: WorkerProcess) -> Event:
        """What is about to happen to a worker."""
        owned = _owned([each.log_file for each in self.workers])[self.workers.index(worker)]
        return Event(kind, time.time_ns() // 1_000_000, owned.get("desk", frozenset()), bool(owned.get("intake")))


def _owned(logs: Sequence[Path]) -> list[dict[str, frozenset[int]]]:
    """Unit to partitions of each worker, by what it last said of the highest epoch."""
    said = [_OWNS.findall(log.read_text("utf-8", "replace")) for log in logs]
    latest = max((int(epoch) for each in said for _, _, epoch in each), default=0)
    return [
        {unit: frozenset(map(int, some.split(", "))) for unit, some, epoch in each if int(epoch) == latest}
        for each in said
    ]


def _turn(fleet: Fleet, number: int) -> Iterator[Event]:
    worker = fleet.workers[number]

    def kill_worker() -> None:
        os.kill(descendants(worker.pid)[0], signal.SIGKILL)

    def kill_both() -> None:
        launcher, child = worker.pid, descendants(worker.pid)[0]
        for pid in (launcher, child):
            os.kill(pid, signal.SIGKILL)
        time.sleep(fleet._settings.session_s + QUIET_S)  # noqa: SLF001  # our own
        worker.stop()

    acts: Mapping[str, Callable[[], object]] = {
        KILLED: kill_worker, ALONE: kill_both, JOINED: worker.start, STOPPED: worker.stop,
    }  # fmt: skip
    for kind in (KILLED, ALONE, JOINED, STOPPED, JOINED):
        event = fleet.event(kind, worker)
        if kind == JOINED:
            event = event._replace(partitions=frozenset(), intake=False)
        acts[kind]()
        if kind in {KILLED, JOINED}:
            fleet.settle()
        else:
            time.sleep(QUIET_S)
        yield event


def _decisions(settings: Settings) -> dict[str, tuple[str, int]]:
    """Contact to its desk and the append time of its first decision."""
    consumer = reader(settings)
    first: dict[str, tuple[str, int]] = {}
    quiet = 0
    while quiet < 5:
        records = consumer.consume(5000, 0.5)
        quiet = 0 if records else quiet + 1
        for record in records:
            contact = (record.key() or b"").decode()
            if record.error() is None and contact not in first:
                first[contact] = orjson.loads(record.value())["data"]["desk_id"], record.timestamp()[1]
    consumer.close()
    return first


def _pauses(events: Sequence[Event], first: Mapping[str, tuple[str, int]], partitions: int) -> list[Pause]:
    """The longest wait in the time of each event, by kind and by whose desks."""
    waits: dict[tuple[str, str], list[int]] = {}
    calm: dict[tuple[str, str], list[int]] = {}
    sent = [(int(contact.split("-")[1]), desk, at) for contact, (desk, at) in first.items()]
    ends = [event.at_ms for event in events[1:]] + [events[-1].at_ms + 60_000]
    for event, end in zip(events, ends, strict=True):
        longest: dict[str, int] = {}
        before = 0
        for due, desk, at in sent:
            if event.at_ms - 2000 <= due and at < event.at_ms:
                before = max(before, at - due)
            elif event.at_ms - 200 <= due < end - 500:
                own = (murmur2(desk.encode()) & 0x7FFFFFFF) % partitions in event.partitions
                whose = ALL if event.intake else OWN if own else OTHERS
                longest[whose] = max(longest.get(whose, 0), at - max(due, event.at_ms))
        for whose, wait in longest.items():
            waits.setdefault((event.kind, whose), []).append(wait)
            calm.setdefault((event.kind, whose), []).append(before)
    return [Pause(*place, Range.of(each), Range.of(calm[place]), len(each)) for place, each in sorted(waits.items())]
