"""What a desk keeps of a leaver's hand-over: the plan in force, how far it is, and what nobody can take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from rules.handover.problem import Step

Refused = tuple[str, str | None, str]
"""A coverage, who was to take it, and why he did not."""


@dataclass(slots=True, eq=False)
class HandOver:
    """One leaver's."""

    leaver: str
    plans: int = 0
    """Plans made for him so far."""
    plan_id: str | None = None
    """The plan in force; None: there is none."""
    steps: list[Step] = field(default_factory=list)
    """All of its steps."""
    next: int = 0
    """How many were looked at."""
    taken: list[Step] = field(default_factory=list)
    """Those that were taken, with the backup each got."""
    refused: list[Refused] = field(default_factory=list)
    nobody: list[str] = field(default_factory=list)
    """Coverages that nobody could take when that was last asked, by id."""
    again: bool = True
    """Whether somebody might take these now."""

    def end(self) -> None:
        """No plan is in force any more."""
        self.plan_id, self.next = None, 0
        self.steps, self.taken, self.refused = [], [], []


def encode_hand_over(hand_over: HandOver) -> bytes:
    """Its row."""
    row: dict[str, Any] = {name: getattr(hand_over, name) for name in ("leaver", "plans", "nobody", "again")}
    if hand_over.plan_id is not None:
        row |= {"plan_id": hand_over.plan_id, "next": hand_over.next, "refused": hand_over.refused}
        row |= {name: [tuple(each) for each in getattr(hand_over, name)] for name in ("steps", "taken")}
    return orjson.dumps(row)


def decode_hand_over(row: Mapping[str, Any]) -> HandOver:
    """The hand-over of a row."""
    fields = dict(row)
    for name in ("steps", "taken"):
        fields[name] = [Step(*each) for each in row.get(name, ())]
    fields["refused"] = [tuple(each) for each in row.get("refused", ())]
    return HandOver(**fields)
