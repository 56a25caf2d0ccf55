"""From the instant an event was to be sent to the broker's append time of the decision, at a fixed pace."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from bench.bus import installation, reader, start_generator
from bench.machine import cpu_s, load_average
from bench.throughput import wait_idle
from kontor.demo.child import WorkerProcess
from rules.figures.percentile import nearest_rank

RATES: Final = (500, 1000, 2000)
SETTLE_S: Final = 3.0
"""The first seconds are left out: connections, caches and the broker's compilers warm up."""


class Latency(NamedTuple):
    """One pace. Milliseconds; `cores` is the worker's share of one core."""

    rate: int
    decided: int
    p50: int
    p90: int
    p99: int
    worst: int
    cores: float
    load: str


def measure(brokers: str, rate: int, seconds: float, partitions: int) -> Latency:
    """Contacts opened (and soon closed) at `rate` a second for `seconds` after the worker has settled."""
    with (
        installation(brokers, partitions) as settings,
        TemporaryDirectory() as folder,
        WorkerProcess(settings, Path(folder) / "worker.log") as worker,
    ):
        worker.wait_ready()
        wait_idle(worker)
        count = int(rate * (seconds + SETTLE_S))
        generator = start_generator(settings, "paced", rate, seconds + SETTLE_S)
        begun, before = time.monotonic(), cpu_s(worker.pid)
        generator.wait(600)
        wall, used, load = time.monotonic() - begun, cpu_s(worker.pid) - before, load_average()
        decided = reader(settings)
        first: dict[str, int] = {}
        deadline = time.monotonic() + 60
        while len(first) < count and time.monotonic() < deadline:
            worker.check()
            for record in decided.consume(5000, 0.1):
                if record.error() is None:
                    contact = (record.key() or b"").decode()
                    first.setdefault(contact, record.timestamp()[1])
        decided.close()
    return _spread(rate, first, used / wall, load)


def _spread(rate: int, first: dict[str, int], cores: float, load: str) -> Latency:
    instants = {contact: int(contact.split("-")[1]) for contact in first}
    start = min(instants.values()) + int(SETTLE_S * 1000)
    delays = sorted(first[contact] - sent for contact, sent in instants.items() if sent >= start)
    p50, p90, p99 = (nearest_rank(delays, percent) for percent in (50, 90, 99))
    return Latency(rate, len(delays), p50, p90, p99, delays[-1], cores, load)
