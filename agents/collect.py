"""The bank's topics, copied unread into one order."""

from typing import Any, Final

from streams.engine.worker_app import WorkerApp

COLLECTED: Final = (
    "kontor.policies",
    "crm.managers",
    "crm.clients",
    "crm.activity",
    "crm.offers",
    "crm.contacts",
)
"""In the order in which records fetched together are copied: who is there before who comes."""
HELD: Final = "crm.contacts"
BEFORE: Final = ("kontor.policies", "crm.managers", "crm.clients")
"""What is copied first at the very first start."""


def register(app: WorkerApp) -> None:
    """Add the agent."""
    collector = app.collect(COLLECTED, held=HELD, before=BEFORE)

    @app.agent(app.batches_of(*COLLECTED), name="collect")
    async def collect(stream: Any) -> None:
        async for batch in app.batches(stream):
            collector.take(batch)
