"""The page that Prometheus scrapes."""

import asyncio
from collections.abc import Callable
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from streams.metrics.engine_metrics import EngineMetrics

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
"""The exposition format of the page; the launcher puts its own part after the worker's, which only this one allows."""


class MetricsPage:
    """A worker's metrics, on a registry of their own: two workers in one process (a test) do not meet."""

    def __init__(
        self, now_ms: Callable[[], int], observer: Callable[[CollectorRegistry], EngineMetrics] = EngineMetrics
    ) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each of ours, which nobody asks for
        self.registry = CollectorRegistry()
        self._now_ms = now_ms
        self.engine = observer(self.registry)
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)

    async def render(self) -> bytes:
        """
        The page as it stands now.

        The folds are asked here, in the loop, where none is at work; the text is
        written in a thread, so that a scrape of many desks holds up no decision.
        """
        self.engine.desks.look(self._now_ms())
        self.engine.look_at_agreements()
        return await asyncio.to_thread(generate_latest, self.registry)
