"""Managers change desk while a worker is killed: what they did comes along, and a replay says the same."""

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from models.cloudevent import encode
from models.recording import Line
from tests.bus.outside import outside
from tests.bus.running import SMALL, contact_ids, now_ms, put_in_force, settle, sigkill_tree, start_workers
from tests.bus.test_desks_help_each_other import assigned_of, once
from tests.bus.test_live_equals_replay import OUTPUTS, live, replayed
from tests.bus.verifying import await_holding
from tests.installation import Installation, until

pytestmark = [pytest.mark.bus, pytest.mark.timeout(240)]
POLICY = """
name: moving
presence: {debounce_s: 0, silent_after_s: 86400}
wrap_up_s: {phone: 1}
lines: [{when: {}, mandatory: [], steps: [{after_s: 0, who: [anyone]}], escalate_after_s: null}]
"""
BANK = replace(SMALL, desks=3, managers=2, clients=30)
MANY = 30
MOVERS = ("M-0-0", "M-1-0", "M-2-0")


def opened(first: int) -> list[Line]:
    lines = (BANK.opened(f"K-{number}", number, now_ms()) for number in range(first, first + MANY))
    return [_without_skills(line) for line in lines]


def joins(manager_id: str, desk: str) -> Line:
    at_ms = now_ms()
    data = {"manager_id": manager_id, "desk_id": desk, "segments": ["retail", "sme"], "capacity": 12}
    named = f"{manager_id}/{desk}"
    value = encode(id=named, source="crm/t", type="manager.updated", time=at_ms, subject=manager_id, data=data)
    return Line("crm.managers", manager_id.encode(), at_ms, value)


def test_managers_who_change_desk_while_a_worker_is_killed_are_verified_and_replayed(
    installation: Installation, tmp_path: Path
) -> None:
    put_in_force(installation, tmp_path, POLICY)
    with outside(installation) as bus:
        bus.publish(BANK.people(now_ms()))
        workers = start_workers(installation, "killed", "stays")
        lines = opened(0)
        bus.publish(lines)
        until(lambda: any(bus.decisions("contact.assigned")), 40, "an assignment")
        bus.publish([joins("M-0-0", "desk-1"), joins("M-1-0", "desk-2")])
        sigkill_tree(workers["killed"])
        bus.publish([joins("M-0-0", "desk-2"), joins("M-2-0", "desk-0")])
        lines += opened(MANY)
        bus.publish(lines[MANY:])
        waiting = lines
        while waiting:
            served = assigned_of(bus, waiting)
            bus.publish([BANK.closed(line, _id(line), now_ms()) for line in served])
            waiting = [line for line in waiting if line not in served]
        settle(bus, contact_ids(lines, "contact.opened"))

        inbox = bus.read("kontor.intake-inbox")
        assert any(b'"manager.history"' in (each.raw or b"") for each in inbox)
        published = {topic: once(each) for topic, each in live(bus).items()}
        await_holding(installation, "I1", "I3", "I4")
    again = replayed(installation, tmp_path)
    for told in (again, published):
        for manager_id in MOVERS:
            # Of his loads two desks tell, and in which order two partitions did is no matter.
            told["kontor.manager-loads"].pop(manager_id, None)
    for topic in OUTPUTS:
        assert again[topic] == published[topic], topic


def _without_skills(line: Line) -> Line:
    event = orjson.loads(line.value or b"")
    event["data"].pop("required_skills", None)
    return line._replace(value=orjson.dumps(event))


def _id(line: Line) -> str:
    return str(orjson.loads(line.value or b"")["data"]["contact_id"])
