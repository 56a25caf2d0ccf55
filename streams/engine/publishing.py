"""Publishing a batch's messages: by where they go, in order within each."""

from collections.abc import Iterable

from streams.engine.outbox import Section
from streams.engine.producing import Log, Ticket


async def publish(log: Log, sections: Iterable[Section]) -> list[Ticket]:
    """Hand the messages over; order is kept within each partition of each topic."""
    tickets: list[Ticket] = []
    for section in sections:
        tickets += await log.append(section.topic, section.partition, section.records())
    return tickets
