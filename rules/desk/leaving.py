"""What a desk asks the search for: who takes the coverages of those who gave notice, one leaver at a time."""

from collections.abc import Callable, Sequence
from functools import partial

from models.cloudevent import encode
from models.ids import kontor_uuid
from models.inbox_headers import INTAKE_INBOX
from models.instants import format_instant
from models.unit import Message, Search
from rules.desk.client import Coverage
from rules.desk.desk import Desk
from rules.desk.hand_over import HandOver
from rules.desk.handing_over import hand_over_of, touch
from rules.desk.margins import margins_of
from rules.desk.need import NeedKey
from rules.desk.staff import Manager
from rules.desk.successors import may_stand_behind, needs_of, stays, unsuited_for
from rules.desk.walls import walled
from rules.handover.problem import Candidate, Problem, Ward
from rules.handover.solving import MOST_AT_ONCE, solve

PLANNED = "handover.planned"
CONTINUED = "handover.continued"


def watch_leaving(desk: Desk, manager: Manager) -> None:
    """Note whether he works here and has given notice."""
    if manager.employed and manager.last_day is not None:
        desk.leavers[manager.id] = manager
    else:
        desk.leavers.pop(manager.id, None)


def notice(desk: Desk, manager: Manager) -> None:
    """He gave notice, or gave it again: all he has is to be handed over."""
    watch_leaving(desk, manager)
    hand_over = hand_over_of(desk, manager.id)
    hand_over.again = True
    touch(desk, hand_over)


def open_search(desk: Desk) -> Search | None:
    """What is to be searched for now: the rest of a plan first, then the first leaver whose coverages have none."""
    if desk.tables is None:
        return None
    for manager_id in sorted(desk.leavers):
        hand_over = desk.hand_overs.get(manager_id)
        if hand_over is not None and hand_over.plan_id is not None:
            plan_id, step = hand_over.plan_id, hand_over.next
            answer = partial(_continued, desk.id, manager_id, plan_id, step, desk.clock)
            return Search(f"{CONTINUED}/{plan_id}/{step}", partial(_at_hand, answer))
    for manager_id in sorted(desk.leavers):
        hand_over = desk.hand_overs.get(manager_id) or HandOver(manager_id)
        open_ones = _open(desk.leavers[manager_id], hand_over)
        if open_ones:
            number = hand_over.plans + 1
            return Search(f"{PLANNED}/{desk.id}/{manager_id}/{number}", partial(_ask, desk, manager_id, number))
    return None


def _at_hand(answer: Callable[[], Message]) -> Callable[[], Message]:
    """Nothing needs to be cut loose."""
    return answer


def _ask(desk: Desk, manager_id: str, number: int) -> Callable[[], Message]:
    leaver = desk.leavers[manager_id]
    open_ones = _open(leaver, desk.hand_overs.get(manager_id) or HandOver(manager_id))
    return partial(_planned, desk.id, number, desk.clock, _problem(desk, leaver, open_ones[:MOST_AT_ONCE]))


def _open(manager: Manager, hand_over: HandOver) -> list[Coverage]:
    """His coverages for which nobody is found, or looked for, yet."""
    settled = () if hand_over.again else frozenset(hand_over.nobody)
    return [manager.book[each] for each in sorted(manager.book) if each not in settled]


def _problem(desk: Desk, leaver: Manager, coverages: list[Coverage]) -> Problem:
    assert desk.tables is not None
    known = desk.margin_month != ""
    candidates = {
        each.id: Candidate(
            each.id,
            each.grade,
            each.backup_of,
            len(each.book),
            tuple(margins_of(desk, each.book[one]) for one in sorted(each.book)) if known else (),
        )
        for each in desk.employed.values()
        if stays(desk, each.id)
    }
    staying = [desk.employed[each] for each in sorted(candidates)]
    suited: dict[tuple[NeedKey, ...], list[Manager]] = {}
    wards: list[Ward] = []
    for coverage in coverages:
        needs = needs_of(desk, coverage)
        asked = tuple(each.key for each in needs)
        if asked not in suited:
            suited[asked] = [each for each in staying if unsuited_for(each, needs) is None]
        wards.append(_ward(desk, leaver, coverage, suited[asked]))
    return Problem(leaver.id, desk.tables, candidates, tuple(wards))


def _ward(desk: Desk, leaver: Manager, coverage: Coverage, suited: Sequence[Manager]) -> Ward:
    able = [each.id for each in suited if not walled(desk, coverage, each.id)]
    snapshots = (coverage.clients[each].data for each in sorted(coverage.clients))
    wished = (data["backup_manager_id"] for data in snapshots if data is not None)
    backup = coverage.backup
    return Ward(
        coverage.id,
        margins_of(desk, coverage) if desk.margin_month else {},
        tuple(able),
        frozenset(coverage.serving) - {leaver.id},
        backup if backup is not None and may_stand_behind(desk, coverage, backup) else None,
        tuple(each for each in wished if each is not None and may_stand_behind(desk, coverage, each)),
    )


def _planned(desk_id: str, number: int, clock: int, problem: Problem) -> Message:
    """The record of a plan."""
    plan = solve(problem)
    plan_id = kontor_uuid(f"{desk_id}|{problem.leaver}|handover|{number}")
    data = {
        "desk_id": desk_id,
        "plan_id": plan_id,
        "leaver": problem.leaver,
        "number": number,
        "steps": [each._asdict() for each in plan.steps],
        "nobody": plan.nobody,
    }
    return _record(PLANNED, plan_id, desk_id, clock, data)


def _continued(desk_id: str, leaver: str, plan_id: str, step: int, clock: int) -> Message:
    """The record that asks for the next steps of a plan."""
    data = {"desk_id": desk_id, "plan_id": plan_id, "leaver": leaver, "step": step}
    return _record(CONTINUED, f"{plan_id}/{step}", desk_id, clock, data)


def _record(kind: str, name: str, desk_id: str, clock: int, data: dict[str, object]) -> Message:
    value = encode(
        id=f"{kind}/{name}", source="kontor", type=kind, time=format_instant(clock), subject=desk_id, data=data
    )
    return Message(INTAKE_INBOX, desk_id.encode(), value, kind, clock)
