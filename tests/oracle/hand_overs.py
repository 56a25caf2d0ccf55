"""
A leaver's coverages go to others: what a desk does with a plan that was found outside its log.

A plan counts if it is the next one for somebody who works here and gave notice. Its steps are looked
at one after the other, twenty with each record; a step is taken if the coverage is still the
leaver's, and whoever is to take it works here, gave no notice, has what the lines of all its known
clients ask for (channel, product and purpose are nobody's), is behind no wall and has room in his book.
"""

from typing import Final

from models.policy import Line
from tests.oracle import coverages, people, walls
from tests.oracle.messages import COVERAGE, Said, coverage
from tests.oracle.records import Data, HandOver, Manager, Record
from tests.oracle.state import Desk

AT_ONCE: Final = 20


def noticed(desk: Desk, command: Data) -> list[Said]:
    manager = desk.managers.get(command["data"]["manager_id"])
    if manager is not None:
        manager.leaving = True
        desk.hand_overs.setdefault(manager.id, HandOver()).again = True
    return []


def somebody_new(desk: Desk) -> None:
    """The staff or the policy is another: what nobody could take may be somebody's."""
    for kept in desk.hand_overs.values():
        kept.again = True


def planned(desk: Desk, command: Data) -> list[Said]:
    data = command["data"]
    leaver = data["leaver"]
    kept = desk.hand_overs.setdefault(leaver, HandOver())
    gives_notice = desk.employed(leaver) and desk.managers[leaver].leaving
    if desk.policy is None or not gives_notice or kept.plan_id is not None or data["number"] != kept.plans + 1:
        return []
    nobody = sorted(each for each in data["nobody"] if coverages.lead(desk, each) == leaver)
    silent = not data["steps"] and all(each in kept.nobody for each in nobody)
    known = [] if kept.again else [each for each in kept.nobody if coverages.lead(desk, each) == leaver]
    kept.plans, kept.nobody, kept.again = data["number"], [*known, *nobody], False
    if silent:
        return []
    kept.plan_id, kept.steps, kept.looked, kept.taken = data["plan_id"], data["steps"], 0, []
    kept.refused = [{"coverage_id": each, "to": None, "reason": "nobody"} for each in nobody]
    return [_said(kept, leaver, "planned", kept.steps), *_go_on(desk, leaver, kept, AT_ONCE)]


def continued(desk: Desk, command: Data) -> list[Said]:
    data = command["data"]
    kept = desk.hand_overs.get(data["leaver"])
    if kept is None or kept.plan_id != data["plan_id"] or kept.looked != data["step"]:
        return []
    return _go_on(desk, data["leaver"], kept, AT_ONCE)


def finished(desk: Desk, manager_id: str) -> list[Said]:
    """He goes, or goes elsewhere: the rest of his plan is taken first."""
    kept = desk.hand_overs.get(manager_id)
    if kept is None or kept.plan_id is None:
        return []
    return _go_on(desk, manager_id, kept, len(kept.steps))


def _go_on(desk: Desk, leaver: str, kept: HandOver, most: int) -> list[Said]:
    said: list[Said] = []
    for step in kept.steps[kept.looked : kept.looked + most]:
        kept.looked += 1
        coverage_id, to = step["coverage_id"], step["to"]
        reason = "not_his" if coverages.lead(desk, coverage_id) != leaver else _why_not(desk, coverage_id, to)
        if reason is not None:
            kept.refused.append({"coverage_id": coverage_id, "to": to, "reason": reason})
            continue
        backup = step["backup"]
        if backup in (None, to) or not _stays(desk, backup) or walls.bars(desk, coverage_id, backup):
            backup = _best_backup(desk, coverage_id, to)
        record = desk.records[coverage_id] = Record(to, backup, None, desk.now)
        coverages.note(desk)
        kept.taken.append({**step, "backup": backup})
        said.append(coverage(desk, coverage_id, "coverage.started", record, "handed_over"))
    ends = kept.looked >= len(kept.steps)
    said.append(_said(kept, leaver, "done" if ends else "applied", kept.taken))
    if ends:
        if not kept.taken:
            tried = {each["coverage_id"] for each in kept.refused}
            kept.nobody += [each for each in tried if coverages.lead(desk, each) == leaver]
        kept.plan_id = None
    return said


def _stays(desk: Desk, manager_id: str) -> bool:
    manager = desk.managers.get(manager_id)
    return manager is not None and manager.employed and not manager.leaving and not manager.awaits


def _why_not(desk: Desk, coverage_id: str, manager_id: str) -> str | None:
    """Why he may not lead it."""
    reason = _unfit(desk, coverage_id, manager_id)
    if reason is not None:
        return reason
    mine = {*desk.records, *(client["coverage_id"] for client in desk.clients.values())}
    book = [each for each in mine if coverages.lead(desk, each) == manager_id]
    return "book_limit" if len(book) >= desk.rules.coverage.max_groups else None


def _unfit(desk: Desk, coverage_id: str, manager_id: str) -> str | None:
    if desk.employed(manager_id) and desk.managers[manager_id].awaits:
        return "not_present"
    if not _stays(desk, manager_id):
        return "left"
    snapshot = desk.managers[manager_id].snapshot
    for client_id in sorted(desk.clients):
        client = desk.clients[client_id]
        if client["coverage_id"] != coverage_id:
            continue
        line = _line_of(desk, client)
        if snapshot["grade"] < line.min_grade:
            return "grade"
        has = {
            "language": snapshot["languages"],
            "segment": snapshot["segments"],
            "industry": snapshot["industries"],
        }
        if any(client[word] is not None and client[word] not in has[word] for word in line.mandatory):
            return "skill"
    return "wall" if walls.bars(desk, coverage_id, manager_id) else None


def _line_of(desk: Desk, client: Data) -> Line:
    facts = {**client, "channel": None, "product": None, "purpose": None}
    for line in desk.rules.lines:
        asked = {key: getattr(line.when, key) for key in type(line.when).model_fields}
        if all(values is None or facts[key] in values for key, values in asked.items()):
            return line
    raise AssertionError("the last line matches everything")


def _best_backup(desk: Desk, coverage_id: str, lead: str) -> str | None:
    fit = [each for each in desk.managers.values() if each.id != lead and _unfit(desk, coverage_id, each.id) is None]

    def rank(manager: Manager) -> tuple[int, int, str]:
        backs = sum(record.backup == manager.id for known, record in desk.records.items() if known != coverage_id)
        return -manager.snapshot["grade"], backs, people.digest(coverage_id, manager.id)

    return min(fit, key=rank).id if fit else None


def _said(kept: HandOver, leaver: str, state: str, steps: list[Data]) -> Said:
    data = {
        "plan_id": kept.plan_id,
        "from": leaver,
        "state": state,
        "steps": list(steps),
        "refused": list(kept.refused),
    }
    return Said(COVERAGE, f"plan/{kept.plan_id}", "coverage.handover", data)
