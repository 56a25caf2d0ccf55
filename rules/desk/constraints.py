"""
What is never bent, as one table: each refusal and its test, in the order in which they count.

A manager's refusal is the first row whose test holds. The rows stand in three groups,
because a decision looks at many managers and most of a test's answer does not change:

* of the manager alone (`unfit_for_all`), told anew only when he or the clock moves;
* of his profile and the need (`unsuited`), told once for each pair of them;
* of what he holds now (`no_room`), told at each decision.
"""

from collections.abc import Callable
from typing import Final

from models.messages.decision import Flag
from models.messages.explanation import REFUSALS, Refusal
from rules.desk.need import MILLION, Need
from rules.desk.staff import FIT, Manager

LEFT: Final = REFUSALS.index("left")
NOT_PRESENT: Final = REFUSALS.index("not_present")
SET_ASIDE: Final = REFUSALS.index("set_aside")
RAMP_UP: Final = REFUSALS.index("ramp_up")
HELD_BACK: Final = REFUSALS.index("held_back")
AT_CAPACITY: Final = REFUSALS.index("at_capacity")
CHANNEL_LIMIT: Final = REFUSALS.index("channel_limit")

Test = Callable[[Manager, Need], bool]
Row = tuple[int, Test]


def _row(reason: Refusal, test: Test) -> Row:
    return (REFUSALS.index(reason), test)


def ceiling(manager: Manager, need: Need) -> int:
    """The most units he may hold with a contact of this need: (load + weight) / capacity may not exceed the line's."""
    ppm = need.max_load_ppm
    return manager.capacity if ppm == MILLION else manager.capacity * ppm // MILLION


def skill_levels(manager: Manager, need: Need) -> int:
    """His levels over the skills that a need asks for or wishes, added up: the first of a rank after the word."""
    skills = manager.skills
    return sum([skills.get(skill, 0) for skill in need.wished])


def _below_grade(manager: Manager, need: Need) -> bool:
    return manager.grade < need.min_grade


def _lacks_skill(manager: Manager, need: Need) -> bool:
    return (
        (need.segment is not None and need.segment not in manager.segments)
        or (need.language is not None and need.language not in manager.languages)
        or (need.industry is not None and need.industry not in manager.industries)
        or any(manager.skills.get(skill, 0) < level for skill, level in need.mandatory)
    )


def _at_capacity(manager: Manager, need: Need) -> bool:
    return manager.load + need.weight > ceiling(manager, need)


def _at_channel_limit(manager: Manager, need: Need) -> bool:
    return need.channel in manager.full


UNSUITED: Final[tuple[Row, ...]] = (_row("grade", _below_grade), _row("skill", _lacks_skill))
"""Walls and declines take their places here when they are built."""


def _had_his_share(manager: Manager, _need: Need) -> bool:
    return manager.slowed


NO_ROOM: Final[tuple[Row, ...]] = (
    _row("ramp_up", _had_his_share),
    _row("at_capacity", _at_capacity),
    _row("channel_limit", _at_channel_limit),
)
"""What is held back comes after them; `holding` tells it, for it depends on the queue."""


def unfit_for_all(manager: Manager, *, present: bool) -> int:
    """The refusal that holds whatever the contact, as a number of `REFUSALS`; `FIT` if none."""
    if not manager.employed:
        return LEFT
    if not present:
        return NOT_PRESENT
    return FIT if manager.set_aside_since is None else SET_ASIDE


def unsuited(manager: Manager, need: Need) -> int:
    """The refusal that only another profile or another need would lift; `FIT` if none."""
    for reason, test in UNSUITED:
        if test(manager, need):
            return reason
    return FIT


def no_room(manager: Manager, need: Need) -> int:
    """The refusal by what he holds now, the first row of `NO_ROOM`, written out; `FIT` if none."""
    if manager.slowed:
        return RAMP_UP
    capacity, ppm = manager.capacity, need.max_load_ppm
    if manager.load + need.weight > (capacity if ppm == MILLION else capacity * ppm // MILLION):
        return AT_CAPACITY
    return CHANNEL_LIMIT if need.channel in manager.full else FIT


def refusal(manager: Manager, need: Need) -> int:
    """The first refusal of all."""
    if manager.unfit >= 0:
        return manager.unfit
    found = unsuited(manager, need)
    return found if found >= 0 else no_room(manager, need)


def could_ever_hold(manager: Manager, need: Need) -> bool:
    """Whether he could take it with nothing else in hand."""
    limit = None if need.channel is None else manager.limits.get(need.channel)
    return need.weight <= ceiling(manager, need) and limit != 0


FLAGS: Final[tuple[tuple[Flag, frozenset[int]], ...]] = (
    ("over_capacity", frozenset((REFUSALS.index("at_capacity"), REFUSALS.index("channel_limit")))),
    ("absent", frozenset((NOT_PRESENT,))),
    ("skill", frozenset((REFUSALS.index("grade"), REFUSALS.index("skill")))),
)
"""What a person's act is flagged with, in order, and the refusals that each flag stands for."""


def refusal_flags(manager: Manager, need: Need) -> list[str]:
    """All that would have refused him, as flags."""
    broken = {reason for reason, test in (*UNSUITED, *NO_ROOM) if test(manager, need)} | {manager.unfit}
    return [flag for flag, reasons in FLAGS if not broken.isdisjoint(reasons)]
