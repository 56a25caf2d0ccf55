"""All that the bank said, checked and told to whom it concerns."""

from typing import Any, Final

from rules.intake.fold import IntakeFold
from streams.engine.unit import Unit
from streams.engine.worker_app import WorkerApp

INBOX: Final = "kontor.intake-inbox"


def register(app: WorkerApp) -> None:
    """Add the unit and its agent."""
    settings = app.settings
    owned = app.add_unit(
        Unit(
            "intake",
            inbox=INBOX,
            journal="kontor.intake-journal",
            make_fold=lambda: IntakeFold(source=settings.source, max_record_bytes=settings.max_record_bytes),
            writes_to=frozenset({"kontor.desk-inbox", "kontor.tariff-inbox", "kontor.audit-inbox"}),
        )
    )

    @app.agent(app.batches_of(INBOX), name="intake")
    async def intake(stream: Any) -> None:
        async for batch in app.batches(stream):
            owned.take(batch)
