"""
Favouritism: discounts of one person, or of one proposer with one approver, held against their peers'.

A discount is compared with those that others granted on the same item at the same power of ten of turnover:
what remains is not explained by how much the client brings.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from models.policy.worth import Favouritism
from rules.audit.grant import Cell, Grant

Subject = tuple[str, ...]
"""The manager who proposes, or he and who approves."""


class Favour(NamedTuple):
    """How a subject's discounts stand against the peers'; shares of the list fee, exact, in ppm."""

    agreements: int
    """His that have peers."""
    depth: Fraction
    """Their mean depth."""
    peers: Fraction
    """The mean of what peers granted in their places."""
    known: int
    """Agreements of his of which a turnover is known."""
    not_risen: int
    """Those of them in which it is no higher than before."""
    rows: tuple[str, ...]
    """Decisions it rests on."""

    @property
    def above(self) -> Fraction:
        """So much deeper than the peers'."""
        return self.depth - self.peers


class _Sum(NamedTuple):
    depth: int = 0
    number: int = 0

    def plus(self, depth: int) -> "_Sum":
        return _Sum(self.depth + depth, self.number + 1)


def favours(grants: Iterable[Grant]) -> dict[Subject, Favour]:
    """Every subject of whom one discount at least has peers; the order of the grants does not matter."""
    cells: dict[Cell, _Sum] = defaultdict(_Sum)
    own: dict[Subject, list[Grant]] = defaultdict(list)
    for grant in sorted(grants, key=lambda each: each.key):
        if grant.cell is not None and grant.depth_ppm is not None:
            cells[grant.cell] = cells[grant.cell].plus(grant.depth_ppm)
            for subject in _subjects(grant):
                own[subject].append(grant)
    found = {subject: _favour(cells, own[subject]) for subject in sorted(own)}
    return {subject: favour for subject, favour in found.items() if favour is not None}


def shown(favour: Favour, rule: Favouritism) -> bool:
    """Whether it is favouritism by the policy."""
    return favour.agreements >= rule.min_agreements and favour.above > rule.depth_above_peers_ppm


def _subjects(grant: Grant) -> list[Subject]:
    return [(grant.by,), *((grant.by, approver) for approver in dict.fromkeys(grant.approvers))]


def _favour(cells: Mapping[Cell, _Sum], own: list[Grant]) -> Favour | None:
    of_own: dict[Cell, _Sum] = defaultdict(_Sum)
    for grant in own:
        assert grant.cell is not None, "only what can be compared is"
        of_own[grant.cell] = of_own[grant.cell].plus(grant.depth_ppm or 0)
    number, depth, peers = 0, 0, Fraction(0)
    for cell in sorted(of_own):
        others = cells[cell].number - of_own[cell].number
        if others:
            number += of_own[cell].number
            depth += of_own[cell].depth
            peers += Fraction((cells[cell].depth - of_own[cell].depth) * of_own[cell].number, others)
    if not number:
        return None
    risen = [grant.risen for grant in own]
    rows = tuple(grant.decision_id for grant in own if grant.decision_id is not None)
    known = len(risen) - risen.count(None)
    return Favour(number, Fraction(depth, number), peers / number, known, risen.count(False), rows)
