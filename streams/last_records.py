"""The end of a topic, for those who only want to know how it stands."""

from typing import Any, Final, NamedTuple

from models.inbox_headers import Headers
from streams.security import aiokafka_access
from streams.settings import Settings
from streams.topics import names_of

_POLL_MS: Final = 500
_LOOKS: Final = 20


class LastRecord(NamedTuple):
    """The last record of one partition."""

    partition: int
    offset: int
    timestamp_ms: int
    """UTC milliseconds since 1970."""
    key: bytes | None
    value: bytes | None
    headers: Headers


def last_records(settings: Settings, topic: str) -> list[LastRecord]:
    """The last record of each partition of `topic` (catalogue name) that has one; empty when there is no such topic."""
    from kafka import KafkaConsumer, TopicPartition

    name = names_of(settings).physical(topic)
    consumer: Any = KafkaConsumer(
        **aiokafka_access(settings), group_id=None, enable_auto_commit=False, isolation_level="read_committed"
    )
    try:
        if name not in consumer.topics():
            return []
        parts = [TopicPartition(name, number) for number in sorted(consumer.partitions_for_topic(name) or ())]
        consumer.assign(parts)
        starts, ends = consumer.beginning_offsets(parts), consumer.end_offsets(parts)
        wanted = {part for part in parts if ends[part] > starts[part]}
        for part in parts:
            # Control records and compaction leave holes, so look back a little further than the very last offset.
            consumer.seek(part, max(starts[part], ends[part] - 3))
        found: dict[Any, LastRecord] = {}
        for _ in range(_LOOKS):
            if all(consumer.position(part) >= ends[part] for part in wanted):
                break
            for part, records in consumer.poll(timeout_ms=_POLL_MS).items():
                last = records[-1]
                found[part] = LastRecord(
                    part.partition, last.offset, last.timestamp, last.key, last.value, tuple(last.headers)
                )
        return [found[part] for part in sorted(found)]
    finally:
        consumer.close()
