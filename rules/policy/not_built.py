"""
What a policy may ask for that this version does not do yet: one row each.

Whoever builds one of them takes its row out; nothing else knows of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from models.policy import Policy
from rules.policy.finding import NOT_BUILT, Finding, Kind

Places = Callable[[Policy], Iterable[str]]


class Missing(NamedTuple):
    """One feature: what it is called, where a policy asks for it, and what that means today."""

    feature: str
    asked_at: Places
    kind: Kind = NOT_BUILT
    today: str = "this version does not do it; leave the key out"


def missing_in(policy: Policy) -> Iterator[Finding]:
    """Find every place at which `policy` asks for what is not built; a default asks for nothing."""
    for missing in MISSING:
        for place in missing.asked_at(policy):
            yield Finding(missing.kind, place, f"asks for {missing.feature}; {missing.today}")


def _per_txn(policy: Policy) -> Iterator[str]:
    lists = policy.tariffs.get("price_lists")
    for number, each in enumerate(lists if isinstance(lists, list | tuple) else ()):
        if isinstance(each, Mapping) and each.get("basis") == "per_txn":
            yield f"tariffs.price_lists[{number}].basis"


MISSING: Final[tuple[Missing, ...]] = (Missing("a fee for each posting", _per_txn),)
