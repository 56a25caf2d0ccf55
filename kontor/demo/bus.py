"""The demo's own two ends of the bus: it publishes as a CRM does, and reads what anybody may read."""

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

import orjson

from kontor.demo.board import ASSIGNMENTS, SHOWN
from models.recording import Line
from rules.figures.percentile import Spread
from streams.security import aiokafka_access
from streams.settings import Settings
from streams.topics import names_of

_OPENED: Final = "contact.opened"


class Seen(NamedTuple):
    """One record that Kontor published."""

    topic: str
    """Catalogue name."""
    key: str
    event: Mapping[str, Any] | None
    """The CloudEvent; None is a tombstone."""


class DemoBus:
    """A producer for `crm.*` and a consumer of what Kontor publishes, in the thread of the show."""

    def __init__(self, settings: Settings) -> None:
        from kafka import KafkaConsumer, KafkaProducer, TopicPartition

        connection, names = aiokafka_access(settings), names_of(settings)
        self._producer = KafkaProducer(**connection, acks="all", linger_ms=0)
        self._consumer = KafkaConsumer(
            **connection,
            group_id=None,
            isolation_level="read_committed",
            fetch_max_wait_ms=20,
            enable_auto_commit=False,
        )
        self._names = names
        self._catalogue = {names.physical(topic): topic for topic in SHOWN}
        places = [
            TopicPartition(topic, partition)
            for topic in self._catalogue
            for partition in sorted(self._consumer.partitions_for_topic(topic) or ())
        ]
        self._consumer.assign(places)
        self._consumer.seek_to_beginning(*places)
        self._sent: dict[tuple[str, str], float] = {}
        self._latencies_ms: list[int] = []

    def publish(self, line: Line) -> None:
        """Hand one record over; its key decides the partition (murmur2)."""
        self._note_sending(line)
        self._producer.send(
            self._names.physical(line.topic),
            key=line.key,
            value=line.value,
            timestamp_ms=line.timestamp_ms,
            headers=list(line.headers),
        )

    def flush(self) -> None:
        """Wait until all of it is acknowledged."""
        self._producer.flush(timeout=30)

    def poll(self, within_s: float) -> list[Seen]:
        """What came within the time, in order within each partition."""
        batches = self._consumer.poll(timeout_ms=max(1, int(within_s * 1000)), max_records=500)
        seen: list[Seen] = []
        for place, records in batches.items():
            topic = self._catalogue[place.topic]
            for record in records:
                event = None if record.value is None else orjson.loads(record.value)
                if topic == ASSIGNMENTS and event is not None:
                    self._note_decision(event["data"]["cause"])
                seen.append(Seen(topic, (record.key or b"").decode(errors="replace"), event))
        return seen

    @property
    def latency(self) -> Spread:
        """From sending a `contact.opened` to reading the first decision it caused, in real milliseconds."""
        return Spread.of(self._latencies_ms)

    def close(self) -> None:
        """Let go of the broker; what is not acknowledged within a second is given up."""
        self._consumer.close()
        self._producer.close(timeout=1)

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _note_sending(self, line: Line) -> None:
        if line.topic == "crm.contacts" and line.value is not None and _OPENED.encode() in line.value:
            event = orjson.loads(line.value)
            self._sent.setdefault((event["source"], event["id"]), time.monotonic())

    def _note_decision(self, cause: Mapping[str, Any]) -> None:
        sent = self._sent.pop((cause["source"], cause["id"]), None)
        if sent is not None:
            self._latencies_ms.append(round((time.monotonic() - sent) * 1000))
