"""How the desks stand, asked of their folds at a scrape instead of being kept up along the way."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from models.figures import DeskFigures, TellsFigures
from models.unit import Fold
from streams.metrics import labels
from streams.metrics.catalogue import DESKS
from streams.metrics.instruments import OTHER

NO_POLICY: Final = "none"


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

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The families as last looked at."""
        families = {
            metric.name: GaugeMetricFamily(metric.name, metric.sentence, labels=[label.name for label in metric.labels])
            for metric in DESKS
        }
        desks = tuple(_bounded(self._seen))
        for desk in desks:
            for line, waiting in sorted(_bounded_lines(desk.waiting).items()):
                families["kontor_desk_waiting_contacts"].add_metric([desk.desk_id, line], waiting)
            for name, value in self._of_desk(desk).items():
                families[name].add_metric([desk.desk_id], value)
        for version, count in _versions(self._seen).items():
            families["kontor_policy_desks"].add_metric([version], count)
        yield from families.values()

    def _of_desk(self, desk: DeskFigures) -> dict[str, float]:
        since = desk.oldest_waiting_ms
        return {
            "kontor_desk_oldest_wait_seconds": 0 if since is None else max(0, self._now_ms - since) / 1000,
            "kontor_desk_load_units": desk.load,
            "kontor_desk_capacity_units": desk.capacity,
            "kontor_desk_managers_present": desk.present,
            "kontor_desk_managers": desk.managers,
        }


def _bounded(desks: Iterable[DeskFigures]) -> Iterator[DeskFigures]:
    """The first desks by id, the rest as one desk `other`: a mistyped desk_id must not flood the metrics store."""
    ordered = sorted(desks)
    yield from ordered[: labels.DESK.at_most]
    rest = ordered[labels.DESK.at_most :]
    if rest:
        waiting: Counter[int] = Counter()
        for desk in rest:
            waiting.update(desk.waiting)
        yield DeskFigures(
            desk_id=OTHER,
            waiting=waiting,
            oldest_waiting_ms=min((d.oldest_waiting_ms for d in rest if d.oldest_waiting_ms is not None), default=None),
            load=sum(desk.load for desk in rest),
            capacity=sum(desk.capacity for desk in rest),
            present=sum(desk.present for desk in rest),
            managers=sum(desk.managers for desk in rest),
            policy_version=None,
        )


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
