"""The observer a worker gives its engine: every report is counted, some change what the probes say."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry

from models.unit import Fold
from streams.metrics.engine_metrics import EngineMetrics
from streams.web.health import Health


class WorkerObserver(EngineMetrics):
    """Metrics that also tell the worker's health; what the health does not need goes straight to the metrics."""

    def __init__(self, registry: CollectorRegistry, health: Health) -> None:
        super().__init__(registry)
        self._health = health

    def rebalance_started(self) -> None:
        """Not ready until the journals are open again."""
        super().rebalance_started()
        self._health.unsettled("its group is rebalancing")

    def rebalance_ended(self, generation: int, seconds: float) -> None:
        """Ready from here on."""
        super().rebalance_ended(generation, seconds)
        self._health.settled()

    def recovering(self, unit: str, partition: int, read: int, to_read: int) -> None:
        """Say how far it is, to whoever asks why it is not ready."""
        super().recovering(unit, partition, read, to_read)
        self._health.unsettled(f"it is reading its journals: {unit} partition {partition}, {read} of {to_read} records")

    def opened(self, unit: str, folds: Mapping[int, Fold], epoch: int) -> None:
        """Say what it owns."""
        super().opened(unit, folds, epoch)
        self._health.owns(unit, list(folds), epoch)

    def oldest_unacknowledged(self, seconds: float) -> None:
        """Stay alive, or not."""
        super().oldest_unacknowledged(seconds)
        self._health.working(seconds, self.lags.records)

    def stopping(self, why: str, code: int) -> None:
        """Not ready any more."""
        super().stopping(why, code)
        self._health.stopping(why)
