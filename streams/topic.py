"""What the catalogue says of one topic, and how the broker is told it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from streams.settings import Settings

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS
_KAFKA_DEFAULT_BATCH: Final = 1_048_588
_FOREVER: Final = "-1"


class Role(StrEnum):
    """Whose a topic is, which decides what may differ on it."""

    CRM = "crm"
    """The bank's own: made when missing, otherwise never touched."""
    CONTRACT = "contract"
    """Published for everybody."""
    INBOX = "inbox"
    """From one unit to another; the log that orders all."""
    JOURNAL = "journal"
    """A unit's state; written by its owner alone."""


class Spread(StrEnum):
    """How many partitions a topic has."""

    ONE = "one"
    MANY = "many"
    """As many as `KONTOR_PARTITIONS` says."""


class Topic(NamedTuple):
    """One topic of the catalogue."""

    name: str
    """Catalogue name; `KONTOR_APP` or `KONTOR_CRM` replaces its first word on the bus."""
    role: Role
    key: str
    """What its records are keyed by, in words."""
    spread: Spread
    retention_days: int | None
    """None: compacted, the last value of a key stays for ever."""
    producers: tuple[str, ...]
    consumers: tuple[str, ...]
    sentence: str
    built: bool = True
    """False: named by the contract, made when the unit that uses it exists."""

    @property
    def compacted(self) -> bool:
        """Whether only the last value of each key is kept."""
        return self.retention_days is None

    def partitions(self, settings: Settings) -> int:
        """How many partitions it is made with."""
        return 1 if self.spread is Spread.ONE else settings.partitions

    def configuration(self, settings: Settings, replication: int) -> Mapping[str, str]:
        """The broker's settings of this topic that Kontor depends on; the rest is the broker's to choose."""
        told = {"cleanup.policy": "compact" if self.compacted else "delete"}
        virtual = settings.clock is not None
        if not self.compacted:
            # Under a virtual clock records are as old as the day that is played; they must outlive the playing.
            told["retention.ms"] = _FOREVER if virtual else str((self.retention_days or 0) * DAY_MS)
        if self.role is Role.CRM:
            if self.compacted:
                # "Forget this client" must still be there when we come back after a few days.
                told["delete.retention.ms"] = str(7 * DAY_MS)
            return told
        told["max.message.bytes"] = str(largest_record(settings))
        told["min.insync.replicas"] = "2" if replication >= 3 else "1"
        told["unclean.leader.election.enable"] = "false"
        arrival = self.role is Role.JOURNAL or not virtual
        told["message.timestamp.type"] = "LogAppendTime" if arrival else "CreateTime"
        if self.role is Role.JOURNAL:
            # A row must outlive the time in which a fenced owner's late write could be taken for it.
            told["min.compaction.lag.ms"] = str(HOUR_MS)
            # Only closed segments are compacted, and a start reads what is left.
            told["segment.ms"] = str(6 * HOUR_MS)
            told["segment.bytes"] = str(128 * 2**20)
        return told


def largest_record(settings: Settings) -> int:
    """
    Bytes that a record of Kontor's own topics may have.

    Twice the largest record of the contract: a desk's command carries snapshots
    beside its event, a dead letter its record in base64.
    """
    return max(_KAFKA_DEFAULT_BATCH, 2 * settings.max_record_bytes + 64 * 1024)
