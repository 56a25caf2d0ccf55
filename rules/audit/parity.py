"""Parity: walled rivals that bring as much are to pay alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any, NamedTuple

from models.policy.part import MILLION
from rules.audit.grant import RUNNING, Cell, Grant


class Walls(NamedTuple):
    """Which coverages are rivals at an instant; those that both consented are none."""

    pairs: frozenset[tuple[str, str]]
    classes: tuple[frozenset[str], ...]
    lifted: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Walls":
        """As the intake tells them."""
        return cls(
            frozenset((one, other) for one, other in said["pairs"]),
            tuple(frozenset(each) for each in said["classes"]),
            frozenset((one, other) for one, other in said["lifted"]),
        )

    def between(self, one: str, other: str) -> bool:
        """Whether two coverages are walled rivals; `one` is the smaller id."""
        if one == other or (one, other) in self.lifted:
            return False
        return (one, other) in self.pairs or any(one in each and other in each for each in self.classes)

    @property
    def walled(self) -> frozenset[str]:
        """Coverages that have a rival at all."""
        return frozenset().union(*self.classes, *map(frozenset, self.pairs))


class Unlike(NamedTuple):
    """Two rivals' agreements at rates too far from each other; the first has the smaller coverage id."""

    one: Grant
    other: Grant


def unlike(grants: Iterable[Grant], walls: Walls, apart_ppm: int) -> list[Unlike]:
    """
    Pairs of rivals' agreements in force, of one item and one power of ten of turnover, whose rates differ.

    They do when the lower one lies more than `apart_ppm` of the higher below it: rates differ as depths do,
    by their share.
    """
    walled = walls.walled
    cells: dict[Cell, list[Grant]] = defaultdict(list)
    for grant in sorted(grants, key=lambda each: (each.coverage_id, each.key)):
        in_force = grant.state in RUNNING and grant.coverage_id in walled
        if in_force and grant.rate_ppm is not None and grant.cell is not None:
            cells[grant.cell].append(grant)
    return [
        Unlike(one, other)
        for cell in sorted(cells)
        for one, other in combinations(cells[cell], 2)
        if walls.between(one.coverage_id, other.coverage_id) and _apart(one, other, apart_ppm)
    ]


def _apart(one: Grant, other: Grant, apart_ppm: int) -> bool:
    lower, higher = sorted((one.rate_ppm or 0, other.rate_ppm or 0))
    return MILLION * (higher - lower) > higher * apart_ppm
