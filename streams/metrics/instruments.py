"""The catalogue as prometheus_client objects on a registry of its own."""

from collections.abc import Iterable
from itertools import product
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from streams.metrics.metric import Kind, Metric

OTHER: Final = "other"
"""The label value under which everything above a label's bound is summed up."""


class Instruments:
    """
    One object for each metric of a catalogue, every series known beforehand made at once.

    A series that exists from the start stands at zero: an alert on its increase
    then also sees the first one.
    """

    def __init__(self, catalogue: Iterable[Metric], registry: CollectorRegistry) -> None:
        self._counters: dict[str, Counter] = {}
        self._gauges: dict[str, Gauge] = {}
        self._histograms: dict[str, Histogram] = {}
        for metric in catalogue:
            self._make(metric, registry)

    def counter(self, name: str, **labels: str) -> Counter:
        """The counter's child for these labels. KeyError: not a counter of this catalogue."""
        parent = self._counters[name]
        return parent.labels(**labels) if labels else parent

    def gauge(self, name: str, **labels: str) -> Gauge:
        """The gauge's child for these labels. KeyError: not a gauge of this catalogue."""
        parent = self._gauges[name]
        return parent.labels(**labels) if labels else parent

    def histogram(self, name: str, **labels: str) -> Histogram:
        """The histogram's child for these labels. KeyError: not a histogram of this catalogue."""
        parent = self._histograms[name]
        return parent.labels(**labels) if labels else parent

    def _make(self, metric: Metric, registry: CollectorRegistry) -> None:
        names = tuple(label.name for label in metric.labels)
        made: Counter | Gauge | Histogram
        match metric.kind:
            case Kind.COUNTER:
                made = self._counters[metric.name] = Counter(metric.name, metric.sentence, names, registry=registry)
            case Kind.GAUGE:
                made = self._gauges[metric.name] = Gauge(metric.name, metric.sentence, names, registry=registry)
            case Kind.HISTOGRAM:
                made = self._histograms[metric.name] = Histogram(
                    metric.name, metric.sentence, names, registry=registry, buckets=metric.buckets
                )
        if metric.labels and all(label.values for label in metric.labels):
            for values in product(*(label.values for label in metric.labels)):
                made.labels(*values)


class BoundedCounters:
    """Children of a counter whose last label has a bound, no list: the first values stay apart, the rest is `other`."""

    def __init__(self, counter: Counter, at_most: int, before: tuple[str, ...] = ()) -> None:
        self._counter = counter
        self._before = before
        self._at_most = at_most
        self._children: dict[str, Counter] = {}

    def add(self, value: str, amount: int) -> None:
        """Count `amount` for this label value."""
        child = self._children.get(value)
        if child is None:
            if len(self._children) >= self._at_most:
                value = OTHER
            child = self._counter.labels(*self._before, value)
            self._children[value] = child
        child.inc(amount)
