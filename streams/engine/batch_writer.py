"""Composing a batch's journal records: repairs, rows, outbox, and the marker that closes it."""

import time
from collections import deque
from collections.abc import Iterable

from streams.engine.batch import Batch
from streams.engine.journal import Journal
from streams.engine.journal_reading import ENGINE_KEY
from streams.engine.journal_records import OUTBOX, Marker, Stamp, outbox_key
from streams.engine.outbox import Record, pack
from streams.engine.state import PartitionState
from streams.hardened.crash_points import reach

_ENGINE_ROWS = ("!recv/", "!sent/")


class BatchWriter:
    """Writes the batches of one partition to its journal, and remembers what may have to be written again."""

    def __init__(self, state: PartitionState, journal: Journal, depth: int) -> None:
        self.number = 0
        """The highest batch number given or seen; numbers only rise."""
        self._state = state
        self._journal = journal
        self._depth = depth
        self._dirty: dict[str, None] = {}
        self._suspicious = False
        self._recent: deque[tuple[int, tuple[bytes, ...]]] = deque(maxlen=depth)
        self._named: tuple[int, ...] = ()

    @property
    def must_repair(self) -> bool:
        """Whether keys wait to be put again, or a batch is wanted that tells which."""
        return bool(self._dirty) or self._suspicious

    def suspect(self) -> None:
        """Somebody else has written to the journal: the next batch, empty if need be, will tell what."""
        self._suspicious = True

    def start_over(self) -> None:
        """All earlier outboxes are published: none of them is named by a marker any more."""
        self._recent.clear()

    def published(self, number: int) -> None:
        """All batches up to `number` are published: nobody need publish them again."""
        while self._recent and self._recent[0][0] <= number:
            self._recent.popleft()

    @property
    def last_marker_names_an_outbox(self) -> bool:
        """Whether whoever takes over now would publish something again."""
        return any(self._named)

    def put_again(self, keys: Iterable[str]) -> None:
        """The next batch writes these keys once more: a torn or a stale record stands in the journal for them."""
        self._dirty.update(dict.fromkeys(keys))

    async def write(self, batch: Batch) -> None:
        """Number the batch and hand it over; `batch.journaled` then holds its tickets."""
        self.number += 1
        self._suspicious = False
        batch.number, chunks = self.number, tuple(pack(batch.sections))
        stamp = Stamp(self._journal.epoch, self.number).header()
        rows = self._state.take_rows(stamp)
        batch.rows = len(rows)
        items = [*self._repairs({key for key, _, _ in rows if key is not None}, stamp), *rows] if self._dirty else rows
        for index, chunk in enumerate(chunks):
            items.append((outbox_key(self.number, self._depth, index), chunk, [stamp]))
        self._recent.append((self.number, chunks))
        items.append(self._marker().record())
        batch.begun = time.perf_counter()
        batch.journaled = await self._journal.append(items)
        reach("journal_sent")

    def _marker(self) -> Marker:
        self._named = tuple(len(chunks) for _, chunks in reversed(self._recent))
        state, epoch, number = self._state, self._journal.epoch, self.number
        version = state.needed_version()
        return Marker(state.applied, epoch, number, self._depth, self._named, version, state.checkpointed)

    def _repairs(self, touched: set[bytes], stamp: tuple[str, bytes]) -> list[Record]:
        dirty, self._dirty = self._dirty, {}
        rows = [
            key
            for key in dirty
            if (not key.startswith(ENGINE_KEY) or key.startswith(_ENGINE_ROWS)) and key.encode() not in touched
        ]
        items = self._state.put_again(rows, stamp)
        if any(key.startswith(OUTBOX.decode()) for key in dirty):
            items += self._outboxes_again()
        return items

    def _outboxes_again(self) -> list[Record]:
        epoch = self._journal.epoch
        return [
            (outbox_key(number, self._depth, index), chunk, [Stamp(epoch, number).header()])
            for number, chunks in self._recent
            for index, chunk in enumerate(chunks)
        ]
