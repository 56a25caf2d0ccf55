"""I7: lag returns to zero within a bound after the last fault."""

from collections.abc import Iterable
from typing import NamedTuple

from kontor.verify.findings import Findings


class LagSample(NamedTuple):
    """The lag of a group at one moment."""

    at_s: float
    """Seconds, on any clock that all samples and faults share."""
    lag: int
    """Records not yet committed, over all inputs."""


def catches_up(findings: Findings, samples: Iterable[LagSample], last_fault_s: float, bound_s: float) -> float | None:
    """
    Find the first moment after the last fault at which nothing was left to do.

    Returns how many seconds that took; None when it was never seen, which breaks the invariant when
    samples reach past the bound, and shows nothing when they do not.
    """
    latest = last_fault_s
    worst = 0
    for sample in sorted(samples):
        findings.checked += 1
        if sample.at_s < last_fault_s:
            continue
        if sample.lag == 0:
            took = sample.at_s - last_fault_s
            if took > bound_s:
                findings.violated(
                    "lag returned to zero too late", expected=f"within {bound_s:g} s", found=f"after {took:.1f} s"
                )
            return took
        latest, worst = sample.at_s, sample.lag
    if latest - last_fault_s >= bound_s:
        findings.violated(
            "lag did not return to zero",
            expected=f"0 within {bound_s:g} s",
            found=f"{worst} after {latest - last_fault_s:.1f} s",
        )
    else:
        findings.not_shown("the samples end before the bound")
    return None
