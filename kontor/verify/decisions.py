"""What was published on `kontor.assignments`, by desk and number, read as the contract tells readers to."""

from array import array
from collections.abc import Container, Iterator
from enum import IntFlag
from typing import Any, NamedTuple

import orjson

from kontor.verify.record import Record
from kontor.verify.shelf import Shelf
from models.messages.decision import Decision as Promised

_NEEDED = frozenset(Promised.model_fields)
"""Every decision has all fields of the contract."""


class Told(IntFlag):
    """What was said of a contact."""

    DECIDED = 1
    ENDED = 2


class Decision(NamedTuple):
    """One record of kontor.assignments, read."""

    record: Record
    type: str
    data: dict[str, Any]
    earlier: Record | None = None
    """The record that said the same number of the same desk before."""
    fresh: bool = True
    """Whether a reader takes it: its number is above the last of its desk in its partition."""


class UnreadableError(ValueError):
    """A record that is no decision at all."""


class Decisions:
    """Index of the published decisions; the records themselves are on the shelf."""

    def __init__(self, shelf: Shelf, cut: Container[int | None] | None = None) -> None:
        """`cut`: partitions whose beginning is gone; None: told by the first offsets."""
        self._cut = cut
        self.by_desk: dict[str, dict[int, int]] = {}
        """Desk to number to place on the shelf, of the first record that said it."""
        self.contacts: dict[str, Told] = {}
        self.holders: dict[str, str] = {}
        """Manager to the one desk of whose decisions he holds a contact; those of several are in `moved`."""
        self.moved: set[str] = set()
        self.records = 0
        self.begins_ms: int | None = None
        """Where a partition's beginning is gone: the first instant from which all partitions are whole."""
        self._shelf = shelf
        self._last: dict[tuple[int | None, str], int] = {}
        self._begun: set[int | None] = set()

    def take(self, record: Record) -> Decision:
        """Take the next record, in the order of its partition; UnreadableError when it is no decision."""
        self.records += 1
        self._see_beginning(record)
        kind, data = read_decision(record)
        desk, seq = data["desk_id"], data["seq"]
        numbers = self.by_desk.setdefault(desk, {})
        place = numbers.get(seq)
        earlier = None if place is None else self._shelf.get(place)
        if earlier is None:
            numbers[seq] = self._shelf.put(record)
        reader = record.partition, desk
        fresh = seq > self._last.get(reader, 0)
        if fresh:
            self._last[reader] = seq
        ended = kind == "contact.finished" or data["reason"] == "abandoned"
        contact, manager = data["contact_id"], data["manager_id"]
        if manager is not None and self.holders.setdefault(manager, desk) != desk:
            self.moved.add(manager)
        self.contacts[contact] = self.contacts.get(contact, Told.DECIDED) | (Told.ENDED if ended else Told.DECIDED)
        return Decision(record, kind, data, earlier, fresh)

    def find(self, desk: str, seq: int) -> Record | None:
        """The desk's decision of that number."""
        place = self.by_desk.get(desk, {}).get(seq)
        return None if place is None else self._shelf.get(place)

    def in_order(self, desk: str) -> Iterator[Decision]:
        """The desk's decisions by number, repeats dropped."""
        numbers = self.by_desk[desk]
        for seq in array("q", sorted(numbers)):
            record = self._shelf.get(numbers[seq])
            yield Decision(record, *read_decision(record))

    def _see_beginning(self, record: Record) -> None:
        if record.partition in self._begun:
            return
        self._begun.add(record.partition)
        if record.offset if self._cut is None else record.partition in self._cut:
            self.begins_ms = max(self.begins_ms or 0, record.timestamp_ms)


def read_decision(record: Record) -> tuple[str, dict[str, Any]]:
    """Type and data of a decision; UnreadableError when it is none."""
    try:
        event = orjson.loads(record.value or b"null")
        kind, data = event["type"], event["data"]
        sound = type(data["desk_id"]) is type(data["contact_id"]) is str and type(data["seq"]) is int
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableError("no decision") from error
    if not sound or not data.keys() >= _NEEDED:
        raise UnreadableError("no decision")
    return kind, data
