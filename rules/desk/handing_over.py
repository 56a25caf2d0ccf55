"""
A hand-over plan comes into force at its desk, and is taken step by step.

A plan was searched for outside the log, so each step is checked against the desk as it now stands;
what does not hold is refused, told, and searched for anew. So many steps at a command: nobody's
contact waits for a long book. The next ones come with a record of their own, and one that is told
twice names steps that were looked at before and changes nothing.
"""

from collections.abc import Mapping
from typing import Any, Final

from models.messages.told import COVERAGE
from rules.desk.client import Coverage
from rules.desk.desk import Desk
from rules.desk.hand_over import HandOver
from rules.desk.keeping import renew_lead, tell_naming
from rules.desk.publish import coverage_message, message
from rules.desk.serving import begin, end
from rules.desk.staff import Manager
from rules.desk.successors import may_stand_behind, needs_of, refusal_of_step, refusal_of_successor
from rules.handover.backing import best_backup
from rules.handover.problem import Step

STEPS_AT_ONCE: Final = 20
"""Steps of a plan that one command takes."""
HANDED_OVER: Final = "handed_over"
"""Why a coverage has another lead than before."""

Command = Mapping[str, Any]


def planned(desk: Desk, command: Command) -> None:
    """The search has found who takes a leaver's coverages."""
    data = command["data"]
    leaver = None if desk.tables is None else desk.leavers.get(data["leaver"])
    hand_over = None if leaver is None else hand_over_of(desk, leaver.id)
    if hand_over is None or hand_over.plan_id is not None or data["number"] != hand_over.plans + 1:
        desk.house.count("stale_plan")
        return
    nobody = sorted(each for each in data["nobody"] if _is_his(desk, hand_over, each))
    news = not {*nobody} <= {*hand_over.nobody}
    # A plan that was not to try these again says nothing of them: forgotten, they would be asked for without end.
    before = [] if hand_over.again else [each for each in hand_over.nobody if _is_his(desk, hand_over, each)]
    hand_over.plans, hand_over.plan_id = data["number"], data["plan_id"]
    hand_over.steps = [Step(each["coverage_id"], each["to"], each["backup"]) for each in data["steps"]]
    hand_over.nobody, hand_over.again = sorted({*before, *nobody}), False
    hand_over.refused = [(each, None, "nobody") for each in nobody]
    touch(desk, hand_over)
    if hand_over.steps or news:
        _say(desk, hand_over, "planned", hand_over.steps)
        _take_steps(desk, hand_over, STEPS_AT_ONCE)
    else:
        hand_over.end()


def continued(desk: Desk, command: Command) -> None:
    """The next steps of the plan in force are to be taken."""
    data = command["data"]
    hand_over = desk.hand_overs.get(data["leaver"])
    if hand_over is None or hand_over.plan_id != data["plan_id"] or hand_over.next != data["step"]:
        desk.house.count("stale_plan")
        return
    _take_steps(desk, hand_over, STEPS_AT_ONCE)


def finish(desk: Desk, manager: Manager) -> None:
    """He goes before his plan is through: what is left of it is taken now."""
    hand_over = desk.hand_overs.get(manager.id)
    if hand_over is not None and hand_over.plan_id is not None:
        _take_steps(desk, hand_over, len(hand_over.steps))


def look_again(desk: Desk) -> None:
    """The staff or the policy changed: somebody may take what nobody could."""
    for manager_id in sorted(desk.leavers):
        hand_over = desk.hand_overs.get(manager_id)
        if hand_over is not None and not hand_over.again:
            hand_over.again = True
            touch(desk, hand_over)


def hand_over_of(desk: Desk, manager_id: str) -> HandOver:
    """What is kept of his hand-over, made when first needed."""
    hand_over = desk.hand_overs.get(manager_id)
    if hand_over is None:
        hand_over = desk.hand_overs[manager_id] = HandOver(manager_id)
    return hand_over


def touch(desk: Desk, hand_over: HandOver) -> None:
    """Its row changed."""
    desk.house.touch("handover", desk.id, hand_over.leaver)


def _is_his(desk: Desk, hand_over: HandOver, coverage_id: str) -> bool:
    return coverage_id in desk.managers[hand_over.leaver].book


def _take_steps(desk: Desk, hand_over: HandOver, most: int) -> None:
    for step in hand_over.steps[hand_over.next : hand_over.next + most]:
        hand_over.next += 1
        coverage = desk.coverages.get(step.coverage_id)
        if coverage is None or not _is_his(desk, hand_over, step.coverage_id):
            reason: str | None = "not_his"
        else:
            reason = refusal_of_step(desk, coverage, step.to)
            if reason is None:
                hand_over.taken.append(step._replace(backup=_take(desk, coverage, step)))
        if reason is not None:
            hand_over.refused.append((step.coverage_id, step.to, reason))
    touch(desk, hand_over)
    if hand_over.next < len(hand_over.steps):
        _say(desk, hand_over, "applied", hand_over.taken)
        return
    _say(desk, hand_over, "done", hand_over.taken)
    if not hand_over.taken:
        # Nothing of it held: to search again before anything changes would go on for ever.
        lost = {coverage_id for coverage_id, _, _ in hand_over.refused if _is_his(desk, hand_over, coverage_id)}
        hand_over.nobody = sorted({*hand_over.nobody, *lost})
    hand_over.end()


def _take(desk: Desk, coverage: Coverage, step: Step) -> str | None:
    """The coverage has another lead from now on, as if it had begun with him; gives its backup."""
    if coverage.lead is not None:
        end(desk, coverage, coverage.lead, desk.work.at)
    coverage.lead, coverage.origin, coverage.recorded = step.to, None, True
    coverage.lead_since, coverage.lead_at, coverage.free_since = desk.acts, desk.clock, None
    begin(desk, coverage, step.to, desk.acts)
    _stand_behind(desk, coverage, step)
    renew_lead(desk, coverage, desk.work.at)
    tell_naming(desk, coverage)
    desk.house.touch("coverage", desk.id, coverage.id)
    coverage_message(desk, coverage, "coverage.started", step.to, HANDED_OVER)
    return coverage.backup


def _stand_behind(desk: Desk, coverage: Coverage, step: Step) -> None:
    """The plan's backup, if he still may be; else one is named as at any start."""
    if coverage.backup is not None:
        desk.managers[coverage.backup].backup_of -= 1
    backup = step.backup
    if backup is None or backup == step.to or not may_stand_behind(desk, coverage, backup):
        needs = needs_of(desk, coverage)
        able = (
            (each.grade, each.backup_of, each.id)
            for each in desk.employed.values()
            if each.id != step.to and refusal_of_successor(desk, coverage, each, needs) is None
        )
        backup = best_backup(coverage.id, able)
    coverage.backup = backup
    if backup is not None:
        desk.managers[backup].backup_of += 1


def _say(desk: Desk, hand_over: HandOver, state: str, steps: list[Step]) -> None:
    if desk.tables is None:
        return
    data = {
        "plan_id": hand_over.plan_id,
        "from": hand_over.leaver,
        "state": state,
        "steps": [each._asdict() for each in steps],
        "refused": [dict(zip(("coverage_id", "to", "reason"), each, strict=True)) for each in hand_over.refused],
    }
    told = message(desk, COVERAGE, "coverage.handover", f"plan/{hand_over.plan_id}", data)
    desk.work.out.append(told)
