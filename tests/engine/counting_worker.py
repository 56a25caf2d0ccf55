"""`python -m tests.engine.counting_worker`: collect, and two counting units, on the real engine."""

import asyncio
import sys
from typing import Any

from kontor.worker_run import configure_logging, run
from streams.engine.observer import NullObserver
from streams.engine.unit import Unit
from streams.engine.worker_app import WorkerApp
from streams.settings_source import load_settings
from tests.engine.counting_fold import CountingFold

COLLECTED = ("crm.clients", "crm.contacts")
FIRST = Unit(
    "first", "kontor.intake-inbox", "kontor.intake-journal", lambda: CountingFold("kontor.desk-inbox"),
    frozenset({"kontor.desk-inbox"}),
)  # fmt: skip
SECOND = Unit("second", "kontor.desk-inbox", "kontor.desk-journal", lambda: CountingFold("kontor.assignments"))


def collect(app: WorkerApp) -> None:
    collector = app.collect(COLLECTED, held="crm.contacts", before=["crm.clients"])

    @app.agent(app.batches_of(*COLLECTED), name="collect")
    async def agent(stream: Any) -> None:
        async for batch in app.batches(stream):
            collector.take(batch)


def count(app: WorkerApp) -> None:
    for unit in (FIRST, SECOND):
        add(app, unit)


def add(app: WorkerApp, unit: Unit) -> None:
    owned = app.add_unit(unit)

    @app.agent(app.batches_of(unit.inbox), name=unit.name)
    async def agent(stream: Any) -> None:
        async for batch in app.batches(stream):
            owned.take(batch)


if __name__ == "__main__":
    configure_logging("info")
    sys.exit(asyncio.run(run(load_settings(), (collect, count), NullObserver())))
