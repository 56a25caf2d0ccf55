"""What people and metrics may see of a desk: read only, derived when asked."""

from dataclasses import dataclass
from typing import Protocol

from models.figures import DeskFigures
from rules.desk.desk import Desk
from rules.desk.expecting import expected_wait_s
from rules.desk.staff import FIT, Manager
from rules.figures.fairness import Fairness


class HasDesks(Protocol):
    """What a board is drawn from: a `DeskPartition`."""

    desks: dict[str, Desk]


@dataclass(frozen=True, slots=True)
class ManagerOnBoard:
    """One employed manager."""

    manager_id: str
    presence: str | None
    """As last said; None: never heard of."""
    present: bool
    """Whether he can be given a contact, by presence."""
    load: int
    wrap_up_units: int
    capacity: int
    open_contacts: int


@dataclass(frozen=True, slots=True)
class DeskBoard:
    """One desk as it stands at its own clock."""

    desk_id: str
    clock_ms: int
    waiting: dict[int, int]
    """Contacts waiting, by index of their line."""
    oldest_waiting_ms: int | None
    managers: tuple[ManagerOnBoard, ...]
    """By id."""
    present: int
    silent: bool
    """The presence feed is silent."""
    policy_name: str | None
    policy_version: str | None


def board(partition: HasDesks) -> tuple[DeskBoard, ...]:
    """All desks of a partition by id."""
    return tuple(_board_of(partition.desks[desk_id]) for desk_id in sorted(partition.desks))


def _board_of(desk: Desk) -> DeskBoard:
    managers = tuple(
        ManagerOnBoard(
            each.id, each.state, each.unfit == FIT, each.load, each.wrap_units, each.capacity, len(each.held)
        )
        for _, each in sorted(desk.employed.items())
    )
    return DeskBoard(
        desk_id=desk.id,
        clock_ms=desk.clock,
        waiting=desk.waiting.counts(),
        oldest_waiting_ms=desk.waiting.oldest(),
        managers=managers,
        present=sum(each.present for each in managers),
        silent=desk.silent,
        policy_name=None if desk.tables is None else desk.tables.name,
        policy_version=None if desk.tables is None else desk.tables.version,
    )


def figures_of(desk: Desk) -> DeskFigures:
    """The figures of one desk for the metrics page."""
    present = [each for each in desk.employed.values() if each.unfit == FIT]
    fairness, service = fairness_of(present), desk.service
    methods = () if desk.tables is None else sorted({line.sla_method for line in desk.tables.lines})
    return DeskFigures(
        desk_id=desk.id,
        waiting=desk.waiting.counts(),
        oldest_waiting_ms=desk.waiting.oldest(),
        load=sum(each.load for each in desk.employed.values()),
        capacity=sum(each.capacity for each in present),
        present=len(present),
        managers=len(desk.employed),
        policy_version=None if desk.tables is None else desk.tables.version,
        expected_wait_s=_expected_wait(desk),
        jain=fairness.jain if fairness.sets else None,
        gini=fairness.gini if fairness.sets else None,
        in_time=dict.fromkeys(methods, 0) | service.in_time,
        late=dict.fromkeys(methods, 0) | service.late,
        incumbent=service.incumbent,
        another=service.another,
        refused=dict(service.refused),
    )


def fairness_of(present: list[Manager]) -> Fairness:
    """How evenly those present for the same segments are loaded, by units held against capacity."""
    sets: dict[frozenset[str], list[float]] = {}
    for each in present:
        if each.capacity:
            sets.setdefault(each.segments, []).append(each.load / each.capacity)
    return Fairness.over(sets.values())


def _expected_wait(desk: Desk) -> int | None:
    """What `open_when` looks at: of the contact that is first in the queue."""
    if desk.tables is None:
        return None
    first = desk.waiting.first(desk.clock, desk.tables)
    return 0 if first is None else expected_wait_s(desk, first, 0)
