"""How long served contacts lately held their units: what the expected wait is told from."""

from collections.abc import Iterable
from typing import Final

REMEMBERED: Final = 50
"""How many of the last served contacts count."""


class Pace:
    """
    The last served contacts of a desk, milliseconds each, and their sum.

    Each stands in a place of its own, so that one more service is one small row.
    """

    __slots__ = ("_places", "count", "total_ms")

    def __init__(self, places: Iterable[tuple[int, int, int]] = ()) -> None:
        """From rows: place, number of the service from 1 on, milliseconds."""
        self._places = {place: (number, held_ms) for place, number, held_ms in places}
        self.count = max((number for number, _ in self._places.values()), default=0)
        """How many were ever served."""
        self.total_ms = sum(held_ms for _, held_ms in self._places.values())

    def __len__(self) -> int:
        return len(self._places)

    def add(self, held_ms: int) -> int:
        """One more was served; returns the place that changed."""
        self.count += 1
        place = self.count % REMEMBERED
        self.total_ms += held_ms - self._places.get(place, (0, 0))[1]
        self._places[place] = (self.count, held_ms)
        return place

    def at(self, place: int) -> tuple[int, int] | None:
        """Number and milliseconds of the service at a place."""
        return self._places.get(place)
