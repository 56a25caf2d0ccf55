"""
Conditions as data: clauses under `all`, `any`, `not`, each true, false or unknown.

Three-valued as Kleene has it: unknown is contagious only where it matters. Sums are compared, never
rounded means. What fails is named by a JSON pointer into the obligations, with its distance.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final, NamedTuple

from models.messages.terms import METRICS
from rules.tariff.facts import Facts
from rules.tariff.rounding import rounded_down, rounded_up
from rules.tariff.windows import MONTHS_OF_UNIT, Window, months_on

TURNOVER: Final = "qualified_turnover"
OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    ">=": ge, ">": gt, "<=": le, "<": lt, "==": eq, "!=": ne,
}  # fmt: skip
BY_FEED: Final = frozenset({TURNOVER, "reciprocity"})
"""Metrics that a broken feed of postings would falsify."""
MISSING_OF: Final = {"value_minor": "missing_minor", "value_ppm": "missing_ppm", "value": "missing"}
Clause = Mapping[str, Any]
Measured = Callable[[Clause, Window], int | Fraction | None]
Threshold = Callable[[Clause, Window], int | Fraction]


class Judged(NamedTuple):
    """What a condition comes to."""

    met: bool | None
    failed: tuple[str, ...]
    """JSON pointers of the clauses that are false, in the order of the obligations."""
    distance: tuple[dict[str, Any], ...]
    values: dict[str, int | None]
    """What was measured, by metric, rounded down to whole units."""


def clauses(node: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Clause]]:
    """All clauses with their JSON pointers."""
    if "metric" in node:
        yield path, node
    for word in ("all", "any"):
        for number, inner in enumerate(node.get(word, ())):
            yield from clauses(inner, f"{path}/{word}/{number}")
    if "not" in node:
        yield from clauses(node["not"], f"{path}/not")


def first_turnover(obligations: Mapping[str, Any]) -> Clause | None:
    """
    The first clause that asks for turnover.

    One that any turnover meets asks for nothing, and what is under a `not` asks for less.
    """
    for path, clause in clauses(obligations):
        asks = clause["metric"] == TURNOVER and clause["op"] in (">=", ">") and clause.get("value_minor", 0) > 0
        if asks and "/not" not in path:
            return clause
    return None


def first_threshold(obligations: Mapping[str, Any]) -> int | None:
    """X: the value of the first clause that asks for turnover, minor units."""
    clause = first_turnover(obligations)
    return None if clause is None else int(clause["value_minor"])


def needs_feed(obligations: Mapping[str, Any]) -> bool:
    """Whether a clause rests on the feed of postings."""
    return any(clause["metric"] in BY_FEED for _, clause in clauses(obligations))


def measured(facts: Facts, clause: Clause, window: Window) -> int | Fraction | None:
    """
    What a clause's metric comes to in its window; None: unknown.

    A balance is the sum of the days' balances, to be held against X times the days.
    """
    first, to = window
    match clause["metric"]:
        case "qualified_turnover":
            return facts.turnover(first, to)
        case "average_balance":
            return facts.balance(first, to)
        case "margin":
            return facts.margin(first, to)
    last = date.fromordinal(to.toordinal() - 1)
    match clause["metric"]:
        case "overdue_days":
            return facts.overdue_days(last)
        case "products_active":
            return facts.products_active(last)
    return facts.reciprocity(last)


def threshold(clause: Clause, window: Window) -> int:
    """What the measure is held against, in the same unit."""
    value: int = clause[METRICS[clause["metric"]]]
    return value * window.days if clause["metric"] == "average_balance" else value


def window_of(clause: Clause, window: Window) -> Window:
    """The clause's own window, the last whole one that ends by the agreement's; else the agreement's."""
    own = clause.get("window")
    if own is None:
        return window
    months = MONTHS_OF_UNIT[own["unit"]]
    to = window.to.replace(day=1)
    while (to.month - 1) % months:
        to = months_on(to, -1)
    return Window(months_on(to, -months), to)


def judged(obligations: Mapping[str, Any], window: Window, days_left: int, measure: Measured, at: Threshold) -> Judged:
    """Judge a condition over a window; `measure` and `at` say what is held against what."""
    values: dict[str, int | None] = {}
    truths: dict[str, bool | None] = {}
    distance: dict[str, dict[str, Any]] = {}
    for path, clause in clauses(obligations):
        own = window_of(clause, window)
        value, limit = measure(clause, own), at(clause, own)
        mean = own.days if clause["metric"] == "average_balance" else 1
        values.setdefault(clause["metric"], None if value is None else rounded_down(Fraction(value, mean)))
        truths[path] = None if value is None else OPERATORS[clause["op"]](value, limit)
        if truths[path] is False and value is not None:
            distance[path] = {
                "path": path,
                "metric": clause["metric"],
                MISSING_OF[METRICS[clause["metric"]]]: _missing(
                    clause["op"], Fraction(value) / mean, Fraction(limit) / mean
                ),
                "days_left": days_left,
            }
    met, failing = _of(obligations, "", truths)
    told = tuple(distance[path] for path in failing if path in distance and "/not" not in path)
    return Judged(met, tuple(failing), told, values)


def _missing(op: str, value: Fraction, limit: Fraction) -> int:
    """The smallest whole change that makes the clause true; of `!=` one."""
    if op in (">=", "<=", "=="):
        return rounded_up(abs(limit - value))
    return rounded_down(abs(limit - value)) + 1


def _of(node: Mapping[str, Any], path: str, truths: Mapping[str, bool | None]) -> tuple[bool | None, list[str]]:
    """Truth of a node, and the paths that keep it from being true."""
    if "metric" in node:
        return truths[path], [path] if truths[path] is False else []
    if "not" in node:
        inner, _ = _of(node["not"], f"{path}/not", truths)
        return (None if inner is None else not inner), [f"{path}/not"] if inner else []
    word = "all" if "all" in node else "any"
    parts = [_of(inner, f"{path}/{word}/{number}", truths) for number, inner in enumerate(node[word])]
    stops = word == "any"
    if any(truth is stops for truth, _ in parts):
        met: bool | None = stops
    else:
        met = None if any(truth is None for truth, _ in parts) else not stops
    return met, [] if met else [each for _, failing in parts for each in failing]
