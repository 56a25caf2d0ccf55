"""CPU of Kontor's worker beside its floor and stock Faust, interleaved on one warm broker."""

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from bench.bus import installation, reader, start_generator
from bench.machine import Range, cpu_s
from kontor.demo.child import WorkerProcess
from streams.settings import Settings

FLOOR: Final = "same-rules floor (librdkafka)"
FAUST: Final = "stock Faust, as its docs write it"
KONTOR: Final = "Kontor's worker"
FAUST_SHARE: Final = 60
"""Stock Faust gets a sixtieth of the contacts: it takes a minute for that."""
EVENTS_A_CONTACT: Final = 2
LOADS: Final = {"burst": "crm.contacts", "activity": "crm.activity"}
"""Kind of load to the topic that it goes to."""
WITHIN_S: Final = 300


class Run(NamedTuple):
    """One subject, one repeat."""

    cpu_ms_per_1000: float
    """User and system, all threads, per 1000 events of the CRM."""
    events_per_s: float


class Subject(NamedTuple):
    """All repeats of one subject."""

    cpu_ms_per_1000: Range
    events_per_s: Range


def measure(brokers: str, contacts: int, repeats: int, partitions: int) -> dict[str, Subject]:
    """Each subject in turn, `repeats` times over, each in an installation of its own."""
    runs: dict[str, list[Run]] = {FLOOR: [], KONTOR: [], FAUST: []}
    for repeat in range(repeats):
        for name, each in runs.items():
            # A Faust table has as many partitions as the topics it is fed from; with one everything lies together.
            with installation(brokers, 1 if name == FAUST else partitions) as settings:
                if name == KONTOR:
                    each.append(_kontor(settings, contacts))
                else:
                    module, count = (
                        ("bench.floor", contacts)
                        if name == FLOOR
                        else ("bench.stock_faust", max(100, contacts // FAUST_SHARE))
                    )
                    each.append(script(module, settings, "burst", count, count * EVENTS_A_CONTACT))
            sys.stderr.write(f"{repeat + 1}/{repeats} {name}: {each[-1].cpu_ms_per_1000:.1f} ms per 1000 events\n")
    return {
        name: Subject(Range.of([run.cpu_ms_per_1000 for run in each]), Range.of([run.events_per_s for run in each]))
        for name, each in runs.items()
    }


def script(module: str, settings: Settings, load: str, count: int, events: int) -> Run:
    """A subject that measures itself: says READY, then its figures; `events` of the CRM come of a load's `count`."""
    subject = subprocess.Popen(
        [sys.executable, "-m", module, settings.brokers, settings.app, settings.crm, str(count)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert subject.stdout is not None
    try:
        while subject.stdout.readline().strip() != "READY":
            if subject.poll() is not None:
                raise RuntimeError(f"{module} ended before it was ready")
        generator = start_generator(settings, load, count, topic=LOADS[load])
        told = json.loads(subject.stdout.readline())
        generator.wait(60)
    finally:
        subject.kill()
        subject.wait()
    return _run(events, told["cpu_s"], told["wall_s"])


def _kontor(settings: Settings, contacts: int) -> Run:
    """A real worker, as `kontor worker` starts it; its launcher's CPU is counted too."""
    with TemporaryDirectory() as folder, WorkerProcess(settings, Path(folder) / "worker.log") as worker:
        worker.wait_ready()
        wait_idle(worker)
        decided = reader(settings)
        before, begun = cpu_s(worker.pid), time.monotonic()
        generator = start_generator(settings, "burst", contacts)
        finished, deadline = 0, time.monotonic() + WITHIN_S
        while finished < contacts:
            for record in decided.consume(5000, 0.05):
                finished += record.error() is None and b'"type":"contact.finished"' in record.value()
            worker.check()
            if time.monotonic() > deadline:
                raise RuntimeError(f"only {finished} of {contacts} contacts were finished.{worker.log_end()}")
        wall = time.monotonic() - begun
        time.sleep(0.2)  # the last acknowledgements and the commit
        used = cpu_s(worker.pid) - before
        generator.wait(60)
        decided.close()
    return _run(contacts * EVENTS_A_CONTACT, used, wall)


def wait_idle(worker: WorkerProcess) -> None:
    """Wait until the worker has dealt with the bank's people: less than 3 % of a core over half a second."""
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        before = cpu_s(worker.pid)
        time.sleep(1.0)
        if cpu_s(worker.pid) - before < 0.05:
            return


def _run(events: int, cpu: float, wall: float) -> Run:
    return Run(cpu * 1e6 / events, events / wall)
