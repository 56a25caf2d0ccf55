"""The counting unit of the next release: it can also say when a key was last counted, once it is asked to."""

from collections.abc import Mapping, Sequence
from typing import Final

from models.row_version import ROW_VERSION
from models.unit import InboxRecord, Message
from tests.engine.counting_fold import CountingFold

NEXT: Final = ROW_VERSION + 1
ASK: Final = b"asked"
"""Key of the row that says that the new was asked for, as a policy in force does."""


class NextFold(CountingFold):
    """Rows of the next version are `<count> <offset>`; until record `asked_at` they are as in this one."""

    def __init__(self, to: str, asked_at: int) -> None:
        super().__init__(to)
        self.asked_at = asked_at
        self.asked = False
        self.last: dict[str, int] = {}

    def restore(self, rows: Mapping[str, bytes], epoch: int) -> None:
        self.asked = ASK.decode() in rows
        split = {key: row.split() for key, row in rows.items() if key != ASK.decode()}
        super().restore({key: parts[0] for key, parts in split.items()}, epoch)
        self.last = {key: int(parts[1]) for key, parts in split.items() if len(parts) > 1}

    def apply(self, record: InboxRecord) -> Sequence[Message]:
        said = super().apply(record)
        if record.offset >= self.asked_at and not self.asked:
            self.asked = True
            self.touched[ASK.decode()] = None
        if self.asked:
            self.last[(record.key or b"").decode()] = record.offset
        return said

    def row(self, key: str) -> bytes | None:
        if key == ASK.decode():
            return b"1"
        last = self.last.get(key)
        return super().row(key) if last is None else b"%d %d" % (self.counts[key], last)

    def needs_version(self) -> int:
        return NEXT if self.asked else ROW_VERSION
