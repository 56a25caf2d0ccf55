"""The records of topics on the bus, as lines of a recording."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from models.errors import NOT_SO, KontorError
from models.recording import Line
from streams.security import aiokafka_access
from streams.settings import Settings
from streams.topics import names_of

POLL_MS: Final = 500
WAIT_S: Final = 30
"""Seconds a broker has for each answer."""
MOST_AHEAD: Final = 5000
"""Records read ahead of a partition while another one's next is awaited."""


class Start(NamedTuple):
    """From where on topics are read."""

    where: str
    """`earliest`, `latest` or `time`."""
    instant_ms: int = 0
    """Of `time`: the first record whose timestamp is at or after it, UTC milliseconds."""


@contextmanager
def reading(settings: Settings) -> Iterator["Reader"]:
    """A reader of the brokers; what they refuse becomes a sentence."""
    from kafka import KafkaConsumer
    from kafka.errors import KafkaError

    try:
        consumer: Any = KafkaConsumer(
            isolation_level="read_committed",
            enable_auto_commit=False,
            group_id=None,
            request_timeout_ms=WAIT_S * 1000,
            **aiokafka_access(settings),
        )
        try:
            yield Reader(settings, consumer)
        finally:
            consumer.close()
    except KafkaError as error:
        what = " ".join(str(error).split()) or type(error).__name__
        raise KontorError(f"the brokers at {settings.brokers} cannot be read: {what}", NOT_SO) from error


class _Part:
    """One partition on its way."""

    def __init__(self, part: Any, place: int, topic: str, end: int) -> None:
        self.part = part
        self.place = place
        """Of its topic among those asked for: what decides between equal timestamps."""
        self.topic = topic
        self.end = end
        self.lines: deque[Line] = deque()
        self.paused = False
        self.done = False

    def order(self) -> tuple[int, int, int]:
        """Where its next line stands among those of the others."""
        return self.lines[0].timestamp_ms, self.place, self.part.partition


class Reader:
    """Reads committed records of topics, in order of their timestamps where there are several partitions."""

    def __init__(self, settings: Settings, consumer: Any) -> None:
        self._settings = settings
        self._consumer = consumer

    def lines(
        self, topics: Sequence[str], start: Start, *, follow: bool = False, only: int | None = None
    ) -> Iterator[Line]:
        """
        The records of `topics` (catalogue names) up to the ends at which they stood when asked.

        With `follow` it goes on, in order of arrival. `only` reads that partition alone.
        """
        parts = self._parts(topics, only)
        by_part = {each.part: each for each in parts}
        self._seek(parts, start)
        self._see_ends(parts)
        while any(not each.done or each.lines for each in parts):
            self._poll(by_part)
            self._see_ends(parts)
            yield from self._ordered(parts)
        while follow:
            for part, records in self._consumer.poll(timeout_ms=POLL_MS).items():
                yield from (_line(by_part[part].topic, record) for record in records)

    def partitions(self, topic: str) -> int:
        """How many partitions a topic (catalogue name) has; KontorError (exit code 1) when there is none."""
        numbers = self._consumer.partitions_for_topic(self._name(topic))
        if not numbers:
            raise KontorError(f"there is no topic {self._name(topic)} yet: run `kontor topics apply` first", NOT_SO)
        return len(numbers)

    def _name(self, topic: str) -> str:
        return names_of(self._settings).physical(topic)

    def _parts(self, topics: Sequence[str], only: int | None) -> list[_Part]:
        from kafka import TopicPartition

        whole = [
            (TopicPartition(self._name(topic), number), place, topic)
            for place, topic in enumerate(topics)
            for number in range(self.partitions(topic))
            if only is None or number == only
        ]
        ends = self._consumer.end_offsets([part for part, _, _ in whole])
        self._consumer.assign([part for part, _, _ in whole])
        return [_Part(part, place, topic, ends[part]) for part, place, topic in whole]

    def _seek(self, parts: list[_Part], start: Start) -> None:
        whole = [each.part for each in parts]
        if start.where == "earliest":
            self._consumer.seek_to_beginning(*whole)
            return
        found = (
            self._consumer.offsets_for_times(dict.fromkeys(whole, start.instant_ms)) if start.where == "time" else {}
        )
        for each in parts:
            first = found.get(each.part)
            self._consumer.seek(each.part, each.end if first is None else first.offset)

    def _see_ends(self, parts: list[_Part]) -> None:
        """See who has come to his end. The position counts, not the last record: markers of transactions have none."""
        for each in parts:
            each.done = each.done or self._consumer.position(each.part) >= each.end

    def _poll(self, by_part: dict[Any, _Part]) -> None:
        for part, records in self._consumer.poll(timeout_ms=POLL_MS).items():
            each = by_part[part]
            each.lines.extend(_line(each.topic, record) for record in records if record.offset < each.end)
            if len(each.lines) > MOST_AHEAD and not each.paused:
                self._consumer.pause(part)
                each.paused = True

    def _ordered(self, parts: list[_Part]) -> Iterator[Line]:
        """What can be given out: as long as of every partition not at its end the next record is known."""
        while all(each.lines or each.done for each in parts):
            waiting = [each for each in parts if each.lines]
            if not waiting:
                return
            first = min(waiting, key=_Part.order)
            yield first.lines.popleft()
            if first.paused and len(first.lines) < MOST_AHEAD // 2:
                self._consumer.resume(first.part)
                first.paused = False


def _line(topic: str, record: Any) -> Line:
    return Line(
        topic, record.key, record.timestamp, record.value, tuple(record.headers), record.partition, record.offset
    )
