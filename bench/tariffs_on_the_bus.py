"""CPU of Kontor's worker for what clients do, beside its floor, interleaved on one warm broker."""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.bus import installation, reader, start_generator
from bench.machine import Range, cpu_s
from bench.tariffs_alone import POLICY
from bench.throughput import FLOOR, KONTOR, WITHIN_S, Run, Subject, script, wait_idle
from kontor.demo.child import WorkerProcess
from streams.settings import Settings

JOURNAL: Final = "kontor.tariff-journal"
_POSTING: Final = b"posting/"


def measure(brokers: str, postings: int, repeats: int, partitions: int) -> dict[str, Subject]:
    """Floor and worker in turn, `repeats` times over, each in an installation of its own."""
    runs: dict[str, list[Run]] = {FLOOR: [], KONTOR: []}
    for repeat in range(repeats):
        for name, each in runs.items():
            with installation(brokers, partitions, POLICY) as settings:
                if name == KONTOR:
                    each.append(_kontor(settings, postings))
                else:
                    each.append(script("bench.tariff_floor", settings, "activity", postings, postings))
            sys.stderr.write(f"{repeat + 1}/{repeats} {name}: {each[-1].cpu_ms_per_1000:.1f} ms per 1000 postings\n")
    return {
        name: Subject(Range.of([run.cpu_ms_per_1000 for run in each]), Range.of([run.events_per_s for run in each]))
        for name, each in runs.items()
    }


def _kontor(settings: Settings, postings: int) -> Run:
    """A real worker, until every posting stands in the tariffs' journal."""
    with TemporaryDirectory() as folder, WorkerProcess(settings, Path(folder) / "worker.log") as worker:
        worker.wait_ready()
        wait_idle(worker)
        kept = reader(settings, JOURNAL)
        before, begun = cpu_s(worker.pid), time.monotonic()
        generator = start_generator(settings, "activity", postings, topic="crm.activity")
        seen: set[bytes] = set()
        while len(seen) < postings:
            records = [each for each in kept.consume(5000, 0.05) if each.error() is None]
            seen.update(each.key() for each in records if (each.key() or b"").startswith(_POSTING))
            worker.check()
            if time.monotonic() > begun + WITHIN_S:
                raise RuntimeError(f"only {len(seen)} of {postings} postings were kept.{worker.log_end()}")
        wall = time.monotonic() - begun
        time.sleep(0.2)  # the last acknowledgements and the commit
        used = cpu_s(worker.pid) - before
        generator.wait(60)
        kept.close()
    return Run(used * 1e6 / postings, postings / wall)
