"""What people should look at, as long as it is so."""

from tests.oracle import walls
from tests.oracle.built import ALERTS
from tests.oracle.messages import Said, alert
from tests.oracle.records import Contact, Data
from tests.oracle.state import Desk

STAFF_RECORDS = ("manager.updated", "manager.moved", "manager.left")
CLIENT_RECORDS = ("client.updated", "client.forgotten", "wall.consent", "wall.consent_withdrawn")


def standing(desk: Desk, cause: Data, kind: str) -> list[Said]:
    """Say what has become so, and once more what is so no longer; `kind` is the type of the record."""
    said: list[Said] = []
    if "queue_over_bound" in ALERTS:
        bound_ms = desk.rules.queue.bound_s * 1000
        over = {each.id: each.start + bound_ms for each in desk.waiting() if desk.now >= each.start + bound_ms}
        said += _told(desk, cause, "queue_over_bound", over)
    if "skill_nobody_has" in ALERTS:
        asking = {each.id: desk.now for each in desk.waiting() if _asks_too_much(desk, each)}
        said += _told(desk, cause, "skill_nobody_has", asking)
    if "wall_breach" in ALERTS:
        for manager_id, coverages in walls.breaches(desk).items():
            for coverage_id in coverages:
                desk.breaches.setdefault((manager_id, coverage_id), desk.now)
        now = {(name, each) for name, coverages in walls.breaches(desk).items() for each in coverages}
        for pair in sorted(now - desk.breaches_said):
            said.append(alert(desk, cause, "wall_breach", pair[0], desk.breaches[pair]))
        for pair in sorted(desk.breaches_said - now):
            said.append(alert(desk, cause, "wall_breach", pair[0], desk.breaches.pop(pair), cleared=True))
        desk.breaches_said = now
    if "wall_infeasible" in ALERTS and (
        kind in CLIENT_RECORDS or (kind in STAFF_RECORDS and ("wall_infeasible", desk.id) in desk.alerts)
    ):
        needed, have = walls.needed_and_have(desk)
        said += _told(desk, cause, "wall_infeasible", {desk.id: desk.at} if needed > have else {})
    return said


def _asks_too_much(desk: Desk, contact: Contact) -> bool:
    """Whether it must have a skill that nobody who works here has at the level it asks for."""
    here = [manager.snapshot["skills"] for manager in desk.managers.values() if manager.employed]
    asked = [each for each in contact.data["required_skills"] if each["mandatory"]]
    return any(all(skills.get(each["skill"], 0) < each["min_level"] for skills in here) for each in asked)


def _told(desk: Desk, cause: Data, kind: str, now: dict[str, int]) -> list[Said]:
    before = {subject for known, subject in desk.alerts if known == kind}
    said = []
    for subject in sorted({*before, *now}):
        if subject not in before:
            desk.alerts[kind, subject] = now[subject]
            said.append(alert(desk, cause, kind, subject, now[subject]))
        elif subject not in now:
            said.append(alert(desk, cause, kind, subject, desk.alerts.pop((kind, subject)), cleared=True))
    return said
