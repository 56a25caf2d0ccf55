"""The table at the end of a demo, a simulation or a what-if: contract.md, "Figures printed"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from rules.figures.fairness import Fairness
from rules.figures.lives import Life, Lives, same_person_again
from rules.figures.occupation import Occupations
from rules.figures.percentile import Spread
from rules.figures.service_level import within

Group = tuple[str, ...]


class Promise(NamedTuple):
    """What a policy's line promises."""

    method: str
    within_s: int


class Kept(NamedTuple):
    """How a line's promise was kept."""

    desk_id: str
    line: int
    promise: Promise
    in_time: int
    counted: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What is printed. Times in milliseconds, shares as fractions of 1."""

    contacts: int
    served: int
    abandoned: int
    escalated: int
    queued: int
    waits: Mapping[str, Spread]
    """By tier: from the opening to the first assignment, of those who were assigned."""
    patience: Spread
    """From the opening to leaving, of those who left."""
    kept: tuple[Kept, ...]
    again: int
    returned: int
    """Served contacts of an identified coverage, not its first; `again` of them met the same person."""
    fairness: Fairness
    utilisation: float


def summarise(
    lives: Lives,
    occupations: Occupations,
    promises: Mapping[tuple[str, int], Promise],
    eligible_set: Mapping[str, Group],
) -> Figures:
    """
    The figures of a stretch of work.

    `promises`: (desk_id, line) to its SLA. `eligible_set`: manager_id to whatever makes managers able to stand in for
    each other (see `group_of`); a manager without one is left out of fairness.
    """
    everyone = list(lives.by_contact.values())
    return Figures(
        contacts=len(everyone),
        served=sum(life.served for life in everyone),
        abandoned=sum(life.abandoned_ms is not None for life in everyone),
        escalated=sum(life.escalated for life in everyone),
        queued=sum(life.queued for life in everyone),
        waits={tier: Spread.of(_waits(everyone, tier)) for tier in sorted({life.tier for life in everyone})},
        patience=Spread.of(e.abandoned_ms - e.opened_ms for e in everyone if e.abandoned_ms is not None),
        kept=tuple(_kept(everyone, promises)),
        again=(continuity := same_person_again(everyone))[0],
        returned=continuity[1],
        fairness=_fairness(occupations, eligible_set),
        utilisation=occupations.utilisation(),
    )


def group_of(manager: Mapping[str, Any]) -> Group:
    """Data of a `manager.updated` to its set: managers of a desk for the same segments can serve the same clients."""
    return (manager["desk_id"], *sorted(manager.get("segments") or ()))


def _waits(lives: Iterable[Life], tier: str) -> Iterable[int]:
    return (life.wait_ms for life in lives if life.tier == tier and life.wait_ms is not None)


def _kept(lives: list[Life], promises: Mapping[tuple[str, int], Promise]) -> Iterable[Kept]:
    by_line: dict[tuple[str, int], list[Life]] = {}
    for life in lives:
        if life.line is not None:
            by_line.setdefault((life.desk_id, life.line), []).append(life)
    for place, members in sorted(by_line.items()):
        promise = promises.get(place)
        if promise is not None:
            in_time, counted = within(members, promise.method, promise.within_s * 1000)
            yield Kept(*place, promise, in_time, counted)


def _fairness(occupations: Occupations, eligible_set: Mapping[str, Group]) -> Fairness:
    sets: dict[Group, list[float]] = {}
    for manager, occupation in sorted(occupations.by_manager.items()):
        if manager in eligible_set and occupation.offered:
            sets.setdefault(eligible_set[manager], []).append(occupation.utilisation)
    return Fairness.over(shares for _, shares in sorted(sets.items()))
