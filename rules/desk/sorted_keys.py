"""A sorted set of keys that stays quick when it is long."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=tuple[object, ...])

_FULL = 1024


class SortedKeys(Generic[Key]):
    """
    Distinct keys in order, in blocks of at most `_FULL`.

    Adding and removing move at most one block; counting looks at the length of each.
    """

    __slots__ = ("_blocks", "_lasts", "_len")

    def __init__(self) -> None:
        self._blocks: list[list[Key]] = []
        self._lasts: list[Key] = []
        """The last key of each block: the first block whose last key is not smaller is where a key belongs."""
        self._len = 0

    def __len__(self) -> int:
        return self._len

    def __iter__(self) -> Iterator[Key]:
        for block in self._blocks:
            yield from block

    def first(self) -> Key | None:
        """The smallest key."""
        return self._blocks[0][0] if self._blocks else None

    def add(self, key: Key) -> None:
        """Put a key in that is not there yet."""
        self._len += 1
        if not self._blocks:
            self._blocks.append([key])
            self._lasts.append(key)
            return
        at = min(bisect_left(self._lasts, key), len(self._blocks) - 1)
        block = self._blocks[at]
        insort(block, key)
        self._lasts[at] = block[-1]
        if len(block) > _FULL:
            half = len(block) // 2
            self._blocks[at : at + 1] = [block[:half], block[half:]]
            self._lasts[at : at + 1] = [block[half - 1], block[-1]]

    def remove(self, key: Key) -> None:
        """Take out a key that is there; KeyError if it is not."""
        at = bisect_left(self._lasts, key)
        block = self._blocks[at] if at < len(self._blocks) else []
        place = bisect_left(block, key)
        if place >= len(block) or block[place] != key:
            raise KeyError(key)
        del block[place]
        self._len -= 1
        if block:
            self._lasts[at] = block[-1]
        else:
            del self._blocks[at], self._lasts[at]

    def count_below(self, key: Key) -> int:
        """How many keys are smaller than `key`."""
        at = bisect_left(self._lasts, key)
        below = sum(map(len, self._blocks[:at]))
        return below + bisect_left(self._blocks[at], key) if at < len(self._blocks) else below
