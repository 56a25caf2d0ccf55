"""
One journal partition, read by its documented rule and by no code of the worker's.

| key | value | headers |
|---|---|---|
| a row's key, `!recv/...`, `!sent/...` | the row; null when it is gone | `b`, `p` |
| `!out/<batch mod depth>/<i>` | a part of the batch's outbox | `b` |
| `!mark` | the marker that closes a batch, JSON | `b` |
| `!fence` | who took over, JSON | `b` |

Header `b` is `<epoch>.<batch>`, `p` the row's bytes before this batch. A record of a lower epoch than
one before it was written by somebody who had lost the partition. A batch without its marker is torn:
its rows' previous values hold.
"""

from typing import Final, NamedTuple

import orjson

from kontor.verify.record import Record
from models.row_version import FIRST, ROW_VERSION

FENCE: Final = b"!fence"
MARK: Final = b"!mark"
OUTBOX: Final = b"!out/"


class Entry(NamedTuple):
    """One record of a journal."""

    record: Record
    key: bytes
    value: bytes | None
    epoch: int
    batch: int
    previous: bytes | None

    @property
    def offset(self) -> int:
        """Where it stands."""
        return self.record.offset or 0


class Marker(NamedTuple):
    """What closes a batch."""

    applied: int = -1
    """Offset of the last input the rows include."""
    epoch: int = 0
    batch: int = 0
    depth: int = 1
    outbox: tuple[int, ...] = ()
    """Parts of the outbox of this batch, of the one before, ...: of those that may be unpublished."""
    version: int = FIRST
    """The row version a reader must know."""


def entry_of(record: Record) -> Entry:
    """A journal's record; ValueError when it has no stamp: then no worker wrote it."""
    stamp = previous = None
    for name, content in record.headers:
        if name == "b":
            stamp = content
        elif name == "p":
            previous = content
    if stamp is None or record.key is None:
        raise ValueError("a record in a journal that no worker wrote")
    epoch, _, batch = stamp.partition(b".")
    return Entry(record, record.key, record.value, int(epoch), int(batch), previous)


def marker_of(entry: Entry) -> Marker:
    """The marker in an entry; ValueError when it is none. One of a newer version has nothing but that."""
    try:
        told = orjson.loads(entry.value or b"")
        version = told.get("version", FIRST)
        if version > ROW_VERSION:
            return Marker(version=version)
        return Marker(told["applied"], told["epoch"], told["batch"], told["depth"], tuple(told["outbox"]), version)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("a marker in a journal that no worker wrote") from error


class Journal:
    """
    What a journal says, read in the order of its log.

    Torn batches are told by their missing marker, not by their number, so a worker that forgets to put
    torn rows again is found out. Where the log has holes (compaction) a marker may have been removed:
    there a batch that something follows counts as whole.
    """

    def __init__(self) -> None:
        self.rows: dict[bytes, bytes] = {}
        """Rows of complete batches, those of the engine (`!recv/`, `!sent/`) included."""
        self.marker = Marker()
        self.marks: list[int] = []
        """Offsets of the markers that count."""
        self.stale: list[Entry] = []
        self.torn: list[Entry] = []
        self.latest: dict[bytes, Entry] = {}
        """The last entry of each key: what a cleaner leaves."""
        self.entries = 0
        self.epoch = 0
        self._open: dict[bytes, Entry] = {}
        self._open_stamp = (-1, -1)
        self._whole = True
        self._next = 0

    def take(self, record: Record) -> None:
        """Take the next record; ValueError when no worker wrote it."""
        entry = entry_of(record)
        self.entries += 1
        if entry.offset != self._next:
            self._whole = False
        self._next = entry.offset + 1
        self.latest[entry.key] = entry
        if entry.epoch < self.epoch:
            self.stale.append(entry)
            return
        self.epoch = entry.epoch
        if entry.key == MARK:
            self._mark(entry)
        elif entry.key == FENCE:
            self._settle()
        elif not entry.key.startswith(OUTBOX):
            self._row(entry)

    def finish(self) -> None:
        """All is read: what has no marker by now is torn, or on its way."""
        self._whole = True
        self._settle()

    def _row(self, entry: Entry) -> None:
        stamp = entry.epoch, entry.batch
        if stamp != self._open_stamp:
            self._settle()
            self._open_stamp, self._whole = stamp, True
        self._open[entry.key] = entry

    def _mark(self, entry: Entry) -> None:
        if (entry.epoch, entry.batch) != self._open_stamp:
            self._settle()
        self._close()
        self.marker = marker_of(entry)
        self.marks.append(entry.offset)

    def _settle(self) -> None:
        """Something else begins: an open batch is torn, unless its marker may have been cleaned away."""
        if not self._whole:
            self._close()
            return
        for key, entry in self._open.items():
            self.torn.append(entry)
            self._put(key, entry.previous)
        self._begin_anew()

    def _close(self) -> None:
        for key, entry in self._open.items():
            self._put(key, entry.value)
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._open, self._open_stamp, self._whole = {}, (-1, -1), True

    def _put(self, key: bytes, value: bytes | None) -> None:
        if value is None:
            self.rows.pop(key, None)
        else:
            self.rows[key] = value
