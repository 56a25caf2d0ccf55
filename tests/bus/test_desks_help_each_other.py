"""Desks that help each other, through real workers: nobody is served twice, and a replay of the log says the same."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from models.recording import Line
from tests.bus.outside import Outside, outside
from tests.bus.running import SMALL, contact_ids, now_ms, put_in_force, settle, sigkill_tree, start_workers
from tests.bus.test_live_equals_replay import OUTPUTS, live, replayed
from tests.bus.verifying import await_holding
from tests.installation import Installation, until

pytestmark = [pytest.mark.bus, pytest.mark.timeout(240)]
POLICY = """
name: helping
presence: {debounce_s: 0, silent_after_s: 86400}
overflow: {desk-0: [desk-1, desk-2]}
lines:
  - when: {}
    mandatory: []
    steps: [{after_s: 0, who: [anyone]}, {after_s: 1, who: [anyone], overflow: true}]
    escalate_after_s: null
"""
BANK = replace(SMALL, desks=3, managers=2, clients=30)
MANY = 90


def opened_at_home(first: int) -> Iterator[Line]:
    """More than the two managers of desk-0 can hold: everybody comes to desk-0."""
    for number in range(first, first + MANY):
        line = BANK.opened(f"K-{number}", number, now_ms())
        event = orjson.loads(line.value or b"")
        event["data"]["desk_id"] = "desk-0"
        event["data"].pop("required_skills", None)
        yield line._replace(value=orjson.dumps(event))


def holders(bus: Outside) -> dict[str, list[tuple[str, str | None]]]:
    """Contact to the desks and managers it had, one after the other; a record published again counts once."""
    had: dict[str, list[tuple[str, str | None]]] = {}
    seen: set[tuple[Any, Any]] = set()
    decided = sorted(bus.decisions("contact.assigned"), key=lambda each: (each.timestamp_ms, each.data["seq"]))
    for data in (each.data for each in decided):
        if (data["desk_id"], data["seq"]) not in seen:
            seen.add((data["desk_id"], data["seq"]))
            had.setdefault(data["contact_id"], []).append((data["desk_id"], data["manager_id"]))
    return had


def assigned_of(bus: Outside, opened: list[Line]) -> list[Line]:
    """Wait until somebody has one of these contacts; those that are assigned."""
    until(lambda: any(_id(line) in holders(bus) for line in opened), 40, "an assignment")
    had = holders(bus)
    return [line for line in opened if _id(line) in had]


def test_contacts_that_overflow_while_a_worker_is_killed_are_served_once_and_verified(
    installation: Installation, tmp_path: Path
) -> None:
    put_in_force(installation, tmp_path, POLICY)
    with outside(installation) as bus:
        bus.publish(BANK.people(now_ms()))
        workers = start_workers(installation, "killed", "stays", "also")
        opened = list(opened_at_home(0))
        assert len(bus.publish(opened)) == MANY
        until(lambda: any(desk != "desk-0" for had in holders(bus).values() for desk, _ in had), 40, "help")
        sigkill_tree(workers["killed"])
        more = list(opened_at_home(MANY))
        bus.publish(more)
        contacts = contact_ids([*opened, *more], "contact.opened")
        opened_now = [*opened, *more]
        while opened_now:
            served = assigned_of(bus, opened_now)
            bus.publish([BANK.closed(line, _id(line), now_ms()) for line in served])
            opened_now = [line for line in opened_now if line not in served]
        settle(bus, contacts)

        had = holders(bus)
        assert all(len(each) == 1 for each in had.values())
        desks = {desk for each in had.values() for desk, _ in each}
        assert desks == {"desk-0", "desk-1", "desk-2"}
        published = {topic: once(told) for topic, told in live(bus).items()}

        await_holding(installation, "I1", "I3", "I4")
    again = replayed(installation, tmp_path)
    for topic in OUTPUTS:
        assert again[topic] == published[topic], topic


def once(told: Any) -> Any:
    """What was said, without what a new owner said again."""
    if isinstance(told, dict):
        return {key: once(events) for key, events in told.items()}
    return list({orjson.dumps(event): event for event in told}.values())


def _id(opened: Line) -> str:
    return str(orjson.loads(opened.value or b"")["data"]["contact_id"])
