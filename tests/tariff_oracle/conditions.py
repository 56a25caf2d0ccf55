"""Obligations: three-valued, with the clauses that fail and how far away they are."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

Node = dict[str, Any]
Known = int | Fraction | None


class Looked(NamedTuple):
    """What a condition comes to."""

    met: bool | None
    failed: tuple[tuple[str, Node | None], ...]
    """Path and clause; a `not` has no clause."""


def clauses(node: Node | None, path: str = "") -> Iterator[tuple[str, Node]]:
    """All clauses with their paths."""
    if node is None:
        return
    if "metric" in node:
        yield path, node
    elif "not" in node:
        yield from clauses(node["not"], f"{path}/not")
    else:
        word = "all" if "all" in node else "any"
        for number, part in enumerate(node[word]):
            yield from clauses(part, f"{path}/{word}/{number}")


def wanted(clause: Node) -> int:
    return int(next(clause[name] for name in ("value_minor", "value_ppm", "value") if name in clause))


def holds(op: str, value: Known, threshold: int | Fraction) -> bool | None:
    if value is None:
        return None
    return {
        ">=": value >= threshold,
        ">": value > threshold,
        "<=": value <= threshold,
        "<": value < threshold,
        "==": value == threshold,
        "!=": value != threshold,
    }[op]


def look(
    node: Node, value: Callable[[Node], Known], threshold: Callable[[Node], int | Fraction], path: str = ""
) -> Looked:
    """What the condition comes to."""
    if "metric" in node:
        met = holds(node["op"], value(node), threshold(node))
        return Looked(met, ((path, node),) if met is False else ())
    if "not" in node:
        inner = look(node["not"], value, threshold, f"{path}/not").met
        met = None if inner is None else not inner
        return Looked(met, ((f"{path}/not", None),) if met is False else ())
    word = "all" if "all" in node else "any"
    parts = [look(part, value, threshold, f"{path}/{word}/{number}") for number, part in enumerate(node[word])]
    failed = tuple(each for part in parts for each in part.failed)
    mets = [part.met for part in parts]
    decisive = word == "any"
    if decisive in mets:
        return Looked(decisive, () if decisive else failed)
    return Looked(None if None in mets else not decisive, failed)


def missing(clause: Node, value: Known, threshold: int | Fraction) -> int | Fraction:
    """By how much a clause fails."""
    assert value is not None
    strict = int(clause["op"] in (">", "<"))
    return 1 if clause["op"] == "!=" else abs(Fraction(threshold) - value) + strict


def can_fail(node: Node | None) -> bool:
    """Whether there is a clause in it that some figure would break."""
    return any(True for _, clause in clauses(node) if not (clause["op"] == ">=" and wanted(clause) <= 0))
