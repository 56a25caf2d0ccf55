"""The bus as anybody outside sees it: kafka-python, no code of ours between the topics and the test."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import orjson
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from models.recording import Line
from tests.installation import Installation

ASSIGNMENTS = "kontor.assignments"
logging.getLogger("kafka").setLevel(logging.CRITICAL)  # it says every attempt to reach a broker that is away


class Record(NamedTuple):
    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: str | None
    raw: bytes | None
    headers: tuple[tuple[str, bytes], ...]

    @property
    def event(self) -> dict[str, Any]:
        parsed = orjson.loads(self.raw or b"null")
        assert isinstance(parsed, dict)
        return parsed

    @property
    def data(self) -> dict[str, Any]:
        data = self.event["data"]
        assert isinstance(data, dict)
        return data


class Outside:
    """Publishes as the CRM does and reads topics to their ends, by catalogue name."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        bootstrap = installation.settings.brokers
        self.producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", linger_ms=2, max_request_size=2**20)
        self._consumer = KafkaConsumer(
            bootstrap_servers=bootstrap, group_id=None, isolation_level="read_committed", fetch_max_wait_ms=20,
            enable_auto_commit=False,
        )  # fmt: skip

    def physical(self, topic: str) -> str:
        return self.installation.names.physical(topic)

    def publish(self, lines: Iterable[Line]) -> list[Line]:
        """Publish and wait for every acknowledgement; returns the lines that were acknowledged."""
        sent = [(line, self.send(line)) for line in lines]
        self.producer.flush(timeout=60)
        return [line for line, future in sent if future.succeeded()]

    def send(self, line: Line, **more: Any) -> Any:
        return self.producer.send(
            self.physical(line.topic), key=line.key, value=line.value, headers=list(line.headers), **more
        )

    def read(self, topic: str) -> list[Record]:
        """Everything now in a topic, in order of partition and offset."""
        name = self.physical(topic)
        places = [TopicPartition(name, number) for number in sorted(self._consumer.partitions_for_topic(name) or ())]
        ends = self._consumer.end_offsets(places)
        self._consumer.assign(places)
        self._consumer.seek_to_beginning(*places)
        records: list[Record] = []
        deadline = time.monotonic() + 60
        while any(self._consumer.position(place) < ends[place] for place in places):
            assert time.monotonic() < deadline, f"{topic} could not be read to its end"
            for place, batch in self._consumer.poll(timeout_ms=200, max_records=10_000).items():
                records += [
                    Record(topic, place.partition, each.offset, each.timestamp, _text(each.key), each.value,
                           tuple(each.headers or ()))
                    for each in batch if each.offset < ends[place]
                ]  # fmt: skip
        return sorted(records, key=lambda record: (record.partition, record.offset))

    def ends(self, *topics: str) -> dict[tuple[str, int], int]:
        """End offsets, to see whether anything still moves."""
        places = [
            TopicPartition(self.physical(topic), number)
            for topic in topics
            for number in sorted(self._consumer.partitions_for_topic(self.physical(topic)) or ())
        ]
        return {(place.topic, place.partition): end for place, end in self._consumer.end_offsets(places).items()}

    def decisions(self, *kinds: str) -> list[Record]:
        """Records of kontor.assignments of these types (all when none is said)."""
        return [record for record in self.read(ASSIGNMENTS) if not kinds or record.event["type"] in kinds]

    def await_decided(self, kind: str, contacts: Iterable[str], within_s: float = 40) -> None:
        """Wait until each of these contacts has a record of this type."""
        wanted, deadline = set(contacts), time.monotonic() + within_s
        while True:
            missing = wanted - {record.data["contact_id"] for record in self.decisions(kind)}
            if not missing:
                return
            assert time.monotonic() < deadline, (
                f"{len(missing)} of {len(wanted)} contacts never {kind}: {sorted(missing)[:5]}"
            )
            time.sleep(0.2)

    def await_quiet(self, *topics: str, for_s: float = 1.5, within_s: float = 40) -> None:
        """Wait until nothing was appended to these topics for a while."""
        before, since, deadline = self.ends(*topics), time.monotonic(), time.monotonic() + within_s
        while time.monotonic() - since < for_s:
            time.sleep(0.1)
            now = self.ends(*topics)
            if now != before:
                before, since = now, time.monotonic()
            assert time.monotonic() < deadline, f"{topics} never came to rest"

    def close(self) -> None:
        self.producer.close(timeout=5)
        self._consumer.close()


def _text(key: bytes | None) -> str | None:
    return None if key is None else key.decode()


@contextmanager
def outside(installation: Installation) -> Iterator[Outside]:
    bus = Outside(installation)
    try:
        yield bus
    finally:
        bus.close()


def by_key(records: Iterable[Record], value: Callable[[Record], object]) -> dict[str | None, list[object]]:
    """What each key was told, in order."""
    told: dict[str | None, list[object]] = {}
    for record in records:
        told.setdefault(record.key, []).append(value(record))
    return told
