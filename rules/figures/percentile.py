"""Percentiles and means of times, one definition for every table Kontor prints."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


def nearest_rank(ordered: Sequence[int], percent: int) -> int:
    """
    The nearest-rank percentile: the smallest value with at least `percent` per cent of all values at or below it.

    `ordered` ascending and not empty, `percent` 1..100. The rank is ceil(percent/100 * n), so the result is always
    one of the values, p100 is the largest, and p50 of two values is the smaller. Whole numbers only: no rounding.
    """
    if not ordered or not 1 <= percent <= 100:
        raise ValueError("a percentile from 1 to 100 of at least one value")
    return ordered[-(-percent * len(ordered) // 100) - 1]


class Spread(NamedTuple):
    """A set of times, in milliseconds. All 0 when there are none."""

    n: int
    mean_ms: float
    p50_ms: int
    p90_ms: int
    p99_ms: int

    @classmethod
    def of(cls, times_ms: Iterable[int]) -> "Spread":
        """Count, mean and nearest-rank percentiles."""
        ordered = sorted(times_ms)
        if not ordered:
            return cls(0, 0.0, 0, 0, 0)
        p50, p90, p99 = (nearest_rank(ordered, percent) for percent in (50, 90, 99))
        return cls(len(ordered), sum(ordered) / len(ordered), p50, p90, p99)
