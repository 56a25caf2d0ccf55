"""What was published on `kontor.dead-letters`, by the place of the record it is about."""

import orjson

from kontor.verify.record import Record
from kontor.verify.shelf import Shelf

Place = tuple[str, int, int]
"""Topic (catalogue name), partition and offset of a record put in."""


class Letters:
    """Index of the dead letters."""

    def __init__(self, shelf: Shelf, *, cut: bool | None = None) -> None:
        """`cut`: whether the topic's beginning is gone; None: told by the first offset."""
        self._cut = cut
        self.places: dict[Place, list[int]] = {}
        """Place of the bad record to places on the shelf."""
        self.records = 0
        self.begins_ms: int | None = None
        """Where the topic's beginning is gone: when its first record came."""
        self._shelf = shelf

    def take(self, record: Record) -> None:
        """Take the next record; ValueError when it is no dead letter."""
        if not self.records and (record.offset if self._cut is None else self._cut):
            self.begins_ms = record.timestamp_ms
        self.records += 1
        try:
            data = orjson.loads(record.value or b"null")["data"]
            place = data["topic"], data["partition"], data["offset"]
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError("no dead letter") from error
        self.places.setdefault(place, []).append(self._shelf.put(record))

    def of(self, place: Place) -> list[Record]:
        """The dead letters about the record of a place, in order."""
        return [self._shelf.get(each) for each in self.places.get(place, ())]
