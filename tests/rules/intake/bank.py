"""A bank that talks to an intake, and listens to what it sends on."""

from typing import Any, NamedTuple

import orjson

from models.inbox_headers import Headers, Origin, origin_headers, origin_of
from models.instants import format_instant
from models.unit import InboxRecord, Message
from rules.intake.fold import IntakeFold
from tests.journaling import journal

NOON = 1_764_000_000_000
"""2025-11-24T16:00:00Z."""
HOUR = 3_600_000
WEEK = 7 * 24 * HOUR
TOPICS = {
    "contact": "crm.contacts",
    "client": "crm.clients",
    "manager": "crm.managers",
    "wall": "crm.clients",
    "offer": "crm.offers",
    "fee": "crm.offers",
    "risk": "crm.offers",
    "policy": "kontor.policies",
}


class Sent(NamedTuple):
    """A message of the intake, decoded."""

    topic: str
    key: str | None
    partition: int | None
    type: str
    value: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = self.value["data"]
        return data


def decoded(message: Message) -> Sent:
    key = None if message.key is None else message.key.decode(errors="replace")
    return Sent(message.topic, key, message.partition, message.type, orjson.loads(message.value or b"null"))


def event(kind: str, data: object, *, time_ms: int | None, named: str, source: str = "crm") -> bytes:
    envelope = {"specversion": "1.0", "id": named, "source": source, "type": kind, "data": data}
    if time_ms is not None:
        envelope["time"] = format_instant(time_ms)
    return orjson.dumps(envelope)


class Bank:
    """Says things one second apart, unless told otherwise."""

    def __init__(self, intake: IntakeFold | None = None) -> None:
        self.intake = intake or IntakeFold()
        self.offset = 0
        self.now = NOON
        self.rows: dict[str, bytes] = {}

    def raw(
        self,
        topic: str,
        value: bytes | None,
        key: bytes | None = b"key",
        *,
        headers: Headers = (),
        timestamp_ms: int | None = None,
        more: Headers = (),
    ) -> list[Sent]:
        stamp = self.now if timestamp_ms is None else timestamp_ms
        copied = origin_headers(Origin(topic, 3, self.offset + 100, stamp, headers)) + more
        record = InboxRecord(self.offset, self.now, key, value, copied)
        self.offset += 1
        self.now += 1000
        return self.hear(record)

    def hear(self, record: InboxRecord) -> list[Sent]:
        foreseen = self.intake.foresee(record, origin_of(record.headers))
        sent = [decoded(message) for message in self.intake.apply(record)]
        assert self.intake.clock_ms == foreseen, "a replay is told before it takes a line how far the clock will go"
        journal(self.intake, self.rows)
        return sent

    def says(
        self,
        kind: str,
        /,
        *,
        ago_ms: int = 0,
        named: str | None = None,
        timestamp_ms: int | None = None,
        source: str = "crm",
        **data: object,
    ) -> list[Sent]:
        topic = TOPICS.get(kind.partition(".")[0], "crm.activity")
        value = event(kind, data, time_ms=self.now - ago_ms, named=named or f"e{self.offset}", source=source)
        return self.raw(topic, value, timestamp_ms=timestamp_ms)

    def client(self, client_id: str, desk_id: str = "D1", **more: Any) -> list[Sent]:
        return self.says("client.updated", **{"client_id": client_id, "segment": "sme", "desk_id": desk_id, **more})

    def manager(self, manager_id: str, desk_id: str = "D1", **more: Any) -> list[Sent]:
        return self.says(
            "manager.updated", **{"manager_id": manager_id, "desk_id": desk_id, "segments": ["sme"], **more}
        )

    def opens(self, contact_id: str, client_id: str = "C1", **more: Any) -> list[Sent]:
        return self.says(
            "contact.opened", **{"contact_id": contact_id, "client_id": client_id, "channel": "phone", **more}
        )

    def counts(self) -> dict[str, int]:
        return dict(self.intake.take_counts())


def short(sent: list[Sent]) -> list[tuple[str, str]]:
    """To whom, and what."""
    return [(each.key or "", each.type) for each in sent]
