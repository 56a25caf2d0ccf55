"""What was published beside the decisions (coverages, loads, alerts): each key's values in the order of the log."""

from array import array
from collections.abc import Iterator
from typing import Final, NamedTuple

from kontor.verify.record import Record
from kontor.verify.shelf import Shelf
from models.messages.tariff_alert import AUDITED
from models.messages.told import ALERTS, COVERAGE, LOADS

COMPACTED: Final = frozenset({COVERAGE, LOADS})
"""Topics of which the broker keeps the last value of a key: a hole is no loss."""
Key = tuple[str, bytes | None]
"""Topic and key of a record; what the audit alerts to stands in a chain of its own."""
_AUDITED: Final = tuple(b'"type":"alert.%s"' % kind.encode() for kind in AUDITED)
_TYPE_WITHIN: Final = 1000
"""Bytes of an event in which its type stands."""


def chain_of(topic: str, key: bytes | None, value: bytes | None) -> Key:
    """The chain of a record: desks and the audit alert to the same managers, in no order between them."""
    if topic == ALERTS and value is not None and any(each in value[:_TYPE_WITHIN] for each in _AUDITED):
        return topic, (key or b"") + b" (audit)"
    return topic, key


class Chains:
    """Index of the published values by topic and key."""

    def __init__(self, shelf: Shelf) -> None:
        self.topics: set[str] = set()
        """Topics of which there is a record at all."""
        self.thinned: set[str] = set()
        """Topics of which the broker has removed records already: by compaction or retention."""
        self.records = 0
        self._shelf = shelf
        self._places: dict[Key, array[int]] = {}
        self._next: dict[tuple[str, int | None], int] = {}

    def take(self, record: Record) -> None:
        """Take the next record, in the order of its partition."""
        self.records += 1
        self.topics.add(record.topic)
        if record.offset is not None:
            partition = record.topic, record.partition
            expected = self._next.get(partition, 0)
            if record.offset != expected and (record.topic in COMPACTED or not expected):
                self.thinned.add(record.topic)
            self._next[partition] = record.offset + 1
        key = chain_of(record.topic, record.key, record.value)
        places = self._places.get(key)
        if places is None:
            places = self._places[key] = array("q")
        places.append(self._shelf.put(record))

    def count(self, key: Key) -> int:
        """How many records there are of a key."""
        return len(self._places.get(key, ()))

    def get(self, key: Key, place: int) -> Record:
        """The record of a key at its place among them."""
        return self._shelf.get(self._places[key][place])

    def keys(self) -> Iterator[Key]:
        """All topics and keys."""
        return iter(self._places)


class Walk:
    """One key's chain beside what the fold says: how far it has come."""

    __slots__ = ("last", "place", "skipped", "told")

    def __init__(self) -> None:
        self.place = 0
        """The next published record to be explained."""
        self.told: set[int] = set()
        """Hashes of values already said: a new owner may say them again."""
        self.skipped = False
        """Whether a value of the fold is not there, without having to be yet."""
        self.last: bytes | None = None
        """The fold's last value."""


class Step(NamedTuple):
    """What became of one value of the fold."""

    there: bool
    late: bool
    """It is there, but one before it is not."""


class Chain:
    """Walks along the published values of every key while the fold says what they must be."""

    def __init__(self, chains: Chains) -> None:
        self.chains = chains
        self.begun = False
        """Whether the fold starts in the middle: then each key's walk begins at the first value that the fold tells."""
        self.walks: dict[Key, Walk] = {}

    def step(self, key: Key, value: bytes | None) -> Step:
        """The fold says `value` next; go on to it past whatever is only said again."""
        walk = self.walks.get(key)
        if walk is None:
            walk = self.walks[key] = Walk()
            if self.begun:
                self._pass_what_was_before(key, value, walk)
        walk.last = value
        chains, count = self.chains, self.chains.count(key)
        while walk.place < count:
            found = chains.get(key, walk.place)
            if found.value == value:
                walk.place += 1
                walk.told.add(hash(value))
                return Step(there=True, late=walk.skipped)
            if hash(found.value) not in walk.told:
                break
            walk.place += 1
        walk.skipped = True
        return Step(there=False, late=False)

    def _pass_what_was_before(self, key: Key, value: bytes | None, walk: Walk) -> None:
        values = [self.chains.get(key, place).value for place in range(self.chains.count(key))]
        first = next((place for place, found in enumerate(values) if found == value), None)
        if first is not None:
            walk.place = first
            walk.told.update(map(hash, values[:first]))

    def rest(self, key: Key) -> Iterator[Record]:
        """Records of a key that the fold does not say, and that were not said before either."""
        walk = self.walks.get(key)
        if walk is None:
            if self.begun:
                return
            walk = Walk()
        for place in range(walk.place, self.chains.count(key)):
            record = self.chains.get(key, place)
            if hash(record.value) not in walk.told:
                yield record
