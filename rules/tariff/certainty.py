"""
Conditions that come out the same whatever a client does: an obligation that cannot fail is none.

Every metric is taken to be 0 or more, as `>= 0` is no obligation, and reciprocity to be at most the
whole. Each clause is looked at by itself: that two together leave nothing out is not found.
"""

from collections.abc import Mapping
from typing import Any, Final

from models.policy.part import MILLION

_VALUES: Final = ("value_minor", "value_ppm", "value")
_AT_MOST: Final = {"reciprocity": MILLION}


def cannot_fail(node: Mapping[str, Any]) -> bool:
    """Whether a condition holds whatever happens; one that names nothing does."""
    if "metric" in node:
        return _clause_holds(node)
    if "not" in node:
        return cannot_hold(node["not"])
    if "all" in node:
        return all(map(cannot_fail, node["all"]))
    return not node["any"] or any(map(cannot_fail, node["any"]))


def cannot_hold(node: Mapping[str, Any]) -> bool:
    """Whether a condition fails whatever happens; a choice of nothing does."""
    if "metric" in node:
        return _clause_fails(node)
    if "not" in node:
        return cannot_fail(node["not"])
    if "all" in node:
        return any(map(cannot_hold, node["all"]))
    return all(map(cannot_hold, node["any"]))


def _clause_holds(clause: Mapping[str, Any]) -> bool:
    value, most = _value(clause), _AT_MOST.get(clause["metric"])
    match clause["op"]:
        case ">=":
            return value <= 0
        case ">":
            return value < 0
        case "<=":
            return most is not None and value >= most
        case "<":
            return most is not None and value > most
        case "!=":
            return value < 0 or (most is not None and value > most)
    return False


def _clause_fails(clause: Mapping[str, Any]) -> bool:
    opposite = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "==": "!=", "!=": "=="}
    return _clause_holds({**clause, "op": opposite[clause["op"]]})


def _value(clause: Mapping[str, Any]) -> int:
    value: int = next(clause[name] for name in _VALUES if name in clause)
    return value
