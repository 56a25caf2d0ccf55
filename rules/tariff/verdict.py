"""
What a closed window came to.

The threshold met is earned. Held and not below the off-threshold: earned. Held and within the
tolerance, fewer graces in a row than the cure allows: grace. Else the benefit is gone, or was not
earned. Only clauses of turnover are relaxed. What is unknown grants nothing and takes nothing: where
a missed threshold is kept or not by what is unknown, the window is undetermined.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final, NamedTuple

from models.policy.part import MILLION
from rules.tariff.conditions import (
    TURNOVER,
    Clause,
    Judged,
    Threshold,
    judged,
    measured,
    needs_feed,
    threshold,
)
from rules.tariff.facts import Facts
from rules.tariff.windows import Window

SUMMED: Final = frozenset({TURNOVER, "margin"})
"""Metrics of money that add up over months: of a rolling window their value is a month's."""


class Standing(NamedTuple):
    """How a benefit stands between two windows."""

    ever: bool = False
    """Whether it was ever earned or granted."""
    held: bool = False
    graces: int = 0
    """Windows of grace in a row."""


class Verdict(NamedTuple):
    """See the module."""

    outcome: str
    reason: str | None
    judged: Judged
    standing: Standing
    """After the window."""


GRANTED = Standing(ever=True, held=True)
"""How a benefit that goes first begins."""


def verdict(
    terms: Mapping[str, Any], window: Window, facts: Facts, before: Standing, *, days_left: int = 0, cut: bool = False
) -> Verdict:
    """
    Judge a window; `before` is how the benefit stood.

    `cut`: the client ended it early, so the threshold alone counts.
    """

    def measure(clause: Clause, own: Window) -> int | Fraction | None:
        return measured(facts, clause, own)

    strict, obligations = asked_by(terms), terms["obligations"]
    found = judged(obligations, window, days_left, measure, strict)
    if needs_feed(obligations) and (facts.postings_to is None or facts.postings_to < window.to):
        return Verdict("undetermined", "no_postings", found, before)
    if found.met is None:
        return Verdict("undetermined", "unknown_value", found, before)
    if found.met:
        return Verdict("earned", None, found, GRANTED)
    if before.held and not cut:
        kept = _kept(terms, before, lambda less: judged(obligations, window, 0, measure, less(strict)).met)
        if kept is not None:
            outcome, standing = kept
            return Verdict(outcome, "unknown_value" if outcome == "undetermined" else None, found, standing)
    return Verdict("revoked" if before.ever else "not_earned", None, found, Standing(ever=before.ever))


def _kept(
    terms: Mapping[str, Any], before: Standing, holds: Callable[[Callable[[Threshold], Threshold]], bool | None]
) -> tuple[str, Standing] | None:
    """
    What keeps a benefit that missed its threshold; `holds` tells whether the condition is met by relaxed ones.

    Where that rests on what is unknown, nothing is taken.
    """
    off = (terms.get("hysteresis") or {}).get("off_minor")
    rolled = months_of(terms)
    by_off: bool | None = False
    if off is not None:
        by_off = holds(lambda strict: _relaxed(strict, lambda limit: min(limit, Fraction(off * rolled))))
    if by_off:
        return "earned", GRANTED
    share = Fraction(MILLION - terms.get("tolerance_ppm", 0), MILLION)
    by_cure: bool | None = False
    if before.graces < terms.get("cure_windows", 0):
        by_cure = holds(lambda strict: _relaxed(strict, lambda limit: limit * share))
    if by_off is None or by_cure is None:
        return "undetermined", before
    return ("grace", Standing(ever=True, held=True, graces=before.graces + 1)) if by_cure else None


def _relaxed(strict: Threshold, less: Callable[[Fraction], Fraction]) -> Threshold:
    """Thresholds with those of turnover made lower; the others hold as they are."""

    def limit(clause: Clause, own: Window) -> int | Fraction:
        value = Fraction(strict(clause, own))
        return less(value) if clause["metric"] == TURNOVER and clause["op"] in (">=", ">") else value

    return limit


def asked_by(terms: Mapping[str, Any]) -> Threshold:
    """What clauses are held against: of a rolling window the sums of all its months."""
    rolled = months_of(terms)

    def asked(clause: Clause, own: Window) -> int | Fraction:
        summed = clause["metric"] in SUMMED and "window" not in clause
        return threshold(clause, own) * (rolled if summed else 1)

    return asked


def months_of(terms: Mapping[str, Any]) -> int:
    """Months that a rolling window adds up; of others 1."""
    window = terms["window"]
    return int(window["months"]) if window["kind"] == "rolling" else 1
