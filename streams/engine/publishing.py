"""Publishing a batch's messages: grouped by where they go, in order within each."""

from collections.abc import Iterable

from streams.engine.outbox import Outgoing
from streams.engine.producing import Log, Record, Ticket


async def publish(log: Log, messages: Iterable[Outgoing]) -> list[Ticket]:
    """Hand the messages over; order is kept within each partition of each topic."""
    targets: dict[tuple[str, int], list[Record]] = {}
    for message in messages:
        targets.setdefault((message.topic, message.partition), []).append(
            (message.key, message.value, message.headers())
        )
    tickets: list[Ticket] = []
    for (topic, partition), records in targets.items():
        tickets += await log.append(topic, partition, records)
    return tickets
