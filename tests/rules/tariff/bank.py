"""A small bank for the tariffs' tests: its topics go through a real intake, its coverages answer."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from models.business_days import business_date
from models.inbox_headers import NUMBER, SENDER, TARIFF_INBOX, TICKS, TOPIC, Origin
from models.instants import DAY_MS, parse_instant
from models.messages.told import told_fault
from models.policy import Policy
from models.recording import Line, write_line
from models.unit import InboxRecord, Message
from rules.intake.fold import IntakeFold
from rules.tariff import exact_json
from rules.tariff.partition import TariffPartition
from tests.rules.intake.bank import TOPICS, event

NOON: Final = parse_instant("2025-12-20T09:00:00Z")
"""Noon of the twentieth of December in Moscow."""
POLICY: Final[dict[str, Any]] = {"name": "test", "lines": [{}], "tariffs": {"correction_days": 30}}


class Bank:
    """Says things at noon of a day, in the order of the days; keeps the tariffs' log and all they published."""

    def __init__(self, policy: Mapping[str, Any] | None = POLICY) -> None:
        self.intake = IntakeFold()
        self.fold = TariffPartition()
        self.lines: list[bytes] = []
        """What the bank said, as a recording of its topics."""
        self.log: list[InboxRecord] = []
        self.said: list[Message] = []
        self.told: list[dict[str, Any]] = []
        self.letters: list[dict[str, Any]] = []
        self.now = NOON
        self._lines = 0
        if policy is not None:
            self.activate(policy)

    def on(self, day: str, hour: int = 9) -> None:
        """From now on it is that day; ticks of the days between come first."""
        now = parse_instant(f"{day}T{hour:02d}:00:00Z")
        assert now // DAY_MS >= self.now // DAY_MS, "time does not go back"
        now = max(now, self.now)
        self._tick_until(now)
        self.now = now

    def says(self, kind: str, /, *, named: str | None = None, **data: Any) -> list[dict[str, Any]]:
        """An event of the bank; gives what coverages published."""
        topic = TOPICS.get(kind.partition(".")[0], "crm.activity")
        value = event(kind, data, time_ms=self.now, named=named or f"e{self._lines}")
        return self.line(topic, b"key", value)

    def line(self, topic: str, key: bytes, value: bytes | None) -> list[dict[str, Any]]:
        """A record of a topic."""
        record = InboxRecord(self._lines, self.now, key, value)
        self.lines.append(write_line(Line(topic, key, self.now, value)))
        self._lines += 1
        told: list[dict[str, Any]] = []
        for message in self.intake.take(record, Origin(topic, 0, self._lines, self.now, ())):
            told += self._pass_on(message)
        self.now += 1000
        return told

    def activate(self, policy: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Put a policy in force."""
        loaded = Policy.from_canonical(dict(policy))
        return self.says("policy.activated", policy=loaded.canonical, version=loaded.version)

    def given(self, contact_id: str, client_id: str, manager_id: str, **more: Any) -> list[dict[str, Any]]:
        """A desk's word that a manager has got a contact, as its fold writes it for the intake."""
        nothing = dict.fromkeys(("product", "purpose", "language"))
        data = {"contact_id": contact_id, "client_id": client_id, "manager_id": manager_id, "channel": "phone"}
        value = event("contact.assigned", {**data, **nothing, **more}, time_ms=self.now, named=f"d/{contact_id}")
        headers = ((SENDER, b"desk/0"), (NUMBER, b"%d" % self._lines))
        record = InboxRecord(self._lines, self.now, client_id.encode(), value, headers)
        self._lines += 1
        told = [each for message in self.intake.apply(record) for each in self._pass_on(message)]
        self.now += 1000
        return told

    def client(self, client_id: str, **more: Any) -> list[dict[str, Any]]:
        """A client's snapshot."""
        return self.says("client.updated", **{"client_id": client_id, "segment": "sme", "desk_id": "D", **more})

    def posts(self, client_id: str, minor: int, day: str | None = None, **more: Any) -> list[dict[str, Any]]:
        """A sale, today unless said otherwise."""
        posting = {
            "posting_id": f"p{self._lines}",
            "client_id": client_id,
            "amount_minor": minor,
            "currency": "RUB",
            "direction": "credit",
            "kind": "sale",
            "value_date": day or self.today,
        }
        return self.says("turnover.posted", **{**posting, **more})

    @property
    def today(self) -> str:
        """The date in Moscow, by whose noons and mornings the tests live."""
        return business_date(self.now, "Europe/Moscow").isoformat()

    def _pass_on(self, message: Message) -> list[dict[str, Any]]:
        if message.topic == TARIFF_INBOX:
            return self.put(InboxRecord(len(self.log), self.now, message.key, message.value))
        if message.topic == "kontor.dead-letters":
            self.letters.append(orjson.loads(message.value or b"")["data"])
        return []

    def put(self, record: InboxRecord) -> list[dict[str, Any]]:
        """One command as it stands."""
        self.log.append(record)
        messages = list(self.fold.apply(record))
        self.said += messages
        told = [read(each) for each in messages]
        self.told += told
        return told

    def _tick_until(self, now: int) -> None:
        while (due := self.fold.next_due()) is not None and due <= now:
            self.now = max(self.now, due)
            for tick in self.fold.ticks(due):
                record = InboxRecord(self._lines, self.now, tick.key, tick.value, ((TOPIC, TICKS.encode()),))
                self._lines += 1
                for message in self.intake.apply(record):
                    self._pass_on(message)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """What was published of a type."""
        return [each for each in self.told if each["type"] == kind]


def read(message: Message) -> dict[str, Any]:
    """A message, checked against the catalogue, flattened."""
    assert message.value is not None
    assert message.key is not None
    fault = told_fault(message.topic, message.value)
    assert fault is None, fault
    said = exact_json.loads(message.value)
    assert said["subject"] == message.key.decode()
    return {"topic": message.topic, "id": said["id"], **said["data"], "type": said["type"]}
