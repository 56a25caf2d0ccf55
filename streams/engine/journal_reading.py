"""What a journal says to its next owner. Pure: log order in, state out."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from models.row_version import ROW_VERSION
from streams.engine.journal_records import FENCE, MARK, OUTBOX, JournalRecord, Marker, outbox_key, read_marker

ENGINE_KEY: Final = "!"
"""First character of the engine's own keys; a fold's row keys never start with it."""


class BrokenJournalError(Exception):
    """The journal lacks what its marker promises; going on could lose messages."""


class NewerJournalError(Exception):
    """The journal was written by a newer Kontor, whose rows we might misread."""

    def __init__(self, version: int, known: int) -> None:
        super().__init__(f"row version {version}, newer than {known}")
        self.version = version
        self.known = known


class Recovered(NamedTuple):
    """The state of a partition as its journal tells it."""

    rows: dict[str, bytes]
    """Complete rows, the engine's `!recv/...` and `!sent/...` included."""
    marker: Marker
    outbox: list[list[bytes]]
    """Packed outbox of each batch that may be unpublished, oldest first."""
    dirty: list[str]
    """Rows to be put again: torn, or overwritten by a stale worker. Sorted."""
    hidden: bool
    """Whether a stale worker wrote over the marker, or over an outbox: a marker is to be written again."""
    last_batch: int
    """The highest batch number seen, torn and stale ones included: numbers go on above it."""
    highest_epoch: int
    stale: int
    """Records written by workers that had already lost the partition."""


def interpret(records: Iterable[JournalRecord]) -> Recovered:
    """
    Read a journal, in log order, up to (not including) the reader's own fence.

    A record of a lower epoch than one before it was written by a stale worker:
    dropped, and its key put again, for compaction does not know epochs; so is the
    marker, without which all rows would count as torn. A row of a batch above the
    last marker is torn: its previous value holds.

    Raises NewerJournalError, before it looks at a row, when the last marker asks for a
    reader of a newer version.
    """
    latest: dict[bytes, JournalRecord] = {}
    dirty: set[bytes] = set()
    over: dict[bytes, int] = {}
    last_mark: JournalRecord | None = None
    top = last_batch = stale = 0
    for record in records:
        epoch, batch = record.stamp
        last_batch = max(last_batch, batch)
        if epoch < top:
            stale += 1
            dirty.add(record.key)
            if record.key == MARK or record.key.startswith(OUTBOX):
                over[record.key] = record.offset
            continue
        top = epoch
        if record.key == MARK:
            last_mark = record
        else:
            latest[record.key] = record
    marker = Marker() if last_mark is None else read_marker(last_mark.value or b"", ROW_VERSION)
    if marker.version > ROW_VERSION:
        raise NewerJournalError(marker.version, ROW_VERSION)
    rows: dict[str, bytes] = {}
    for key, record in latest.items():
        if key == FENCE or key.startswith(OUTBOX):
            continue
        torn = record.stamp.batch > marker.batch
        value = record.previous if torn else record.value
        if torn:
            dirty.add(key)
        if value is not None:
            rows[key.decode()] = value
    names = sorted(key.decode() for key in dirty if key not in (FENCE, MARK) and not key.startswith(OUTBOX))
    outbox = _outbox(latest, marker)
    true = {key: last_mark if key == MARK else latest.get(key) for key in over}
    hidden = any(record is not None and record.offset < over[key] for key, record in true.items())
    let_go(latest)
    return Recovered(rows, marker, outbox, names, hidden, max(last_batch, marker.batch), top, stale)


def let_go(records: dict[bytes, JournalRecord]) -> None:
    """
    Empty a dictionary one by one.

    All at once it would hold the interpreter for as long as it takes to free millions of records: seconds, in which
    no heartbeat is sent and no probe answered.
    """
    while records:
        records.popitem()


def _outbox(latest: dict[bytes, JournalRecord], marker: Marker) -> list[list[bytes]]:
    """The outboxes the marker names. Slots left over from an earlier, longer batch are not among them."""
    batches = [_outbox_of(latest, marker.batch - back, count, marker.depth) for back, count in enumerate(marker.outbox)]
    batches.reverse()
    return batches


def _outbox_of(latest: dict[bytes, JournalRecord], batch: int, count: int, depth: int) -> list[bytes]:
    chunks: list[bytes] = []
    for index in range(count):
        record = latest.get(outbox_key(batch, depth, index))
        if record is not None and record.stamp.batch > batch:
            return []  # a later batch, torn, has the slot; it began only when this one was published
        if record is None or record.stamp.batch != batch or record.value is None:
            raise BrokenJournalError(f"part {index} of {count} of the outbox of batch {batch} is not in the journal")
        chunks.append(record.value)
    return chunks
