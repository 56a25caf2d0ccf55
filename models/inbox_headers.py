"""
The headers of an inbox's records, and what they say about where a record came from.

`sender` and `n` stand first on every record one unit writes for another. What `collect`
copies also carries the place of its source, then the source's own headers under a prefix.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

SENDER: Final = "sender"
"""Who wrote the record: `<topic>/<partition>` of the source, `intake/0` or `desk/<partition>`."""
NUMBER: Final = "n"
"""ASCII decimal, rising by one per (sender, target partition), or the source's offset."""
TOPIC: Final = "topic"
"""Catalogue name of the topic the record stood on: `crm.contacts`."""
PARTITION: Final = "partition"
OFFSET: Final = "offset"
TIMESTAMP: Final = "timestamp"
"""The source record's own timestamp, UTC milliseconds, ASCII decimal."""
TOO_LARGE: Final = "too_large"
"""Size in bytes, ASCII decimal, of a source record that was too large to copy; its value is null here."""
SOURCE_PREFIX: Final = "h."
"""Before the name of each header the source record had itself: `h.ce_id`."""

INTAKE_INBOX: Final = "kontor.intake-inbox"
DESK_INBOX: Final = "kontor.desk-inbox"
TARIFF_INBOX: Final = "kontor.tariff-inbox"
AUDIT_INBOX: Final = "kontor.audit-inbox"
TICKS: Final = "kontor.ticks"
"""`topic` of a tick in the intake's inbox; there is no such topic on the bus."""
STARTED: Final = "kontor.started"
"""`topic` of a worker's start in the intake's inbox; there is no such topic on the bus."""

SEARCHES: Final = "kontor.searches"
"""`topic` of what a search outside a fold has found, in the intake's inbox; there is no such topic on the bus."""
DESKS: Final = "kontor.desks"
"""`topic` of what a desk tells another through the intake's inbox; no header says it, its sender does."""
DESK_SENDER: Final = "desk/"
"""How the sender of a unit of desks begins: its name, then its partition."""

_PLACES: Final = (TOPIC, PARTITION, OFFSET, TIMESTAMP)

Headers = tuple[tuple[str, bytes], ...]


class Origin(NamedTuple):
    """Where an inbox record was first written."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    headers: Headers
    """The source record's own headers, names as the source gave them."""

    @property
    def sender(self) -> str:
        """The sequence this record belongs to: `<topic>/<partition>`."""
        return f"{self.topic}/{self.partition}"


def origin_headers(origin: Origin) -> Headers:
    """The headers `collect` gives to the copy of a record: sequence, place, then the source's own."""
    partition, offset = str(origin.partition).encode(), str(origin.offset).encode()
    own = tuple((SOURCE_PREFIX + name, value) for name, value in origin.headers)
    return (
        (SENDER, origin.sender.encode()),
        (NUMBER, offset),
        (TOPIC, origin.topic.encode()),
        (PARTITION, partition),
        (OFFSET, offset),
        (TIMESTAMP, str(origin.timestamp_ms).encode()),
        *own,
    )


def origin_of(headers: Sequence[tuple[str, bytes]]) -> Origin:
    """
    The origin an inbox record's headers tell of.

    What they do not say is the empty topic, partition 0, offset -1 and timestamp -1. Where a
    name stands twice the first counts: the writer's own come before any copied ones.
    """
    if len(headers) == 6 and (headers[2][0], headers[3][0], headers[4][0], headers[5][0]) == _PLACES:
        # As collect writes them when the source had none of its own: the way of almost every record.
        _, _, topic, partition, offset, timestamp = headers
        return Origin(topic[1].decode(), int(partition[1]), int(offset[1]), int(timestamp[1]), ())
    places: dict[str, bytes] = {}
    own: list[tuple[str, bytes]] = []
    for name, value in headers:
        if name.startswith(SOURCE_PREFIX):
            own.append((name[len(SOURCE_PREFIX) :], value))
        else:
            places.setdefault(name, value)
    named = places.get(TOPIC, b"").decode()
    if not named and places.get(SENDER, b"").startswith(DESK_SENDER.encode()):
        named = DESKS
    return Origin(
        topic=named,
        partition=int(places.get(PARTITION, b"0")),
        offset=int(places.get(OFFSET, b"-1")),
        timestamp_ms=int(places.get(TIMESTAMP, b"-1")),
        headers=tuple(own),
    )
