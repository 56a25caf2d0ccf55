"""What the launcher counts: the starts and ends of its worker, which a dead worker cannot count itself."""

from prometheus_client import CollectorRegistry, disable_created_metrics, generate_latest

from streams.metrics.catalogue import LAUNCHER
from streams.metrics.instruments import Instruments


class LauncherFigures:
    """The catalogue's `LAUNCHER` metrics."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # one series each, as on the worker's page
        self._registry = CollectorRegistry()
        self._instruments = Instruments(LAUNCHER, self._registry)

    def started(self) -> None:
        """A worker process was started."""
        self._instruments.counter("kontor_worker_starts_total").inc()

    def ended(self, how: str) -> None:
        """A worker process ended; `how` is one of the label's values."""
        self._instruments.counter("kontor_worker_exits_total", exit=how).inc()

    def left(self, *, told: bool) -> None:
        """The consumer group was, or could not be, told of a death."""
        self._instruments.counter("kontor_group_leaves_total", result="left" if told else "failed").inc()

    def page(self, *, worker_up: bool) -> bytes:
        """The launcher's part of the metrics page."""
        self._instruments.gauge("kontor_worker_up").set(worker_up)
        return generate_latest(self._registry)
