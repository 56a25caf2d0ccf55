"""Who serves the client: each desk's log, folded by the owner of its partition."""

from collections.abc import Sequence
from typing import Any, Final

from models.unit import Fold, Search
from rules.desk.partition import DeskPartition
from streams.engine.unit import Unit
from streams.engine.worker_app import WorkerApp

INBOX: Final = "kontor.desk-inbox"


def searches(fold: Fold) -> Sequence[Search]:
    """What the desks of a partition ask for: who takes a leaver's coverages."""
    assert isinstance(fold, DeskPartition)
    return fold.searches()


def register(app: WorkerApp) -> None:
    """Add the unit and its agent."""
    source = app.settings.source
    owned = app.add_unit(
        Unit(
            "desk",
            inbox=INBOX,
            journal="kontor.desk-journal",
            make_fold=lambda: DeskPartition(source=source),
            writes_to=frozenset({"kontor.intake-inbox"}),
            searches=searches,
        )
    )

    @app.agent(app.batches_of(INBOX), name="desk")
    async def desk(stream: Any) -> None:
        async for batch in app.batches(stream):
            owned.take(batch)
