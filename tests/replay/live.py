"""A bus without a broker: collect, intake, desks on several partitions, coverages, and timers that append ticks."""

from random import Random
from zlib import crc32

import orjson

from models.inbox_headers import (
    AUDIT_INBOX,
    DESK_INBOX,
    INTAKE_INBOX,
    NUMBER,
    SEARCHES,
    SENDER,
    TARIFF_INBOX,
    TICKS,
    TOPIC,
    Origin,
    origin_headers,
)
from models.instants import format_instant
from models.messages.told import TARIFF_OFFERS
from models.recording import Line, read_line
from models.sequencing import Sent
from models.unit import EVERY_PARTITION, Fold, InboxRecord, Message
from rules.audit.partition import AuditPartition
from rules.desk.partition import DeskPartition
from rules.intake.fold import IntakeFold
from rules.tariff.partition import TariffPartition
from tests.journaling import journal
from tests.rules.intake.bank import event


class Live:
    """
    Hears a day as workers would, at most `jitter_ms` late, and keeps what stood on every topic.

    Ticks are late, early, repeated or missing for a while, as timers of processes are.
    """

    def __init__(self, partitions: int, seed: int, jitter_ms: int = 300, slow: float = 0, restarts: float = 0) -> None:
        """`slow`: how often desks' words to others are late; `restarts`: how often a unit is read from its rows."""
        self.slow, self.restarts = slow, restarts
        self.random = Random(seed)
        self.jitter_ms = jitter_ms
        self.intake = IntakeFold()
        self.desks = [DeskPartition() for _ in range(partitions)]
        for desks in self.desks:
            desks.restore({}, 4)
        self.coverages = TariffPartition()
        self.told_to_coverages = 0
        self.audit = AuditPartition()
        self.inbox: list[Line] = []
        self.desk_inbox: list[Line] = []
        self.told: list[Line] = []
        self.sent = Sent()
        self.sent_by = [Sent() for _ in range(partitions)]
        self.counts: dict[str, int] = {}
        self.rows: list[dict[str, bytes]] = [{} for _ in range(partitions + 3)]
        """What each unit has written down; then the intake's, the coverages', the audit's."""
        self.asides: list[tuple[int, Message]] = []
        """What desks have told each other and the intake has not heard: by whom, what."""
        self.now = 0
        self.places: dict[str, int] = {}

    def start(self, instant_ms: int) -> None:
        value = event(
            "kontor.started", {"start": format_instant(instant_ms)}, time_ms=instant_ms, named="started/w", source="k"
        )
        self.append(None, value, ((TOPIC, b"kontor.started"),), instant_ms)

    def hear(self, text: bytes) -> None:
        """Collect one line of the bank; now and then copy it twice, as after a crash."""
        line = read_line(text)
        place = self.places.get(line.topic, 0)
        self.places[line.topic] = place + 1
        arrival = max(self.now, line.timestamp_ms + self.random.randint(0, self.jitter_ms))
        self.timers(arrival)
        self.restart()
        headers = origin_headers(Origin(line.topic, 0, place, line.timestamp_ms, line.headers))
        self.append(line.key, line.value, headers, arrival)
        if self.random.random() < 0.05:
            self.inbox.append(self.inbox[-1]._replace(offset=len(self.inbox)))
        self.pass_on_asides(arrival)
        self.answer(arrival)

    def timers(self, now_ms: int) -> None:
        """Every owner's timer, up to `now_ms`: what is due is appended to the intake's inbox."""
        while (step := self.next_step()) is not None and step <= now_ms:
            self.now = max(self.now, step)
            ticks = [tick for unit in self.ticked for tick in unit.ticks(self.now)]
            self.random.shuffle(ticks)
            for tick in ticks:
                for _ in range(self.random.choice([1, 1, 2])):
                    self.append(tick.key, tick.value, ((TOPIC, TICKS.encode()),), self.now)
                self.pass_on_asides(self.now)
        self.now = max(self.now, now_ms)

    @property
    def ticked(self) -> list[Fold]:
        return [*self.desks, self.coverages, self.audit]

    def next_step(self) -> int | None:
        due = [due for unit in self.ticked if (due := unit.next_due()) is not None]
        return min(due) + self.random.randint(0, 40) if due else None

    def append(self, key: bytes | None, value: bytes | None, headers: tuple[tuple[str, bytes], ...], at: int) -> None:
        offset = len(self.inbox)
        self.inbox.append(Line(INTAKE_INBOX, key, at, value, headers, 0, offset))
        for message in self.intake.apply(InboxRecord(offset, at, key, value, headers)):
            if message.topic == DESK_INBOX:
                self.route(message, at)
            elif message.topic == TARIFF_INBOX:
                record = InboxRecord(self.told_to_coverages, at, message.key, message.value)
                self.told_to_coverages += 1
                for told in self.coverages.apply(record):
                    self.told.append(line_of(told))
                    if told.topic == TARIFF_OFFERS:
                        self.told_to_audit(told, at)
            elif message.topic == AUDIT_INBOX:
                self.told_to_audit(message, at)
            else:
                self.told.append(line_of(message))

    def told_to_audit(self, message: Message, at: int) -> None:
        """What the intake tells it, and the copies of what is said of tariffs; now and then one comes twice."""
        for _ in range(self.random.choice([1, 1, 2]) if message.topic == TARIFF_OFFERS else 1):
            self.told += map(line_of, self.audit.apply(InboxRecord(0, at, message.key, message.value)))

    def route(self, message: Message, at: int) -> None:
        key = message.key or b""
        wanted = range(len(self.desks)) if message.partition == EVERY_PARTITION else [crc32(key) % len(self.desks)]
        for partition in wanted:
            number = self.sent.next(DESK_INBOX, partition)
            headers = ((SENDER, b"intake/0"), (NUMBER, b"%d" % number))
            self.desk_inbox.append(Line(DESK_INBOX, key, at, message.value, headers, partition, number))
            record = InboxRecord(number, at, key, message.value, headers)
            for told in self.desks[partition].apply(record):
                if told.topic == INTAKE_INBOX:
                    self.asides.append((partition, told))
                else:
                    self.told.append(line_of(told))

    def answer(self, at: int, *, last: bool = False) -> None:
        """What searches find is appended too, each for the state it was asked in, now and then late or twice."""
        while (asked := [each for desks in self.desks for each in desks.searches()]) and (
            last or self.random.random() >= self.slow
        ):
            for message in [each.ask()() for each in asked]:
                for _ in range(self.random.choice([1, 1, 2])):
                    self.append(message.key, message.value, ((TOPIC, SEARCHES.encode()),), at)
            self.restart()

    def restart(self) -> None:
        """Now and then a unit begins again from its rows."""
        behind: list[Fold] = [self.coverages, self.audit] if self.told_to_coverages else []
        units: list[Fold] = [*self.desks, self.intake, *behind]
        for unit, rows in zip(units, self.rows, strict=False):
            journal(unit, rows)
            for name, count in unit.take_counts().items():
                self.counts[name] = self.counts.get(name, 0) + count
            if self.restarts and self.random.random() < self.restarts:
                unit.restore(rows, 4)

    def pass_on_asides(self, at: int, *, last: bool = False) -> None:
        """What desks tell others is appended to the intake's inbox, now and then late, now and then twice."""
        while self.asides and (last or self.random.random() >= self.slow):
            partition, message = self.asides.pop(0)
            number = self.sent_by[partition].next(INTAKE_INBOX, 0)
            headers = ((SENDER, b"desk/%d" % partition), (NUMBER, b"%d" % number))
            self.append(message.key, message.value, headers, at)
            self.restart()
            if self.random.random() < 0.2:
                self.inbox.append(self.inbox[-1]._replace(offset=len(self.inbox)))


def line_of(message: Message) -> Line:
    return Line(message.topic, message.key, message.at_ms, message.value)


def compared(lines: list[Line]) -> dict[str, list[bytes]]:
    """
    What a reader can tell apart: decisions by desk and seq, everything else in order within its key.

    The epoch is set aside.
    """
    seen: dict[str, list[tuple[int, bytes]]] = {}
    for place, line in enumerate(lines):
        value = orjson.loads(line.value or b"null")
        if line.topic == "kontor.assignments":
            data = value["data"]
            data["epoch"] = 0
            seen.setdefault(f"{line.topic} {data['desk_id']}", []).append((data["seq"], orjson.dumps(value)))
        else:
            seen.setdefault(f"{line.topic} {line.key!r}", []).append((place, orjson.dumps(value)))
    return {key: [value for _, value in sorted(values)] for key, values in seen.items()}
