"""A sorted set of keys that stays quick when it is long."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=tuple[object, ...])

_FULL = 1024


class SortedKeys(Generic[Key]):
    """
    Distinct keys in order, in blocks of at most `_FULL`.

    Adding and removing move at most one block; counting looks at one key a block.
    """

    __slots__ = ("_blocks", "_len")

    def __init__(self) -> None:
        self._blocks: list[list[Key]] = []
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
            return
        at = min(self._block_of(key), len(self._blocks) - 1)
        block = self._blocks[at]
        insort(block, key)
        if len(block) > _FULL:
            half = len(block) // 2
            self._blocks[at : at + 1] = [block[:half], block[half:]]

    def remove(self, key: Key) -> None:
        """Take out a key that is there; KeyError if it is not."""
        at = self._block_of(key)
        block = self._blocks[at] if at < len(self._blocks) else []
        place = bisect_left(block, key)
        if place >= len(block) or block[place] != key:
            raise KeyError(key)
        del block[place]
        self._len -= 1
        if not block:
            del self._blocks[at]

    def count_below(self, key: Key) -> int:
        """How many keys are smaller than `key`."""
        at = self._block_of(key)
        below = sum(len(block) for block in self._blocks[:at])
        return below + bisect_left(self._blocks[at], key) if at < len(self._blocks) else below

    def _block_of(self, key: Key) -> int:
        """The first block whose last key is not smaller."""
        low, high = 0, len(self._blocks)
        while low < high:
            middle = (low + high) // 2
            if self._blocks[middle][-1] < key:
                low = middle + 1
            else:
                high = middle
        return low
