"""How evenly work lies on those who could have taken it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Fairness(NamedTuple):
    """Over sets of managers who can stand in for each other, weighted by their sizes; sets of one say nothing."""

    jain: float
    gini: float
    sets: int

    @classmethod
    def over(cls, sets: Iterable[Sequence[float]]) -> "Fairness":
        """From the shares of each set; (1, 0, 0) where no set has two."""
        compared = [shares for shares in sets if len(shares) > 1]
        people = sum(map(len, compared))
        if not people:
            return cls(1.0, 0.0, 0)
        return cls(
            sum(jain(shares) * len(shares) for shares in compared) / people,
            sum(gini(shares) * len(shares) for shares in compared) / people,
            len(compared),
        )


def jain(shares: Sequence[float]) -> float:
    """
    Jain's index (sum x)^2 / (n * sum x^2): 1 = all alike, 1/n = one has it all. 1 when nobody has anything.

    Source: Jain, Chiu, Hawe, "A Quantitative Measure of Fairness and Discrimination", DEC TR-301, 1984.
    """
    squares = sum(share * share for share in shares)
    return sum(shares) ** 2 / (len(shares) * squares) if squares else 1.0


def gini(shares: Sequence[float]) -> float:
    """
    Gini's coefficient, mean absolute difference over twice the mean: 0 = all alike, (n-1)/n = one has it all.

    For shares in ascending order x_1..x_n it equals sum((2i - n - 1) * x_i) / (n * sum x). 0 when nobody has anything.
    """
    ordered, count, total = sorted(shares), len(shares), sum(shares)
    if not total:
        return 0.0
    return sum((2 * rank - count - 1) * share for rank, share in enumerate(ordered, 1)) / (count * total)
