"""
What the engine tells whoever watches it (metrics, readiness, the test harness).

Every call comes from the worker's event loop between two awaits: an observer
must be quick and must not raise. Durations are seconds, instants UTC ms.
"""

from collections.abc import Collection, Mapping, Sequence

from models.unit import Fold, Message


class Observer:
    """Receives what happens in the worker, and ignores it; a subclass overrides what it wants to know."""

    def rebalance_started(self) -> None:
        """The group re-forms: this worker gives its partitions back for now."""

    def rebalance_ended(self, generation: int, seconds: float) -> None:
        """Partitions are assigned, journals recovered, and records flow again."""

    def recovering(self, unit: str, partition: int, read: int, to_read: int) -> None:
        """`read` of about `to_read` journal records were read; equal when the partition is recovered."""

    def opened(self, unit: str, folds: Mapping[int, Fold], epoch: int) -> None:
        """The unit now owns exactly these partitions (maybe none) under `epoch`. The folds are live: read only."""

    def assigned(self, topics: Mapping[str, Collection[int]]) -> None:
        """Input partitions of this worker by canonical topic, after each rebalance."""

    def journaled(self, unit: str, partition: int, records: int, rows: int, seconds: float) -> None:
        """A batch of `records` with `rows` changed rows is durable, `seconds` after it was handed to the producer."""

    def published(self, unit: str, partition: int, messages: Sequence[Message], seconds: float, now_ms: int) -> None:
        """The batch's messages are acknowledged. `now_ms - message.at_ms` is the decision latency."""

    def republished(self, unit: str, partition: int, messages: int) -> None:
        """After taking over, that many messages of the outbox were published once more."""

    def acknowledged(self, unit: str, partition: int, records: int, last_offset: int, timestamp_ms: int) -> None:
        """Input up to `last_offset` is done; `timestamp_ms` is that of the last record."""

    def copied(self, topic: str, records: int, timestamp_ms: int) -> None:
        """That many records of the canonical `topic` were copied to the intake's inbox."""

    def dropped(self, unit: str, reason: str, records: int) -> None:
        """Records not folded: `repeated` (number already seen) or `replayed` (at or below the marker)."""

    def counted(self, unit: str, counts: Mapping[str, int]) -> None:
        """What a fold counted in one batch."""

    def committed(self, seconds: float) -> None:
        """Offsets were committed to the group."""

    def lag(self, topic: str, partition: int, records: int, oldest_ms: int | None) -> None:
        """`records` are not yet done; `oldest_ms`: age of the oldest known one. About once a second."""

    def oldest_unacknowledged(self, seconds: float) -> None:
        """Age of the oldest batch in work, 0 if there is none. About once a second."""

    def ticked(self, unit: str, ticks: int) -> None:
        """That many tick messages of the unit's folds were appended to the intake's inbox."""

    def searched(self, unit: str, result: str) -> None:
        """A search that a fold of the unit asked for was `answered`, or `failed`."""

    def heartbeat(self, age_s: float) -> None:
        """Seconds since the last answered heartbeat was sent. About once a second."""

    def repaired(self, unit: str, partition: int, rows: int, foreign: int) -> None:
        """Rows put again because a batch was torn or a stale worker wrote `foreign` records."""

    def stopping(self, why: str, code: int) -> None:
        """The process is about to exit at once with `code` (fail-stop)."""


class NullObserver(Observer):
    """Ignores everything."""
