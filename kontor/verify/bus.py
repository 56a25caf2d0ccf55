"""The topics of an installation as anybody reads them: kafka-python, committed records only, no group joined."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple, Protocol

from kontor.verify.record import Record
from models.errors import KontorError

_POLL_MS: Final = 500
_AT_ONCE: Final = 5000
_PATIENCE: Final = 120
"""Polls without a record after which a topic counts as unreadable."""


class Span(NamedTuple):
    """What a broker still has of a partition."""

    begin: int
    end: int
    """The offset its next record will get."""


class Topics(Protocol):
    """What the verifier asks of a bus; tests give another. All names are those of the catalogue."""

    def spans(self, topic: str) -> Mapping[int, Span]:
        """Each partition's span; empty where there is no such topic."""

    def read(self, topic: str) -> Iterator[Record]:
        """All records up to the present ends, in the order of each partition."""

    def commits(self) -> Mapping[tuple[str, int], int]:
        """By topic and partition, the offset of the next record the workers' group would read."""


class Prefixes(NamedTuple):
    """What stands in place of `kontor` and `crm` on this installation's bus; the first is the group's name too."""

    app: str
    crm: str

    def physical(self, topic: str) -> str:
        """The name on the bus."""
        first, _, rest = topic.partition(".")
        return f"{self.app if first == 'kontor' else self.crm}.{rest}"

    def catalogue(self, physical: str) -> str | None:
        """The name in the catalogue; None when it is another installation's."""
        for name, prefix in (("kontor", self.app), ("crm", self.crm)):
            if physical.startswith(f"{prefix}."):
                return f"{name}.{physical[len(prefix) + 1 :]}"
        return None


class Bus:
    """The topics of one installation."""

    def __init__(self, consumer: Any, admin: Any, prefixes: Prefixes) -> None:
        self._consumer = consumer
        self._admin = admin
        self._prefixes = prefixes

    def spans(self, topic: str) -> dict[int, Span]:
        """Each partition's span; empty where there is no such topic."""
        parts = self._parts(topic)
        begins = self._consumer.beginning_offsets(parts) if parts else {}
        ends = self._consumer.end_offsets(parts) if parts else {}
        return {part.partition: Span(begins[part], ends[part]) for part in parts}

    def read(self, topic: str) -> Iterator[Record]:
        """All records up to the present ends, in the order of each partition; KontorError when they do not come."""
        parts = self._parts(topic)
        if not parts:
            return
        consumer = self._consumer
        ends = consumer.end_offsets(parts)
        consumer.assign(parts)
        consumer.seek_to_beginning(*parts)
        waiting = {part for part in parts if ends[part] > consumer.position(part)}
        idle = 0
        while waiting:
            polled = consumer.poll(timeout_ms=_POLL_MS, max_records=_AT_ONCE)
            idle = 0 if polled else idle + 1
            if idle > _PATIENCE:
                raise KontorError(f"{self._prefixes.physical(topic)} cannot be read to its end")
            for part, records in polled.items():
                for each in records:
                    if each.offset < ends[part]:
                        yield Record(
                            topic, each.key, each.timestamp, each.value, tuple(each.headers or ()), part.partition,
                            each.offset,
                        )  # fmt: skip
            # The position counts, not the last record: what was aborted or compacted away has none.
            waiting = {part for part in waiting if consumer.position(part) < ends[part]}

    def commits(self) -> dict[tuple[str, int], int]:
        """By topic and partition, the offset of the next record the workers' group would read."""
        told = self._admin.list_group_offsets(self._prefixes.app)[self._prefixes.app]
        named = {(self._prefixes.catalogue(part.topic), part.partition): said.offset for part, said in told.items()}
        return {(topic, number): offset for (topic, number), offset in named.items() if topic is not None}

    def _parts(self, topic: str) -> list[Any]:
        from kafka import TopicPartition

        name = self._prefixes.physical(topic)
        return [TopicPartition(name, number) for number in sorted(self._consumer.partitions_for_topic(name) or ())]


@contextmanager
def reading(access: Mapping[str, Any], prefixes: Prefixes) -> Iterator[Bus]:
    """Give the bus; what the brokers refuse becomes a sentence. `access`: how kafka-python reaches them."""
    from kafka import KafkaAdminClient, KafkaConsumer
    from kafka.errors import KafkaError

    where = ",".join(access["bootstrap_servers"])
    try:
        consumer: Any = KafkaConsumer(
            **access, group_id=None, enable_auto_commit=False, isolation_level="read_committed",
            max_partition_fetch_bytes=4 * 2**20, fetch_max_wait_ms=50,
            check_crcs=False,  # in Python they cost five times all else; TCP and the broker have their own
        )  # fmt: skip
        try:
            admin: Any = KafkaAdminClient(**access)
            try:
                yield Bus(consumer, admin, prefixes)
            finally:
                admin.close()
        finally:
            consumer.close()
    except (KafkaError, OSError) as error:
        what = " ".join(str(error).split()) or type(error).__name__
        raise KontorError(f"the brokers at {where} cannot be read: {what}") from error
