"""A window looked at: its values, its thresholds, what fails and by how much."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import ceil

from tests.tariff_oracle import figures
from tests.tariff_oracle.calendar import Span, later, length, own_window, rolling, windows
from tests.tariff_oracle.conditions import Looked, clauses, look, missing, wanted
from tests.tariff_oracle.fees import MILLION
from tests.tariff_oracle.records import Coverage, Data, Version

KEYS = {"value_minor": "missing_minor", "value_ppm": "missing_ppm", "value": "missing"}


def judged_windows(version: Version) -> Iterator[tuple[Span, bool]]:
    """Windows to be judged, and whether one was cut."""
    starts = version.starts or version.span.first
    for window in windows(version.terms):
        if window.first < starts:
            continue
        if window.to <= version.end:
            yield window, False
        elif window.first < version.end and version.ended_by == "client":
            yield Span(window.first, version.end), True
            return


def times(version: Version) -> int:
    """How many months' values a money threshold stands for."""
    return length(version.terms) if rolling(version.terms) else 1


def threshold(version: Version, clause: Data, window: Span) -> int | Fraction:
    """X, in what the value is measured in."""
    value = wanted(clause)
    if clause["metric"] == "average_balance":
        return value * span_of_clause(clause, window).days
    if clause["metric"] in ("qualified_turnover", "margin") and not clause.get("window"):
        return value * times(version)
    return value


def span_of_clause(clause: Data, window: Span) -> Span:
    return own_window(clause["window"]["unit"], window.to) if clause.get("window") else window


def measured(coverage: Coverage, version: Version, clause: Data, window: Span) -> int | None:
    """The value of a clause."""
    span, whose, heard = span_of_clause(clause, window), version.whose, coverage.heard
    metric = clause["metric"]
    if metric == "qualified_turnover":
        return figures.turnover(heard, whose, span, in_time(coverage, span))
    if metric == "average_balance":
        return figures.balance(heard, whose, span)
    if metric == "margin":
        return figures.margin(heard, whose, span)
    return (figures.overdue_days if metric == "overdue_days" else figures.products_active)(heard, whose, span)


def in_time(coverage: Coverage, window: Span) -> date:
    """What arrives before this day still counts in the window."""
    assert coverage.tariffs is not None
    return later(window.to, coverage.tariffs.correction_days)


def looked(coverage: Coverage, version: Version, window: Span, days_left: int) -> tuple[Looked, Data, list[Data]]:
    """The condition against its thresholds, the values, and the distances."""
    said = look(
        version.terms["obligations"],
        lambda clause: measured(coverage, version, clause, window),
        lambda clause: threshold(version, clause, window),
    )
    values: Data = {}
    for _, clause in clauses(version.terms["obligations"]):
        value = measured(coverage, version, clause, window)
        if clause["metric"] == "average_balance" and value is not None:
            value //= span_of_clause(clause, window).days
        values[clause["metric"]] = value
    other = figures.other_currency(coverage.heard, version.whose, window, in_time(coverage, window))
    if other:
        values["other_currency"] = other
    distance = []
    for path, failing in said.failed if said.met is not True else ():
        if failing is None:
            continue
        short = missing(failing, measured(coverage, version, failing, window), threshold(version, failing, window))
        if failing["metric"] == "average_balance":
            short = Fraction(ceil(short / span_of_clause(failing, window).days))
        key = next(KEYS[name] for name in KEYS if name in failing)
        distance.append({"path": path, "metric": failing["metric"], key: int(short), "days_left": days_left})
    return said, values, distance


def relaxed(coverage: Coverage, version: Version, window: Span, to: Fraction | int | None, share: int) -> bool | None:
    """The condition with the turnover clauses held against `to`, or against a share of X."""

    def bound(clause: Data) -> int | Fraction:
        whole = threshold(version, clause, window)
        if clause["metric"] != "qualified_turnover":
            return whole
        return Fraction(whole * share, MILLION) if to is None else min(whole, to * times(version))

    return look(version.terms["obligations"], lambda clause: measured(coverage, version, clause, window), bound).met


def feed_known(coverage: Coverage, version: Version, window: Span) -> bool:
    turnover = any(
        clause["metric"] in ("qualified_turnover", "reciprocity") for _, clause in clauses(version.terms["obligations"])
    )
    return not turnover or (coverage.postings_to is not None and coverage.postings_to >= window.to)
