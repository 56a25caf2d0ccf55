"""What a metric is, as data."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

PREFIX: Final = "kontor_"

MILLISECONDS_TO_MINUTES: Final = (
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    5.0,
    10.0,
    30.0,
    60.0,
)
"""Buckets in seconds for everything on the way of a record; 0.1 is the promise for a decision's p99."""

RECORDS: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)
"""Buckets for batch sizes; 500 is the largest batch the engine takes."""

SHARES: Final = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0)
"""Buckets for a share of a whole."""


class Kind(StrEnum):
    """Prometheus' kinds that we use."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Label:
    """A label, with the bound on how many values it can take: an unbounded one would fill Prometheus' memory."""

    name: str
    sentence: str
    values: tuple[str, ...] = ()
    """All values, where they are known beforehand; then every series exists from the start, at zero."""
    at_most: int = 0
    """Where they are not known beforehand: how many are told apart; the rest is summed up as `other`."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: what its name is, what it means, in which unit."""

    name: str
    """Full name as scraped; a counter's ends in `_total`."""
    kind: Kind
    sentence: str
    """What it says, in one sentence; the `# HELP` line."""
    labels: tuple[Label, ...] = ()
    unit: str = ""
    """seconds, records, contacts, ...; empty for a plain number."""
    buckets: tuple[float, ...] = field(default=())
    """Upper bounds of a histogram, without +Inf."""

    def series(self) -> tuple[str, ...]:
        """The names of its series as they stand on the page and may be used in a query."""
        if self.kind is Kind.HISTOGRAM:
            return (f"{self.name}_bucket", f"{self.name}_sum", f"{self.name}_count")
        return (self.name,)
