"""
What the engine and a unit's pure fold say to each other.

Every unit (intake, desk, and later tariff and audit) is the same machine with
another `Fold` over one inbox topic: records in, changed rows and messages out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

EVERY_PARTITION: Final = -1
"""A `Message.partition` that asks for one copy in each partition of the topic."""


class InboxRecord(NamedTuple):
    """One record of an inbox, as read from the bus or from a recording."""

    offset: int
    timestamp_ms: int
    """Broker append time (LogAppendTime), UTC milliseconds since 1970."""
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()


class Message(NamedTuple):
    """One record a fold wants published, exact to the byte."""

    topic: str
    """Catalogue name (`kontor.assignments`); the bus maps it to the installation's prefix."""
    key: bytes | None
    value: bytes | None
    type: str
    """
    CloudEvents type, for metrics and logs.

    A dead letter adds its reason (`record.rejected:invalid`), an adjustment of a fee its kind, a proposal its trigger
    and how much of what is asked is missing, ppm (`offer.proposed:contact:120000`).
    """
    at_ms: int
    """`at` of the cause, UTC milliseconds: what latency is measured from."""
    partition: int | None = None
    """None: by key (murmur2). `EVERY_PARTITION`: one copy in each."""


class Search(NamedTuple):
    """
    A question a fold's state asks, and that takes too long to answer within the fold.

    Asked again and again until the log has the answer; the fold checks what it hears, for the
    state may have gone on meanwhile.
    """

    name: str
    """The same while the question is the same."""
    ask: Callable[[], Callable[[], Message]]
    """
    Cuts the question loose from the state, between two records; gives what finds the answer.

    The answer is a record of the intake's inbox. Finding it is pure: it looks at nothing but what it
    was given, may take seconds, and may run in another thread than the fold.
    """


class Fold(Protocol):
    """
    The state of one partition of a unit.

    Deterministic: the same records in the same order give the same rows and the
    same messages, whatever the machine, hash seed and batch sizes. An exception
    is a bug and stops the worker.
    """

    def restore(self, rows: Mapping[str, bytes], epoch: int) -> None:
        """Replace the state by `rows` (key to encoded row); `epoch` goes into new decisions."""

    def renew(self, epoch: int) -> None:
        """Go on as it stands; new decisions carry `epoch`."""

    def apply(self, record: InboxRecord) -> Sequence[Message]:
        """Fold one record in; returns what is to be published, in order."""

    def take_touched(self) -> Iterable[str]:
        """Keys of rows changed since the last call, each once, in a stable order; forgets them."""

    def row(self, key: str) -> bytes | None:
        """The encoded row of `key` as it now is; None when it is gone."""

    def needs_version(self) -> int:
        """
        The lowest row version whose code understands all rows and messages given out since `restore`.

        It is what lets two releases share the work: a new one writes what the one before it reads until
        a policy asks for more (`docs/upgrades.md`).
        """

    def take_counts(self) -> Mapping[str, int]:
        """What was counted since the last call (`duplicate`, `stale_presence`, ...); forgets it."""

    def next_due(self) -> int | None:
        """The earliest instant (UTC ms) at which time alone changes something; None if never."""

    def ticks(self, now_ms: int) -> Sequence[Message]:
        """One tick message for each due instant at or before `now_ms`; changes no state."""
