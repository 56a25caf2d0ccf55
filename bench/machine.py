"""What the machine is and how busy it was: every figure is printed beside it."""

import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kontor.compiled_rules import how_rules_run


class Range(NamedTuple):
    """Median and range of a few repeats."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Range":
        """At least one value."""
        return cls(statistics.median(values), min(values), max(values))

    def __str__(self) -> str:
        """`31.2 (29.8-33.0)`."""
        return f"{self.median:.1f} ({self.low:.1f}-{self.high:.1f})"


def describe() -> str:
    """Processor, cores, memory, system, Python."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?"
    )
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return (
        f"{model}, {os.cpu_count()} cores, {memory / 2**20:.0f} GiB; "
        f"{platform.system()} {platform.release()}; Python {platform.python_version()}, rules {how_rules_run()}"
    )


def load_average() -> str:
    """The three load averages."""
    return " ".join(f"{each:.2f}" for each in os.getloadavg())


def cpu_s(pid: int) -> float:
    """User and system seconds of a process and its living descendants so far (Linux)."""
    total = 0.0
    for each in [pid, *descendants(pid)]:
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def descendants(pid: int) -> list[int]:
    """Process ids of all living children, grandchildren and so on."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
