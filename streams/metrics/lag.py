"""How far behind this worker is, by partition as told, by topic as shown."""

from collections.abc import Collection, Mapping

from prometheus_client import Gauge

from streams.metrics.instruments import Instruments


class Lag:
    """What is not done yet. Partitions given up are forgotten, or their last lag would stand for ever."""

    def __init__(self, instruments: Instruments) -> None:
        self._instruments = instruments
        self._behind: dict[tuple[str, int], tuple[int, float]] = {}
        self._shown: dict[str, tuple[Gauge, Gauge]] = {}

    @property
    def records(self) -> int:
        """Records not done, over all partitions."""
        return sum(records for records, _ in self._behind.values())

    def only(self, topics: Mapping[str, Collection[int]]) -> None:
        """Keep these partitions: they are what this worker now has."""
        kept = {(topic, partition) for topic, partitions in topics.items() for partition in partitions}
        self._behind = {where: lag for where, lag in self._behind.items() if where in kept}
        for topic in self._shown.keys() | topics.keys():
            self._show(topic)

    def tell(self, topic: str, partition: int, records: int, oldest_ms: int | None) -> None:
        """`records` of the partition are not done, the oldest known of them `oldest_ms` old."""
        self._behind[topic, partition] = (records, (oldest_ms or 0) / 1000 if records else 0.0)
        self._show(topic)

    def _show(self, topic: str) -> None:
        gauges = self._shown.get(topic)
        if gauges is None:
            gauges = self._shown[topic] = (
                self._instruments.gauge("kontor_lag_records", topic=topic),
                self._instruments.gauge("kontor_lag_seconds", topic=topic),
            )
        of_topic = [lag for (name, _), lag in self._behind.items() if name == topic]
        gauges[0].set(sum(records for records, _ in of_topic))
        gauges[1].set(max((age for _, age in of_topic), default=0.0))
