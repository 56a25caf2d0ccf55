"""A batch on its way: folded, journaled, published, acknowledged."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.unit import Message
from streams.engine.outbox import Section
from streams.engine.producing import Ticket
from streams.hardened.delivery import RecordBatch


@dataclass(slots=True)
class Batch:
    """One batch of one partition; a repair batch has no sources and no records."""

    number: int
    sources: Sequence[RecordBatch] = ()
    """What was delivered and is in it, acknowledged at its end."""
    records: int = 0
    last_offset: int = -1
    timestamp_ms: int = 0
    messages: Sequence[Message] = ()
    sections: Sequence[Section] = ()
    rows: int = 0
    journaled: Sequence[Ticket] = field(default=())
    """Empty when all of it was replayed: the journal has it already."""
    begun: float = 0.0
    """`time.perf_counter()` when it was handed to the producer."""
