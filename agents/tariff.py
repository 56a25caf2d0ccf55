"""What the client may earn: each coverage's log, folded by the owner of its partition."""

from typing import Any, Final

from rules.tariff.partition import TariffPartition
from streams.engine.unit import Unit
from streams.engine.worker_app import WorkerApp

INBOX: Final = "kontor.tariff-inbox"


def register(app: WorkerApp) -> None:
    """Add the unit and its agent."""
    source = app.settings.source
    owned = app.add_unit(
        Unit(
            "tariff",
            inbox=INBOX,
            journal="kontor.tariff-journal",
            make_fold=lambda: TariffPartition(source=source),
        )
    )

    @app.agent(app.batches_of(INBOX), name="tariff")
    async def tariff(stream: Any) -> None:
        async for batch in app.batches(stream):
            owned.take(batch)
