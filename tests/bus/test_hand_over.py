"""A leaver's coverages, through real workers: found beside the stream, taken once, and replayed the same."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.workload import SOURCE
from models.cloudevent import encode
from models.recording import Line
from tests.bus.outside import Outside, outside
from tests.bus.running import SMALL, contact_ids, now_ms, put_in_force, settle, sigkill_tree, start_workers
from tests.bus.test_desks_help_each_other import once
from tests.bus.test_live_equals_replay import OUTPUTS, live, replayed
from tests.bus.verifying import await_holding
from tests.installation import Installation, until

pytestmark = [pytest.mark.bus, pytest.mark.timeout(300)]
BANK = replace(SMALL, desks=2, managers=4, clients=60)
HIS = 50
LEAVER = "M-0-3"
"""He speaks the clients' language and has the grade for everyone, as those of desk-0 that stay do not all."""


def about(kind: str, **more: Any) -> Line:
    value = encode(
        id=f"{kind}/{LEAVER}",
        source=SOURCE,
        type=kind,
        time=now_ms(),
        subject=LEAVER,
        data={"manager_id": LEAVER, **more},
    )
    return Line("crm.managers", LEAVER.encode(), now_ms(), value)


def his_clients() -> list[Line]:
    """A book that takes several records to hand over."""
    lines = []
    for number in range(HIS):
        name = f"his-{number}"
        data = {"client_id": name, "desk_id": "desk-0", "segment": "sme", "manager_id": LEAVER}
        value = encode(id=f"u/{name}", source=SOURCE, type="client.updated", time=now_ms(), subject=name, data=data)
        lines.append(Line("crm.clients", name.encode(), now_ms(), value))
    return lines


def hand_overs(bus: Outside) -> list[dict[str, Any]]:
    return [each.data for each in bus.read("kontor.coverage") if each.event["type"] == "coverage.handover"]


def leads(bus: Outside) -> dict[str, str]:
    """Who leads each of the leaver's coverages, by the last word on it."""
    found: dict[str, str] = {}
    for each in bus.read("kontor.coverage"):
        if each.event["type"] == "coverage.started" and each.data["coverage_id"].startswith("his-"):
            found[each.data["coverage_id"]] = each.data["manager_id"]
    return found


def test_a_leavers_coverages_are_handed_over_while_a_worker_is_killed_verified_and_replayed(
    installation: Installation, tmp_path: Path
) -> None:
    put_in_force(installation, tmp_path)
    with outside(installation) as bus:
        bus.publish([*BANK.people(now_ms()), *his_clients()])
        workers = start_workers(installation, "killed", "stays")
        day = list(BANK.contacts(40, now_ms()))
        bus.publish([*day, about("manager.notice", last_day="2027-01-31")])
        until(lambda: bool(hand_overs(bus)), 60, "a plan")
        sigkill_tree(workers["killed"])
        until(lambda: len(leads(bus)) == HIS, 60, "everything handed over")
        bus.publish([about("manager.left")])
        settle(bus, contact_ids(day, "contact.opened"))

        assert LEAVER not in leads(bus).values()
        plans = [each for each in hand_overs(bus) if each["state"] == "done" and each["steps"]]
        taken = {(each["plan_id"], step["coverage_id"]): step["to"] for each in plans for step in each["steps"]}
        assert {coverage: to for (_, coverage), to in taken.items() if coverage.startswith("his-")} == leads(bus)
        published = {topic: once(told) for topic, told in live(bus).items()}

        await_holding(installation, "I1", "I3", "I4")
    again = replayed(installation, tmp_path)
    for topic in OUTPUTS:
        assert again[topic] == published[topic], topic
