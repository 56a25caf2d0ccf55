"""A histogram that takes a whole batch at once: `Histogram.observe` per decision would cost a tenth of the decision."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector

from streams.metrics.metric import Metric


class LatencyHistogram(Collector):
    """Durations counted in whole milliseconds, shown in seconds."""

    def __init__(self, metric: Metric, registry: CollectorRegistry) -> None:
        self._metric = metric
        self._bounds = [bound * 1000 for bound in metric.buckets]
        self._counts = [0] * (len(self._bounds) + 1)
        self._sum_ms = 0
        registry.register(self)

    def add(self, instants_ms: Iterable[int], now_ms: int) -> None:
        """Count now minus each instant, UTC ms; an instant ahead of now (another machine's clock) counts as zero."""
        for instant, times in Counter(instants_ms).items():
            took = now_ms - instant
            took = max(took, 0)
            self._counts[bisect_left(self._bounds, took)] += times
            self._sum_ms += took * times

    def collect(self) -> Iterable[HistogramMetricFamily]:
        """The family with its cumulative buckets."""
        family = HistogramMetricFamily(self._metric.name, self._metric.sentence)
        family.add_metric([], buckets=self._cumulative(), sum_value=self._sum_ms / 1000)
        yield family

    def _cumulative(self) -> list[tuple[str, float]]:
        names = [*(str(bound) for bound in self._metric.buckets), "+Inf"]
        total = 0
        cumulative: list[tuple[str, float]] = []
        for name, count in zip(names, self._counts, strict=True):
            total += count
            cumulative.append((name, total))
        return cumulative
