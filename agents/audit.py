"""What compares coverages: all that is said of tariffs in one order, folded by whoever owns it."""

from typing import Any, Final

from rules.audit.partition import AuditPartition
from streams.engine.unit import Unit
from streams.engine.worker_app import WorkerApp

INBOX: Final = "kontor.audit-inbox"
OFFERS: Final = "kontor.tariff-offers"
"""Has as many partitions as the tariffs, so its records are copied into one order, unread, as the bank's are."""


def register(app: WorkerApp) -> None:
    """Add the unit and its agent, and the one that copies for it."""
    source = app.settings.source
    collector = app.copy((OFFERS,), INBOX)
    owned = app.add_unit(
        Unit(
            "audit",
            inbox=INBOX,
            journal="kontor.audit-journal",
            make_fold=lambda: AuditPartition(source=source),
        )
    )

    @app.agent(app.batches_of(OFFERS), name="copy-offers")
    async def copy_offers(stream: Any) -> None:
        async for batch in app.batches(stream):
            collector.take(batch)

    @app.agent(app.batches_of(INBOX), name="audit")
    async def audit(stream: Any) -> None:
        async for batch in app.batches(stream):
            owned.take(batch)
