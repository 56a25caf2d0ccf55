"""
Which offset may be committed: the end of the longest acknowledged prefix of what was delivered.

Faust's own tracker commits past batches in flight and gets lost in offset gaps.
This one knows only what it delivered, in order, so gaps (compaction, aborted
transactions) do not exist for it.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Partition = TypeVar("Partition", bound=Hashable)


class OffsetFifo(Generic[Partition]):
    """For each partition, the last offsets of the batches delivered and not yet committed."""

    __slots__ = ("_delivered",)

    def __init__(self) -> None:
        self._delivered: defaultdict[Partition, deque[int]] = defaultdict(deque)

    def delivered(self, partition: Partition, last_offset: int) -> None:
        """A batch ending at `last_offset` went to its agent."""
        self._delivered[partition].append(last_offset)

    def committable(self, partition: Partition, acknowledged: set[int]) -> int | None:
        """
        The offset to commit (that of the next record wanted), None if nothing new may be.

        `acknowledged` holds last offsets of acknowledged batches in any order; those
        that become committable are removed from it.
        """
        queue, last = self._delivered[partition], None
        while queue and queue[0] in acknowledged:
            last = queue.popleft()
            acknowledged.discard(last)
        return None if last is None else last + 1

    def oldest(self, partition: Partition) -> int | None:
        """The last offset of the oldest batch in work."""
        queue = self._delivered.get(partition)
        return queue[0] if queue else None

    def forget(self, partitions: Iterable[Partition] | None = None) -> None:
        """Forget these partitions, or all: their batches will be delivered again."""
        if partitions is None:
            self._delivered.clear()
        else:
            for partition in partitions:
                self._delivered.pop(partition, None)
