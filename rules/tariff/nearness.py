"""How near terms are to being met: the missing share of what they ask, the smaller the nearer."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from rules.tariff.conditions import Judged, clauses
from rules.tariff.verdict import SUMMED, months_of

_VALUES: Final = ("value_minor", "value_ppm", "value")
_MISSING: Final = ("missing_minor", "missing_ppm", "missing")


def relative_distance(terms: Mapping[str, Any], judged: Judged) -> Fraction | None:
    """
    Missing against asked: of all clauses the farthest, of any the nearest; None where nothing that can be said is.

    What is unknown, and what stands under a `not`, has no distance.
    """
    asked = dict(clauses(terms["obligations"]))
    shares = {each["path"]: _share(terms, asked[each["path"]], each) for each in judged.distance}
    return _of(terms["obligations"], "", shares)


def _share(terms: Mapping[str, Any], clause: Mapping[str, Any], told: Mapping[str, Any]) -> Fraction:
    value: int = next(clause[name] for name in _VALUES if name in clause)
    missing: int = next(told[name] for name in _MISSING if name in told)
    months = months_of(terms) if clause["metric"] in SUMMED and "window" not in clause else 1
    return Fraction(missing, max(1, abs(value) * months))


def _of(node: Mapping[str, Any], path: str, shares: Mapping[str, Fraction]) -> Fraction | None:
    if "metric" in node:
        return shares.get(path)
    if "not" in node:
        return None
    word = "all" if "all" in node else "any"
    parts = (_of(inner, f"{path}/{word}/{number}", shares) for number, inner in enumerate(node[word]))
    known = [each for each in parts if each is not None]
    if not known:
        return None
    return max(known) if word == "all" else min(known)
