"""A unit of thirty lines: counts records by key, and tells each count. To the engine it is as good as any other."""

from collections.abc import Iterable, Mapping, Sequence

import orjson

from models.row_version import FIRST
from models.unit import InboxRecord, Message


class CountingFold:
    """
    Rows: key to count. One message a record: `{"key", "count", "of", "epoch"}`, `of` being the record's value.

    The epoch makes a decision taken twice differ from one published twice.
    """

    def __init__(self, to: str) -> None:
        self.to = to
        self.counts: dict[str, int] = {}
        self.epoch = 0
        self.touched: dict[str, None] = {}

    def restore(self, rows: Mapping[str, bytes], epoch: int) -> None:
        self.epoch = epoch
        self.counts = {key: int(row) for key, row in rows.items()}

    def renew(self, epoch: int) -> None:
        self.epoch = epoch

    def apply(self, record: InboxRecord) -> Sequence[Message]:
        key = (record.key or b"").decode()
        count = self.counts[key] = self.counts.get(key, 0) + 1
        self.touched[key] = None
        value = orjson.dumps(
            {"key": key, "count": count, "of": orjson.loads(record.value or b"null"), "epoch": self.epoch}
        )
        return [Message(self.to, record.key, value, "counted", record.timestamp_ms)]

    def take_touched(self) -> Iterable[str]:
        touched, self.touched = self.touched, {}
        return touched

    def row(self, key: str) -> bytes | None:
        return b"%d" % self.counts[key]

    def needs_version(self) -> int:
        return FIRST

    def take_counts(self) -> Mapping[str, int]:
        return {}

    def next_due(self) -> int | None:
        return None

    def ticks(self, now_ms: int) -> Sequence[Message]:  # noqa: ARG002
        return []
