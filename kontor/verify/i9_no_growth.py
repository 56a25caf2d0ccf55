"""I9: memory and queues do not grow over a soak."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Final, NamedTuple

from kontor.verify.findings import Findings

_FEWEST: Final = 12
"""Fewer samples say nothing about growth."""


class Level(NamedTuple):
    """How much of something there was at one moment."""

    at_s: float
    amount: float
    """Bytes, records, whatever must not grow."""


def no_growth(
    findings: Findings, what: str, samples: Iterable[Level], allowed_share: float = 0.1, allowed: float = 0
) -> None:
    """
    Compare the last quarter of a soak with its second one; the first is left to warm up.

    Medians, so that a collection of garbage or a burst decides nothing. `allowed_share` of the earlier
    level, and `allowed` of the same unit, may be gained. `what` names it: "memory of w1".
    """
    levels = [sample.amount for sample in sorted(samples)]
    findings.checked += len(levels)
    if len(levels) < _FEWEST:
        findings.not_shown(f"{what}: {len(levels)} samples are too few")
        return
    early, late = median(_quarter(levels, 1)), median(_quarter(levels, 3))
    bound = early * (1 + allowed_share) + allowed
    if late > bound:
        findings.violated(f"{what} grows", expected=f"at most {bound:g}", found=f"{late:g}, from {early:g}")


def _quarter(levels: Sequence[float], which: int) -> Sequence[float]:
    size = len(levels) // 4
    return levels[which * size :] if which == 3 else levels[which * size : (which + 1) * size]
