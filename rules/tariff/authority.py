"""Who may approve what: never the proposer, never twice the same, never one behind a wall or with an interest."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.policy.tariffs import Tariffs

Stamp = Mapping[str, Any]
"""`{levels, interests, walled, own}` as the intake knows the person; None of one it does not know."""


def needed(tariffs: Tariffs, depth_ppm: int | None, *, exception: bool) -> tuple[str, ...] | None:
    """The levels that a discount of this depth needs; the last row's where it has none or is an exception."""
    rows = tariffs.authority
    if exception or depth_ppm is None:
        return rows[-1].approvals
    return next((row.approvals for row in rows if depth_ppm <= row.up_to_ppm), None)


def highest(tariffs: Tariffs, levels: Sequence[str]) -> int:
    """The rank of the highest of some levels; -1 where none is one of the policy's."""
    return max((tariffs.levels.index(level) for level in levels if level in tariffs.levels), default=-1)


def place_for(tariffs: Tariffs, needs: Sequence[str], filled: Sequence[str], levels: Sequence[str]) -> str | None:
    """The first place still open that one's highest level covers."""
    still = list(needs)
    for level in filled:
        still.remove(level)
    rank = highest(tariffs, levels)
    return next((level for level in still if rank >= highest(tariffs, [level]) >= 0), None)


def objections(stamp: Stamp | None, concerned: Sequence[str]) -> list[str]:
    """What keeps a person from deciding anything about those concerned: clients, coverages, partners."""
    if stamp is None:
        return ["approver_unknown"]
    found = []
    if stamp["walled"]:
        found.append("approver_walled")
    if set(stamp["interests"]) & set(concerned):
        found.append("approver_interested")
    return found
