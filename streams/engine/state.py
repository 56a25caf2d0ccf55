"""The state of one partition: the fold, the numbers of its neighbours, and the rows last journaled."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from models.inbox_headers import NUMBER, SENDER
from models.row_version import FIRST
from models.sequencing import Received, Sent
from models.unit import Fold, InboxRecord, Message
from streams.engine.journal_reading import ENGINE_KEY
from streams.engine.journal_records import NO_OFFSET, Marker, row_record
from streams.engine.outbox import UNNUMBERED, Pair, Record, Section
from streams.engine.producing import Partitioner
from streams.engine.unit import Unit


class Folded(NamedTuple):
    """What folding one batch gave."""

    messages: list[Message]
    fresh: int
    """Records folded."""
    replayed: int
    """Records at or below the marker: their rows and messages are in the journal already."""
    repeated: int
    """Records whose number the sender had used before."""


class PartitionState:
    """Everything a batch changes, in memory; the journal holds the same."""

    def __init__(self, unit: Unit, partition: int) -> None:
        self.unit = unit
        self.fold: Fold = unit.make_fold()
        self.applied = NO_OFFSET
        self.version = FIRST
        """The row version that the journal has asked of its readers so far; it never falls."""
        self.checkpointed = 0
        """Day (UTC, since 1970) of the last whole checkpoint; 0: none."""
        self.rows: dict[str, bytes] = {}
        self._received = Received()
        self._sent = Sent()
        self._sender = f"{unit.name}/{partition}".encode()

    def needed_version(self) -> int:
        """The row version that a reader of the journal must know, this batch included."""
        self.version = max(self.version, self.fold.needs_version())
        return self.version

    def restored(self, rows: dict[str, bytes], epoch: int) -> Fold:
        """
        Give a fold of what a journal says, whose new decisions carry `epoch`.

        Changes nothing here, so that it may be done in a thread, and be left.
        """
        fold = self.unit.make_fold()
        fold.restore({key: row for key, row in rows.items() if not key.startswith(ENGINE_KEY)}, epoch)
        return fold

    def become(self, fold: Fold, rows: dict[str, bytes], marker: Marker) -> None:
        """Replace the state by what a journal says; `fold` is what `restored` gave for the rows."""
        self.fold, self.rows = fold, rows
        self.applied, self.version, self.checkpointed = marker.applied, marker.version, marker.checkpoint
        self._received = Received(rows)
        self._sent = Sent(rows)

    def apply(self, records: Iterable[Any]) -> Folded:
        """Fold aiokafka's records in, in order."""
        apply, fresh_number, applied = self.fold.apply, self._received.fresh, self.applied
        messages: list[Message] = []
        fresh = replayed = repeated = 0
        for record in records:
            offset = record.offset
            if offset <= applied:
                replayed += 1
                continue
            headers = record.headers
            if headers:
                sender, number = _numbered(headers)
                if sender is not None and not fresh_number(sender, number):
                    repeated += 1
                    applied = offset
                    continue
            applied = offset
            fresh += 1
            said = apply(InboxRecord(offset, record.timestamp, record.key, record.value, tuple(headers)))
            if said:
                messages.extend(said)
        self.applied = applied
        return Folded(messages, fresh, replayed, repeated)

    def address(self, messages: Iterable[Message], partitioner: Partitioner) -> list[Section]:
        """The messages by where they go: copied to each partition where asked, numbered for an inbox."""
        targets: dict[tuple[str, int], list[Pair]] = {}
        for message in messages:
            topic, pair = message.topic, (message.key, message.value)
            for partition in partitioner.partitions(message):
                pairs = targets.get((topic, partition))
                if pairs is None:
                    targets[topic, partition] = [pair]
                else:
                    pairs.append(pair)
        numbered, sender, take = self.unit.writes_to, self._sender, self._sent.take
        return [
            Section(topic, partition, pairs, take(topic, partition, len(pairs)), sender)
            if topic in numbered
            else Section(topic, partition, pairs)
            for (topic, partition), pairs in targets.items()
        ]

    def take_rows(self, stamp: tuple[str, bytes]) -> list[Record]:
        """The rows that differ from what was last journaled, with their previous bytes."""
        items: list[Record] = []
        for source in (self.fold, self._received, self._sent):
            for key in source.take_touched():
                row, previous = source.row(key), self.rows.get(key)
                if row == previous:
                    continue
                if row is None:
                    del self.rows[key]
                else:
                    self.rows[key] = row
                items.append(row_record(key, row, previous, stamp))
        return items

    def put_again(self, keys: Iterable[str], stamp: tuple[str, bytes]) -> list[Record]:
        """Rows as they stand, value and previous value alike: what a torn or stale write must not leave behind."""
        return [row_record(key, row := self.rows.get(key), row, stamp) for key in keys]

    def take_counts(self) -> Mapping[str, int]:
        """What the fold counted since the last call."""
        return self.fold.take_counts()


def _numbered(headers: Sequence[tuple[str, bytes]]) -> tuple[str | None, int]:
    """Sender and number of an inbox record; they stand first if they stand there at all."""
    if headers[0][0] != SENDER or len(headers) < 2 or headers[1][0] != NUMBER:
        return None, UNNUMBERED
    return headers[0][1].decode(), int(headers[1][1])
