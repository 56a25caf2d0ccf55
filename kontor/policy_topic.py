"""The topic of policies: what is in force, and putting a policy into force."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from models.cloudevent import Event, decode
from models.errors import NOT_SO, KontorError
from models.policy import InvalidPolicyError, Policy
from streams.security import aiokafka_access
from streams.settings import Settings
from streams.topics import names_of

TOPIC: Final = "kontor.policies"
KEY: Final = b"policy"
WAIT_S: Final = 30
"""Seconds a broker has for each answer."""


class InForce(NamedTuple):
    """The policy that was activated last."""

    policy: Policy
    version: str
    """As the record says; the workers put it on decisions."""
    activated_at: int | None
    """UTC milliseconds; None where the record says no time."""
    offset: int


def in_force(settings: Settings) -> InForce | None:
    """Read the last policy activated, None when there is none yet; raises `KontorError` when it cannot be read."""
    with _told(settings):
        last = _last_record(settings)
    if last is None or last.value is None:
        return None
    event = decode(last.value, last.headers)
    if not isinstance(event, Event) or not isinstance(event.data, dict):
        raise KontorError(
            f"the record at offset {last.offset} of {_name(settings)} is no policy.activated event", NOT_SO
        )
    try:
        policy = Policy.from_canonical(event.data.get("policy", {}))
    except InvalidPolicyError as error:
        sentence = f"the policy at offset {last.offset} of {_name(settings)} is none of this version: {error}"
        raise KontorError(sentence, NOT_SO) from error
    return InForce(policy, str(event.data.get("version", policy.version)), event.time_ms, last.offset)


def put(settings: Settings, value: bytes, at_ms: int) -> int:
    """Append an activation, acknowledged by every replica in sync; returns its offset."""
    from kafka import KafkaProducer

    with _told(settings):
        _demand_topic(settings)
        producer = KafkaProducer(acks="all", max_block_ms=WAIT_S * 1000, **aiokafka_access(settings))
        try:
            sent = producer.send(_name(settings), key=KEY, value=value, timestamp_ms=at_ms)
            return int(sent.get(timeout=WAIT_S).offset)
        finally:
            producer.close(timeout=WAIT_S)


def _name(settings: Settings) -> str:
    return names_of(settings).physical(TOPIC)


@contextmanager
def _told(settings: Settings) -> Iterator[None]:
    """Turn the client's errors into a sentence."""
    from kafka.errors import KafkaError

    try:
        yield
    except KafkaError as error:
        what = " ".join(str(error).split()) or type(error).__name__
        raise KontorError(f"the brokers at {settings.brokers} cannot be asked: {what}", NOT_SO) from error


@contextmanager
def _consumer(settings: Settings) -> Iterator[Any]:
    from kafka import KafkaConsumer

    consumer = KafkaConsumer(
        isolation_level="read_committed",
        enable_auto_commit=False,
        group_id=None,
        request_timeout_ms=WAIT_S * 1000,
        **aiokafka_access(settings),
    )
    try:
        yield consumer
    finally:
        consumer.close()


def _demand_topic(settings: Settings) -> None:
    with _consumer(settings) as consumer:
        if _name(settings) not in consumer.topics():
            raise KontorError(f"there is no topic {_name(settings)} yet: run `kontor topics apply` first", NOT_SO)


class _Record(NamedTuple):
    offset: int
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


def _last_record(settings: Settings) -> _Record | None:
    """Read the topic to its end; it is compacted and short."""
    from kafka import TopicPartition

    last: _Record | None = None
    with _consumer(settings) as consumer:
        name = _name(settings)
        if name not in consumer.topics():
            return None
        whole = [TopicPartition(name, number) for number in sorted(consumer.partitions_for_topic(name))]
        consumer.assign(whole)
        consumer.seek_to_beginning(*whole)
        ends = consumer.end_offsets(whole)
        while any(consumer.position(part) < ends[part] for part in whole):
            for records in consumer.poll(timeout_ms=500).values():
                for record in records:
                    if record.key == KEY:
                        last = _Record(record.offset, record.value, tuple(record.headers))
    return last
