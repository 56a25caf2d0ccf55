"""
`python -m tests.chaos.soak --minutes 25`: a bank at work for long, no faults; memory and queues must not grow (I9).

The policy's horizon is short (two minutes), so that contacts leave the memory in the soak as they do in a week of a
bank; after the first quarter as many leave as come. A line with the figures is appended to the results.
"""

import argparse
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kontor.entry import put_rooms_first

put_rooms_first()

from kontor.verify.catalogue import I9  # noqa: E402  # reason: the rooms come first
from kontor.verify.findings import Findings  # noqa: E402
from kontor.verify.i9_no_growth import Level, no_growth  # noqa: E402
from tests.chaos.bank import POLICY  # noqa: E402
from tests.chaos.ground import Ground  # noqa: E402
from tests.chaos.installing import install  # noqa: E402
from tests.chaos.nursery import Nursery  # noqa: E402
from tests.chaos.plan import Plan  # noqa: E402
from tests.chaos.round import Round  # noqa: E402
from tests.chaos.verdict import truth_of  # noqa: E402

HORIZON_S: Final = 120
EVERY_S: Final = 2.0
MIB: Final = 2**20
_SHARE, _MEMORY_MIB, _RECORDS = 0.1, 4.0, 20.0
"""What may be gained: a share, and so much of each unit besides."""


def soak(minutes: float, rate: float, folder: Path) -> dict[str, object]:
    """Figures of one soak, its violations among them."""
    plan = Plan(9000, 1, rate, bursty=False, cleaner=True, lease=True, launched=(True, True), steps=())
    nursery, ground = Nursery(), Ground(folder / "ground")
    with contextlib.ExitStack() as stack:
        stack.callback(nursery.close)
        ground.start()
        stack.callback(ground.stop)
        round_ = Round(plan, ground, folder / "soak", nursery)
        stack.callback(round_.abandon)
        memory = _work(round_, minutes)
        lags = [Level(each.at_s, each.lag) for each in round_.sampler.lags]
        round_.violations += [sentence for sentence in _growth(memory, lags) if sentence]
        truth = truth_of(round_)
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "minutes": minutes, "rate": rate,
        "horizon_s": HORIZON_S, "contacts": truth.figures["contacts"], "decisions": truth.figures["decisions"],
        "memory MiB": {name: _quarters(levels) for name, levels in memory.items()}, "lag": _quarters(lags),
        "violations": truth.violations,
    }  # fmt: skip


def _work(round_: Round, minutes: float) -> Mapping[str, list[Level]]:
    """The whole of it, with samples of each worker's memory."""
    memory: dict[str, list[Level]] = {}
    install(round_.settings, cleaner=round_.plan.cleaner, policy=f"{POLICY}duplicates: {{horizon_s: {HORIZON_S}}}\n")
    round_.load.put(round_.load.bank.people())
    round_.load.flush()
    for launched in round_.plan.launched:
        round_.fleet.start(launched=launched)
    round_.fleet.await_ready(120)
    round_.load.start()
    round_.sampler.start()
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        for member in round_.fleet.members:
            pid = member.worker_pid()
            if pid is not None:
                memory.setdefault(member.name, []).append(Level(time.monotonic(), _resident(pid)))
        time.sleep(EVERY_S)
    round_.last_fault_s = time.monotonic()
    levels = len(round_.sampler.lags)
    round_._drain()
    round_.fleet.stop_all()
    round_.sampler.stop()
    round_._look_at_ends()
    round_.diary.note("sampled", lags=levels)
    return memory


def _growth(memory: Mapping[str, list[Level]], lags: list[Level]) -> list[str]:
    findings = Findings(I9)
    for name, levels in memory.items():
        no_growth(findings, f"memory of {name}", levels, _SHARE, _MEMORY_MIB)
    no_growth(findings, "lag of the group", lags, _SHARE, _RECORDS)
    return [f"I9: {each.sentence} expected {each.expected} found {each.found}" for each in findings.violations]


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


def _quarters(levels: list[Level]) -> list[float]:
    """Medians of the four quarters."""
    size = max(1, len(levels) // 4)
    parts = [sorted(each.amount for each in levels[n * size : (n + 1) * size]) for n in range(4)]
    return [round(part[len(part) // 2], 1) for part in parts if part]


def main() -> int:
    told = argparse.ArgumentParser(prog="python -m tests.chaos.soak", description=(__doc__ or "").partition("\n")[0])
    told.add_argument("--minutes", type=float, default=25)
    told.add_argument("--rate", type=float, default=20, help="lines a second (default 20)")
    told.add_argument("--results", type=Path, help="JSON-lines file to append a line to")
    given = told.parse_args()
    with tempfile.TemporaryDirectory(prefix="kontor-soak-") as folder:
        line = json.dumps(soak(given.minutes, given.rate, Path(folder)))
    sys.stdout.write(f"{line}\n")
    if given.results is not None:
        with given.results.open("a", encoding="utf-8") as results:
            results.write(f"{line}\n")
    return 1 if '"violations": []' not in line else 0


if __name__ == "__main__":
    sys.exit(main())
