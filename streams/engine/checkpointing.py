"""
Writing a partition's state aside once a day, for whoever folds its inbox again.

A journal says where a partition stands now; its inbox is kept for a while only. When the inbox's
beginning is gone, a verifier begins where a checkpoint says the partition stood. A checkpoint is all
rows after one input of the inbox, so whoever writes it writes the truth: even a worker that has lost
the partition meanwhile. It is taken when the log's time passes into another UTC day.

The key is `<unit>/<partition>`, the value some of the rows: a JSON list of key, row, key, row, ..., deflated. The
header `checkpoint` is JSON: `epoch` and `applied` (offset of the last input included) name the checkpoint, `at` is
that input's time (UTC ms), `part` counts from 0, `last` closes it, `version` is the row version a reader must know.

Rows are handed over in small parts, each acknowledged before the next is made, so nothing waits for them.
"""

import asyncio
import logging
import zlib
from collections.abc import Iterator
from typing import Final

import orjson

from models.instants import DAY_MS
from streams.engine.guarded import guarded
from streams.engine.journal import Journal
from streams.engine.journal_records import NO_OFFSET
from streams.engine.producing import Log, settled
from streams.engine.state import PartitionState

TOPIC: Final = "kontor.checkpoints"
HEADER: Final = "checkpoint"
PART_BYTES: Final = 512 * 1024
"""Keys and rows of a part, before they are deflated."""
NOT_NOW: Final = 1 << 62
_PAUSE_S: Final = 0.01
_QUICK: Final = 1
log = logging.getLogger(__name__)


class Checkpoints:
    """Those of one partition, while this worker owns it."""

    def __init__(self, state: PartitionState, journal: Journal, bus: Log) -> None:
        self.due_ms = NOT_NOW
        """The next one is due with the first input that is younger than this."""
        self._state = state
        self._journal = journal
        self._bus = bus
        self._writing: asyncio.Task[None] | None = None
        self._empty = False
        """Whether nothing was in the inbox before: its first day needs none."""

    def start(self) -> None:
        """The partition is ours and recovered."""
        state = self._state
        self._empty = state.applied == NO_OFFSET
        self.due_ms = (state.checkpointed + 1) * DAY_MS - 1 if state.checkpointed else 0

    def stop(self) -> None:
        """The partition may be another's soon: what is being written stays without its end, and counts for nothing."""
        self.due_ms = NOT_NOW
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.cancel()

    def begin(self, now_ms: int) -> None:
        """The rows as they are now; `now_ms` is the time of the last input they include."""
        state, day = self._state, now_ms // DAY_MS
        self.due_ms = (day + 1) * DAY_MS - 1
        if self._empty or (self._writing is not None and not self._writing.done()):
            self._empty = False
            return  # a day went by while one was written, as on a virtual clock
        head = {"epoch": self._journal.epoch, "applied": state.applied, "at": now_ms, "version": state.needed_version()}
        self._writing = guarded(self._write(dict(state.rows), head, day))

    async def _write(self, rows: dict[str, bytes], head: dict[str, int], day: int) -> None:
        state, journal, items, part, size, last = self._state, self._journal, iter(rows.items()), 0, 0, False
        key = f"{state.unit.name}/{journal.partition}".encode()
        while not last:
            packed, last = await asyncio.to_thread(pack, items)
            said = orjson.dumps({**head, "part": part, "last": last})
            await settled(await self._bus.append(TOPIC, journal.partition, [(key, packed, [(HEADER, said)])]))
            part, size = part + 1, size + len(packed)
            if not last:
                await asyncio.sleep(_PAUSE_S)
        state.checkpointed = day
        log.info(
            "%s/%d: checkpoint of %d rows after offset %d, %d bytes in %d parts",
            state.unit.name, journal.partition, len(rows), head["applied"], size, part,
        )  # fmt: skip


def pack(items: Iterator[tuple[str, bytes]]) -> tuple[bytes, bool]:
    """The next part, and whether it is the last."""
    told: list[str] = []
    size = 0
    for key, row in items:
        told += (key, row.decode())
        size += len(key) + len(row)
        if size >= PART_BYTES:
            return zlib.compress(orjson.dumps(told), _QUICK), False
    return zlib.compress(orjson.dumps(told), _QUICK), True
