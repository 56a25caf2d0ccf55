"""The units folded again from their inboxes: the pure rules, and around them only what tells repeats and counts."""

from collections.abc import Mapping, Sequence
from typing import Final

from kontor.verify.record import Record
from models.inbox_headers import NUMBER, SENDER
from models.sequencing import Received, Sent
from models.unit import EVERY_PARTITION, Fold, InboxRecord, Message

UNNUMBERED: Final = -1


class Stage:
    """One partition of a unit."""

    def __init__(self, fold: Fold, rows: Mapping[str, bytes] | None = None) -> None:
        """`fold` begins with `rows` (those of the engine among them), else empty, and decides under epoch 0."""
        begin = rows or {}
        self._fold = fold
        self._fold.restore({key: row for key, row in begin.items() if not key.startswith("!")}, 0)
        self._received = Received(begin)
        self._sent = Sent(begin)
        self._touched: set[str] = set(begin)

    def take(self, record: Record) -> Sequence[Message] | None:
        """Fold one record of the inbox in; None when its sender's number was there before."""
        sender, number = numbered(record)
        if sender is not None:
            fresh = self._received.fresh(sender, number)
            self._touched.update(self._received.take_touched())
            if not fresh:
                return None
        told = self._fold.apply(
            InboxRecord(record.offset or 0, record.timestamp_ms, record.key, record.value, record.headers)
        )
        self._touched.update(self._fold.take_touched())
        return told

    def repeats(self, record: Record) -> bool:
        """Whether the number of a record's sender was there before; remembers nothing."""
        sender, number = numbered(record)
        return sender is not None and number <= self._received.last(sender)

    def number(self, topic: str, partition: int) -> int:
        """The number of the next record this unit writes to a partition of another's inbox."""
        number = self._sent.next(topic, partition)
        self._touched.update(self._sent.take_touched())
        return number

    def rows(self) -> dict[str, bytes]:
        """Every row as it now is."""
        rows: dict[str, bytes] = {}
        for key in self._touched:
            if key.startswith("!recv/"):
                row = self._received.row(key)
            else:
                row = self._sent.row(key) if key.startswith("!sent/") else self._fold.row(key)
            if row is not None:
                rows[key] = row
        return rows


def numbered(record: Record) -> tuple[str | None, int]:
    """Sender and number of an inbox record; they stand first if they stand there at all."""
    headers = record.headers
    if len(headers) < 2 or headers[0][0] != SENDER or headers[1][0] != NUMBER:
        return None, UNNUMBERED
    try:
        return headers[0][1].decode(), int(headers[1][1])
    except ValueError:
        return None, UNNUMBERED


class Spread:
    """Key to partition as every Kafka client does it (murmur2), remembered."""

    def __init__(self, partitions: int) -> None:
        self._partitions = partitions
        self._known: dict[bytes | None, int] = {}

    def of(self, message: Message) -> Sequence[int]:
        """Where a message goes: one partition, or all."""
        if message.partition == EVERY_PARTITION:
            return range(self._partitions)
        return (self.partition_of(message.key) if message.partition is None else message.partition,)

    def partition_of(self, key: bytes | None) -> int:
        """The partition of a key."""
        place = self._known.get(key)
        if place is None:
            from kafka.partitioner.default import murmur2

            place = 0 if key is None else (murmur2(key) & 0x7FFFFFFF) % self._partitions
            self._known[key] = place
        return place
