"""How the desks stand, asked of their folds at a scrape instead of being kept up along the way."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeVar

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from models.figures import DeskFigures, TellsFigures
from models.unit import Fold
from streams.metrics import labels
from streams.metrics.catalogue import DESKS, SLA_METHODS
from streams.metrics.instruments import OTHER
from streams.metrics.metric import Kind, Metric

NO_POLICY: Final = "none"
Key = TypeVar("Key", int, str)
Family = CounterMetricFamily | GaugeMetricFamily


class DeskGauges(Collector):
    """
    The metrics of the catalogue's `DESKS`.

    Two steps, because folds live in the worker's event loop and the page is
    written in a thread: `look` in the loop, `collect` wherever.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._folds: tuple[TellsFigures, ...] = ()
        self._seen: tuple[DeskFigures, ...] = ()
        self._now_ms = 0
        registry.register(self)

    def watch(self, folds: Mapping[int, Fold]) -> None:
        """From now on these partitions' folds are asked."""
        self._folds = tuple(fold for _, fold in sorted(folds.items()) if isinstance(fold, TellsFigures))

    def look(self, now_ms: int) -> None:
        """Ask the folds. Only in the event loop, where no fold is at work."""
        self._seen = tuple(desk for fold in self._folds for desk in fold.figures())
        self._now_ms = now_ms

    def collect(self) -> Iterator[Family]:
        """The families as last looked at."""
        families = {metric.name: _family(metric) for metric in DESKS}
        for desk in _bounded(self._seen):
            for name, values, value in self._samples(desk):
                families[name].add_metric([desk.desk_id, *values], value)
        for version, count in _versions(self._seen).items():
            families["kontor_policy_desks"].add_metric([version], count)
        yield from families.values()

    def _samples(self, desk: DeskFigures) -> Iterator[tuple[str, tuple[str, ...], float]]:
        """Metric, values of its labels after the desk's, value; what is not known has no sample."""
        since = desk.oldest_waiting_ms
        for line, waiting in sorted(_bounded_lines(desk.waiting).items()):
            yield "kontor_desk_waiting_contacts", (line,), waiting
        yield "kontor_desk_oldest_wait_seconds", (), 0 if since is None else max(0, self._now_ms - since) / 1000
        yield "kontor_desk_load_units", (), desk.load
        yield "kontor_desk_capacity_units", (), desk.capacity
        yield "kontor_desk_managers_present", (), desk.present
        yield "kontor_desk_managers", (), desk.managers
        if desk.expected_wait_s is not None:
            yield "kontor_desk_expected_wait_seconds", (), desk.expected_wait_s
        if desk.jain is not None and desk.gini is not None:
            yield "kontor_desk_load_jain_ratio", (), desk.jain
            yield "kontor_desk_load_gini_ratio", (), desk.gini
        for method in SLA_METHODS:
            if method in desk.in_time or method in desk.late:
                yield f"kontor_desk_sla_{method}_total", ("in_time",), desk.in_time.get(method, 0)
                yield f"kontor_desk_sla_{method}_total", ("late",), desk.late.get(method, 0)
        yield "kontor_desk_incumbents_total", ("incumbent",), desk.incumbent
        yield "kontor_desk_incumbents_total", ("another",), desk.another
        for reason in labels.REFUSED.values:
            yield "kontor_desk_refusals_total", (reason,), desk.refused.get(reason, 0)


def _family(metric: Metric) -> Family:
    made = CounterMetricFamily if metric.kind is Kind.COUNTER else GaugeMetricFamily
    return made(metric.name, metric.sentence, labels=[label.name for label in metric.labels])


def _bounded(desks: Iterable[DeskFigures]) -> Iterator[DeskFigures]:
    """The first desks by id, the rest as one desk `other`: a mistyped desk_id must not flood the metrics store."""
    ordered = sorted(desks)
    yield from ordered[: labels.DESK.at_most]
    rest = ordered[labels.DESK.at_most :]
    if rest:
        # How long one waits and how evenly load lies have no sum: they are told of single desks only.
        yield DeskFigures(
            desk_id=OTHER,
            waiting=_sum(desk.waiting for desk in rest),
            oldest_waiting_ms=min((d.oldest_waiting_ms for d in rest if d.oldest_waiting_ms is not None), default=None),
            load=sum(desk.load for desk in rest),
            capacity=sum(desk.capacity for desk in rest),
            present=sum(desk.present for desk in rest),
            managers=sum(desk.managers for desk in rest),
            policy_version=None,
            in_time=_sum(desk.in_time for desk in rest),
            late=_sum(desk.late for desk in rest),
            incumbent=sum(desk.incumbent for desk in rest),
            another=sum(desk.another for desk in rest),
            refused=_sum(desk.refused for desk in rest),
        )


def _sum(counted: Iterable[Mapping[Key, int]]) -> Counter[Key]:
    total: Counter[Key] = Counter()
    for each in counted:
        total.update(each)
    return total


def _bounded_lines(waiting: Mapping[int, int]) -> Counter[str]:
    lines: Counter[str] = Counter()
    for line, contacts in waiting.items():
        lines[str(line) if line < labels.LINE.at_most else OTHER] += contacts
    # A desk where nobody waits still says so: no data and nobody waiting are different things.
    return lines or Counter({"0": 0})


def _versions(desks: Iterable[DeskFigures]) -> dict[str, int]:
    counted = Counter(desk.policy_version or NO_POLICY for desk in desks)
    kept = counted.most_common(labels.VERSION.at_most)
    rest = counted.total() - sum(count for _, count in kept)
    return dict(kept) | ({OTHER: rest} if rest else {})
