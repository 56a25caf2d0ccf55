"""
An installation made by hand, in memory: topics, journals and commits as a sound worker would leave them.

It shares nothing with the worker but the rules, so a test may put anything wrong in it on purpose.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator

import orjson

from kontor.verify.bus import Span
from kontor.verify.record import Record
from models.inbox_headers import AUDIT_INBOX, DESK_INBOX, INTAKE_INBOX, TARIFF_INBOX, Headers, Origin, origin_headers
from models.messages.told import TARIFF_OFFERS
from models.recording import Line, write_line
from models.sequencing import Received, Sent
from models.unit import EVERY_PARTITION, Fold, InboxRecord, Message
from rules.audit.partition import AuditPartition
from rules.desk.partition import DeskPartition
from rules.intake.fold import IntakeFold
from rules.tariff.partition import TariffPartition
from tests.verify.records import EPOCH, PARTITIONS, kafka_place, place, stamp

BATCH = 10
DEPTH = 4
JOURNALS = {
    INTAKE_INBOX: "kontor.intake-journal",
    DESK_INBOX: "kontor.desk-journal",
    TARIFF_INBOX: "kontor.tariff-journal",
    AUDIT_INBOX: "kontor.audit-journal",
}
SINGLE = (INTAKE_INBOX, AUDIT_INBOX, "kontor.intake-journal", "kontor.audit-journal", "kontor.policies")
SOURCES = ("kontor.policies", "crm.managers", "crm.clients", "crm.contacts")


class House:
    """What a bank published, and what a sound worker made of it; it is a `Topics` of the verifier."""

    def __init__(self, start_ms: int, *, tariffs: bool = False) -> None:
        self.logs: dict[tuple[str, int], list[Record]] = defaultdict(list)
        self.committed: dict[tuple[str, int], int] = {}
        self.begins: dict[tuple[str, int], int] = {}
        self.now_ms = start_ms
        self._intake = Worker(self, "intake/0", IntakeFold(), INTAKE_INBOX, 0)
        self._desks = [
            Worker(self, f"desk/{number}", DeskPartition(), DESK_INBOX, number) for number in range(PARTITIONS)
        ]
        if tariffs:
            self._desks += [
                Worker(self, f"tariff/{number}", TariffPartition(), TARIFF_INBOX, number)
                for number in range(PARTITIONS)
            ]
            self._desks.append(Worker(self, "audit/0", AuditPartition(), AUDIT_INBOX, 0))
        self._copied = [0] * PARTITIONS if tariffs else []

    # the bank's and the worker's side

    def publish(self, lines: Iterable[Line]) -> list[Record]:
        """The CRM publishes, and collect copies."""
        records = []
        for line in lines:
            partition = 0 if line.topic == "kontor.policies" else place(line.key)
            record = self.append(line.topic, partition, line.key, line.value, line.headers)
            origin = Origin(line.topic, partition, record.offset or 0, record.timestamp_ms, line.headers)
            self.append(INTAKE_INBOX, 0, line.key, line.value, origin_headers(origin))
            self.committed[line.topic, partition] = (record.offset or 0) + 1
            records.append(record)
        return records

    def append(
        self, topic: str, partition: int, key: bytes | None, value: bytes | None, headers: Headers = ()
    ) -> Record:
        """Append one record, 20 ms after the last."""
        self.now_ms += 20
        log = self.logs[topic, partition]
        offset = (log[-1].offset or 0) + 1 if log else self.begins.get((topic, partition), 0)
        log.append(Record(topic, key, self.now_ms, value, headers, partition, offset))
        return log[-1]

    def work(self) -> None:
        """The workers decide all there is, and what desks tell each other of it."""
        before = -1
        while before != (before := len(self.logs[INTAKE_INBOX, 0])):
            self._intake.work()
            for desk in self._desks:
                desk.work()
                self._copy_offers()

    def _copy_offers(self) -> None:
        """What was said of tariffs is copied to the audit."""
        for number, done in enumerate(self._copied):
            for record in self.logs[TARIFF_OFFERS, number][done:]:
                origin = Origin(TARIFF_OFFERS, number, record.offset or 0, record.timestamp_ms, record.headers)
                self.append(AUDIT_INBOX, 0, record.key, record.value, origin_headers(origin))
                self._copied[number] += 1
                self.committed[TARIFF_OFFERS, number] = (record.offset or 0) + 1

    def checkpoint(self, *units: str) -> None:
        """Each unit's partition writes down where it stands, in two parts; `units`: only these (`desk/0`)."""
        for worker in (self._intake, *self._desks):
            if not units or worker.name in units:
                worker.checkpoint()

    def forget(self, topic: str, partition: int, before: int) -> None:
        """Retention takes the records before an offset."""
        log = self.logs[topic, partition]
        log[:] = [record for record in log if (record.offset or 0) >= before]
        self.begins[topic, partition] = before

    def copy(self) -> "House":
        """The same topics again, to be broken; nobody works there any more."""
        other = House(self.now_ms)
        other.logs = defaultdict(list, {where: list(log) for where, log in self.logs.items()})
        other.committed, other.begins = dict(self.committed), dict(self.begins)
        return other

    # the verifier's side

    def spans(self, topic: str) -> dict[int, Span]:
        count = 1 if topic in SINGLE else PARTITIONS
        spans = {}
        for number in range(count):
            log = self.logs[topic, number]
            begin = self.begins.get((topic, number), 0)
            spans[number] = Span(begin, (log[-1].offset or 0) + 1 if log else begin)
        return spans

    def read(self, topic: str) -> Iterator[Record]:
        for number in self.spans(topic):
            yield from list(self.logs[topic, number])

    def commits(self) -> dict[tuple[str, int], int]:
        return dict(self.committed)

    # for tests

    def all(self, topic: str) -> list[Record]:
        return list(self.read(topic))

    def put(self, old: Record, new: Record) -> None:
        """Replace a record."""
        log = self.logs[old.topic, old.partition or 0]
        log[log.index(old)] = new

    def drop(self, record: Record) -> None:
        """Lose a record, and nobody's offset changes."""
        self.logs[record.topic, record.partition or 0].remove(record)

    def unwrite(self, record: Record) -> None:
        """It was never written: those behind it stand one place further to the front."""
        log = self.logs[record.topic, record.partition or 0]
        log[:] = [each._replace(offset=number) for number, each in enumerate(each for each in log if each != record)]

    def recording(self, *topics: str) -> list[bytes]:
        """The records of topics as a recording, in order of their timestamps."""
        records = sorted(
            (record for topic in topics for record in self.read(topic)), key=lambda each: each.timestamp_ms
        )
        return [write_line(Line(*record[:-1])) for record in records]


class Worker:
    """One partition of a unit: folds, journals, publishes, commits, in batches."""

    def __init__(self, house: House, name: str, fold: Fold, inbox: str, partition: int) -> None:
        self.house, self.name, self.fold, self.inbox, self.partition = house, name, fold, inbox, partition
        self.fold.restore({}, EPOCH)
        self.received, self.sent = Received(), Sent()
        self.rows: dict[str, bytes] = {}
        self.done = self.batch = 0
        self.write(b"!fence", b'{"worker":"hand"}', 0)

    def work(self) -> None:
        log = self.house.logs[self.inbox, self.partition]
        while self.done < len(log):
            batch, self.done = log[self.done : self.done + BATCH], min(len(log), self.done + BATCH)
            self.take(batch)

    def take(self, records: list[Record]) -> None:
        self.batch += 1
        told: list[Message] = []
        for record in records:
            said = dict(record.headers)
            if "n" not in said or self.received.fresh(said["sender"].decode(), int(said["n"])):
                told += self.fold.apply(
                    InboxRecord(record.offset or 0, record.timestamp_ms, *record[1:2], record.value, record.headers)
                )
        outgoing = [(message, number) for message in told for number in self.targets(message)]
        numbers = [
            self.sent.next(message.topic, number) if message.topic in JOURNALS else -1 for message, number in outgoing
        ]
        self.journal_rows()
        self.write(f"!out/{self.batch % DEPTH}/0".encode(), b"packed", self.batch)
        self.mark(records[-1].offset or 0)
        for (message, partition), number in zip(outgoing, numbers, strict=True):
            numbered: Headers = (("sender", self.name.encode()), ("n", b"%d" % number))
            headers = () if number < 0 else numbered
            self.house.append(message.topic, partition, message.key, message.value, headers)
        self.house.committed[self.inbox, self.partition] = (records[-1].offset or 0) + 1

    def targets(self, message: Message) -> range:
        if message.partition == EVERY_PARTITION:
            return range(PARTITIONS)
        number = kafka_place(message.key) if message.topic in (DESK_INBOX, TARIFF_INBOX) else place(message.key)
        number = 0 if message.topic in ("kontor.dead-letters", INTAKE_INBOX, AUDIT_INBOX) else number
        return range(number, number + 1)

    def journal_rows(self) -> None:
        for source in (self.fold, self.received, self.sent):
            for key in source.take_touched():
                row, before = source.row(key), self.rows.get(key)
                if row == before:
                    continue
                self.write(key.encode(), row, self.batch, before)
                if row is None:
                    del self.rows[key]
                else:
                    self.rows[key] = row

    def checkpoint(self) -> None:
        last = self.house.logs[self.inbox, self.partition][self.done - 1]
        told = [text for key, row in self.rows.items() for text in (key, row.decode())]
        half = len(told) // 4 * 2
        for part, some in enumerate((told[:half], told[half:])):
            head = {"epoch": EPOCH, "applied": last.offset, "at": last.timestamp_ms, "version": 1, "part": part}
            said = orjson.dumps(head | {"last": part == 1})
            value = zlib.compress(orjson.dumps(some))
            self.house.append("kontor.checkpoints", self.partition, self.name.encode(), value, (("checkpoint", said),))

    def mark(self, applied: int) -> None:
        told = {"applied": applied, "epoch": EPOCH, "batch": self.batch, "depth": DEPTH, "outbox": [1]}
        self.write(b"!mark", orjson.dumps(told), self.batch)

    def write(
        self, key: bytes, value: bytes | None, batch: int, before: bytes | None = None, epoch: int = EPOCH
    ) -> None:
        self.house.append(JOURNALS[self.inbox], self.partition, key, value, stamp(batch, before, epoch))
