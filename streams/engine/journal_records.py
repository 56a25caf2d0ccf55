"""
The records of a journal partition, exact to the byte.

| key | value | headers |
|---|---|---|
| a fold's row key, `!recv/...`, `!sent/...` | the row; null when it is gone | `b`, `p` |
| `!out/<batch mod depth>/<i>` | a part of the batch's outbox (`outbox.py`) | `b` |
| `!mark` | the closing marker, JSON | `b` |
| `!fence` | who took over, JSON | `b` |

The marker's `version` is the row version (`models/row_version.py`) that a reader of the
journal must know; keys, headers and that field are the same in all versions. Header `b`
is `<epoch>.<batch>`, `p` the row's bytes before this batch (absent if there was none).
A deleted row is a Kafka tombstone, so compaction forgets it.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import orjson

from models.row_version import FIRST
from streams.engine.outbox import Record

FENCE: Final = b"!fence"
MARK: Final = b"!mark"
OUTBOX: Final = b"!out/"
STAMP_HEADER: Final = "b"
PREVIOUS_HEADER: Final = "p"
NO_OFFSET: Final = -1


class Stamp(NamedTuple):
    """Under which ownership, and in which batch of it, a record was written."""

    epoch: int
    batch: int

    def header(self) -> tuple[str, bytes]:
        """The record header that carries it."""
        return STAMP_HEADER, b"%d.%d" % self


class JournalRecord(NamedTuple):
    """One record read from a journal."""

    offset: int
    key: bytes
    value: bytes | None
    stamp: Stamp
    previous: bytes | None


class Marker(NamedTuple):
    """What a complete batch leaves behind: all before it is durable."""

    applied: int = NO_OFFSET
    """Offset of the last input record the state includes."""
    epoch: int = 0
    batch: int = 0
    depth: int = 1
    """How many batches may be in flight; the outbox slot of batch b is `b mod depth`."""
    outbox: tuple[int, ...] = ()
    """Outbox records of this batch, of the one before, ...: of those that may be unpublished, at most `depth`."""
    version: int = FIRST
    """The lowest row version whose code understands all that the journal holds."""
    checkpoint: int = 0
    """Day (UTC, since 1970) of the last whole checkpoint of the partition; left out while there is none."""

    def record(self) -> Record:
        """The record that closes a batch."""
        told = self._asdict()
        if not self.checkpoint:
            del told["checkpoint"]
        return (MARK, orjson.dumps(told), [Stamp(self.epoch, self.batch).header()])


def fence_record(epoch: int, worker: str) -> Record:
    """The record by which a new owner takes a partition over."""
    return (FENCE, orjson.dumps({"worker": worker}), [Stamp(epoch, 0).header()])


def row_record(key: str, value: bytes | None, previous: bytes | None, stamp: tuple[str, bytes]) -> Record:
    """A row as it is after a batch; `stamp` is the batch's stamp header, made once."""
    headers = [stamp] if previous is None else [stamp, (PREVIOUS_HEADER, previous)]
    return key.encode(), value, headers


def outbox_key(batch: int, depth: int, index: int) -> bytes:
    """Key of the index-th outbox record of a batch."""
    return b"%s%d/%d" % (OUTBOX, batch % depth, index)


def read_marker(value: bytes, known: int) -> Marker:
    """The marker in a record's value, if its version is one we know; one of a newer version has nothing but that."""
    told = orjson.loads(value)
    version = told.get("version", FIRST)
    if version > known:
        return Marker(version=version)
    outbox, checkpoint = tuple(told["outbox"]), told.get("checkpoint", 0)
    return Marker(told["applied"], told["epoch"], told["batch"], told["depth"], outbox, version, checkpoint)


def read_records(records: Iterable[Any]) -> list[JournalRecord]:
    """
    Aiokafka's records as journal records.

    Raises ValueError for a record without a stamp: somebody else writes to the journal.
    """
    stamps: dict[bytes, Stamp] = {}
    read: list[JournalRecord] = []
    for record in records:
        stamp = previous = None
        for name, content in record.headers:
            if name == STAMP_HEADER:
                stamp = stamps.get(content)
                if stamp is None:
                    epoch, _, batch = content.partition(b".")
                    stamp = stamps[content] = Stamp(int(epoch), int(batch))
            elif name == PREVIOUS_HEADER:
                previous = content
        if stamp is None or record.key is None:
            raise ValueError(f"record {record.offset} of a journal is not ours: only workers may write there")
        read.append(JournalRecord(record.offset, record.key, record.value, stamp, previous))
    return read
