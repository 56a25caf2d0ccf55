"""
What the consumer group has committed, one commit after the other, from the brokers' own log of commits.

Asking the coordinator twice a second would miss commits between; and after a change of leaders a broker
may answer for a moment with less than it has (its high water follows later), though nothing went back.
"""

import struct
from typing import Any, NamedTuple

from kafka import KafkaConsumer, TopicPartition

from kontor.verify.i5_commits import Sample
from streams.settings import Settings

TOPIC = "__consumer_offsets"
COMMITS = (0, 1)
"""Versions of a key that stands for a commit; others stand for members."""


class CommitLog(NamedTuple):
    """Times are the brokers', in seconds since 1970."""

    samples: list[Sample]
    """One a commit of a partition, in log order."""
    deleted_at_s: list[float]
    """When commits were deleted, as they are with their group."""


def commit_log(settings: Settings) -> CommitLog:
    """All commits of the installation's group that the brokers still have."""
    consumer = KafkaConsumer(
        bootstrap_servers=settings.broker_list, group_id=None, isolation_level="read_committed", fetch_max_wait_ms=50
    )
    try:
        return read_commits(_records(consumer), settings.app)
    finally:
        consumer.close()


def _records(consumer: Any) -> list[Any]:
    places = [TopicPartition(TOPIC, number) for number in sorted(consumer.partitions_for_topic(TOPIC) or ())]
    consumer.assign(places)
    consumer.seek_to_beginning(*places)
    ends = consumer.end_offsets(places)
    records: list[Any] = []
    while any(consumer.position(place) < end for place, end in ends.items()):
        for batch in consumer.poll(timeout_ms=500).values():
            records += batch
    return sorted(records, key=lambda record: (record.partition, record.offset))


def read_commits(records: list[Any], group: str) -> CommitLog:
    """Of raw records of the commits' log, in order, those of `group`; a group's all stand in one partition."""
    log = CommitLog([], [])
    for record in records:
        if record.key is None or struct.unpack_from(">h", record.key)[0] not in COMMITS:
            continue
        named, place = _text(record.key, 2)
        topic, place = _text(record.key, place)
        if named != group:
            continue
        (partition,) = struct.unpack_from(">i", record.key, place)
        at_s = record.timestamp / 1000
        if record.value is None:
            log.deleted_at_s.append(at_s)
        else:  # a version, then the offset
            (offset,) = struct.unpack_from(">q", record.value, 2)
            log.samples.append(Sample(at_s, {(topic, partition): offset}))
    return log


def _text(raw: bytes, place: int) -> tuple[str, int]:
    """A text with its length in front, and where it ends."""
    (length,) = struct.unpack_from(">h", raw, place)
    return raw[place + 2 : place + 2 + length].decode(), place + 2 + length
