"""How an open window is doing by its first clause of turnover: what came, and what is asked for."""

from typing import NamedTuple

from rules.tariff.conditions import Judged, first_turnover, window_of
from rules.tariff.running import Running
from rules.tariff.verdict import Standing, months_of, verdict
from rules.tariff.windows import Window


class Pace(NamedTuple):
    """Turnover of an open window, minor units."""

    part: Window
    """Where it is counted: the window, or the clause's own within it."""
    value_minor: int
    asked_minor: int
    """X; of a rolling window that of all its months."""
    off_minor: int
    """Below it a benefit that is held is lost: the off-threshold, else X."""


def open_window(running: Running) -> Window | None:
    """The window that today is in; of rolling ones, which overlap, the one that ends first."""
    return running.window_on(running.coverage.today)


def pace(running: Running, window: Window) -> Pace | None:
    """The turnover so far; None where the agreement asks for none."""
    terms = running.agreement.terms
    clause = first_turnover(terms["obligations"])
    if clause is None:
        return None
    part, months = window_of(clause, window), months_of(terms)
    asked: int = clause["value_minor"] * (1 if clause.get("window") else months)
    off = (terms["hysteresis"] or {}).get("off_minor")
    return Pace(part, running.facts.turnover(*part), asked, asked if off is None else min(asked, off * months))


def so_far(running: Running, window: Window) -> Judged:
    """What a window would come to if it closed with what is known today."""
    left = (window.to - running.coverage.today).days
    return verdict(running.agreement.terms, window, running.facts, Standing(), days_left=left).judged
