"""How evenly work lies on those who could have taken it."""

from collections.abc import Sequence


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
