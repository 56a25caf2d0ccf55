"""How near terms are: what is missing of what they ask."""

from fractions import Fraction

from tests.tariff_oracle.conditions import clauses, wanted
from tests.tariff_oracle.looking import times
from tests.tariff_oracle.records import Data, Version


def share_of(version: Version, distance: list[Data]) -> Fraction | None:
    """Missing of what is asked; of `all` the most, of `any` the least."""
    missing = {each["path"]: next(each[name] for name in each if name.startswith("missing")) for each in distance}
    shares = {}
    for path, clause in clauses(version.terms["obligations"]):
        if path in missing and "/not" not in path:
            months = times(version) if clause["metric"] in ("qualified_turnover", "margin") else 1
            shares[path] = Fraction(missing[path], max(1, abs(wanted(clause)) * months))
    if not shares:
        return None
    return min(shares.values()) if "any" in version.terms["obligations"] else max(shares.values())
