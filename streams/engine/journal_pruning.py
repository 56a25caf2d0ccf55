"""
Keeping what counts of a journal while it is read, and no more, so that its state bounds the memory and not its length.

As the broker's cleaner does, but with an eye on epochs: what a later record of the same
key has replaced is let go, and the previous values of a batch once a marker closes it.
"""

from collections.abc import Iterable

from streams.engine.journal_records import MARK, JournalRecord


class Whole:
    """A span of which every record counts."""

    __slots__ = ("_records",)

    def __init__(self) -> None:
        self._records: list[JournalRecord] = []

    @property
    def read(self) -> int:
        """Records seen."""
        return len(self._records)

    def add(self, records: Iterable[JournalRecord]) -> None:
        """Take the next records of the log."""
        self._records += records

    def records(self) -> list[JournalRecord]:
        """All of them."""
        return self._records


class Pruned:
    """One journal partition; fed in log order, its records mean to `interpret` what the whole log means."""

    __slots__ = ("_latest", "_open", "_stale", "_top", "read")

    def __init__(self) -> None:
        self.read = 0
        """Records seen."""
        self._latest: dict[bytes, JournalRecord] = {}
        self._open: list[JournalRecord] = []
        """Records that no marker has closed yet."""
        self._stale: list[JournalRecord] = []
        self._top = 0

    def add(self, records: Iterable[JournalRecord]) -> None:
        """Take the next records of the log."""
        open_batch, top = self._open, self._top
        for record in records:
            self.read += 1
            epoch = record.stamp.epoch
            if epoch < top:
                self._stale.append(record)
                continue
            top = epoch
            if record.key == MARK:
                self._close(record)
            else:
                open_batch.append(record)
        self._top = top

    def records(self) -> list[JournalRecord]:
        """
        What is left, epochs rising; the stale ones come last, for whatever proves them stale comes before them.

        Of a key there is at most one record that a marker has closed.
        """
        fresh = sorted([*self._latest.values(), *self._open], key=lambda record: record.stamp.epoch)
        return [*fresh, *self._stale]

    def _close(self, mark: JournalRecord) -> None:
        latest, batch = self._latest, mark.stamp.batch
        still_open = []
        for record in self._open:
            offset, key, value, stamp, previous = record
            if stamp.batch > batch:
                still_open.append(record)
            elif value is None:
                latest.pop(key, None)
            else:
                latest[key] = record if previous is None else JournalRecord(offset, key, value, stamp, None)
        self._open[:] = still_open
        latest[MARK] = mark
