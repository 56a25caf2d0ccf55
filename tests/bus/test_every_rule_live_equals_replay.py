"""A bank whose policy asks for nearly everything: what workers publish is what a replay of their log gives."""

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from models.cloudevent import encode
from models.recording import Line
from tests.bus.outside import outside
from tests.bus.running import now_ms, put_in_force, settle, start_workers
from tests.bus.test_live_equals_replay import OUTPUTS, live, replayed
from tests.installation import Installation

pytestmark = [pytest.mark.bus, pytest.mark.timeout(240)]
POLICY = """
name: everything
contact_weight: {channel: {phone: 2}}
wrap_up_s: {chat: 1, phone: 2}
presence: {debounce_s: 1, silent_after_s: 86400}
queue: {ageing_s: 1, bound_s: 4}
offer: {enabled: OFFERS, timeout_s: 2, decline_limit: 2, missed_in_a_row: 2}
overflow: {desk-0: [desk-1]}
coverage: {backup_share_ppm: 400000, max_groups: 6}
ramp_up: {new_contacts_per_hour: 1, for_hours: 1}
lines:
  - when: {tier: vip}
    priority: 5
    min_grade: 3
    introduce: head
    steps: [{after_s: 0, who: [chosen, incumbent, plan]}, {after_s: 1, who: [backup, specialist, anyone]}]
    open_when: {expected_wait_s: 5}
    escalate_after_s: 4
    sla: {method: positive, within_s: 3}
  - when: {}
    steps:
      - {after_s: 0, who: [chosen, incumbent, plan]}
      - {after_s: 1, who: [backup, specialist, anyone]}
      - {after_s: 3, who: [anyone], overflow: true}
    max_load_ppm: 800000
    escalate_after_s: 6
"""
DESKS = ("desk-0", "desk-1")
PEOPLE = {f"M-{number}": DESKS[number % 2] for number in range(8)}
CLIENTS = tuple(f"K-{number}" for number in range(24))
MANY = 120


class Everything:
    """A seeded bank; the instants are those at which it speaks."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.number = 0

    def line(self, topic: str, key: str, kind: str, data: dict[str, Any]) -> Line:
        self.number += 1
        at = now_ms()
        value = encode(id=f"e{self.number}", source="crm/all", type=kind, time=at, subject=key, data=data)
        return Line(topic, key.encode(), at, value)

    def contact(self, kind: str, contact_id: str, **data: Any) -> Line:
        return self.line("crm.contacts", contact_id, f"contact.{kind}", {"contact_id": contact_id, **data})

    def presence(self, manager_id: str, state: str) -> Line:
        key, data = f"{manager_id}/presence", {"manager_id": manager_id, "state": state}
        return self.line("crm.managers", key, "manager.presence", data)

    def people(self) -> Iterator[Line]:
        for number, (manager_id, desk_id) in enumerate(PEOPLE.items()):
            data: dict[str, Any] = {"manager_id": manager_id, "desk_id": desk_id, "segments": ["sme"]}
            data |= {"languages": ["ru", "en"][: 1 + number % 2], "grade": 1 + number % 5, "capacity": 3 + number % 3}
            data |= {"head": number in (2, 3), "deputy": number in (4, 5), "industries": ["oil"] if number > 5 else []}
            data["channels"] = {"phone": 1} if number % 3 == 0 else {}
            yield self.line("crm.managers", manager_id, "manager.updated", data)
            yield self.presence(manager_id, "available")
        for number, client_id in enumerate(CLIENTS):
            yield self.client(client_id, "vip" if number % 6 == 0 else "standard")

    def client(self, client_id: str, tier: str) -> Line:
        chance = self.chance
        data: dict[str, Any] = {"client_id": client_id, "desk_id": chance.choice(DESKS), "segment": "sme", "tier": tier}
        data["manager_id"] = chance.choice((None, None, *PEOPLE))
        data["group_id"] = chance.choice((None, None, None, "G-1", "G-2"))
        data["industry"] = chance.choice((None, "oil"))
        data["language"] = chance.choice(("ru", "ru", "en"))
        data["rivals"] = [chance.choice(CLIENTS)] if chance.random() < 0.15 else []
        data["conflict_classes"] = ["metals"] if chance.random() < 0.08 else []
        return self.line("crm.clients", client_id, "client.updated", data)

    def opened(self, contact_id: str) -> Line:
        chance = self.chance
        client_id = chance.choice((*CLIENTS, "stranger"))
        data: dict[str, Any] = {"client_id": client_id, "channel": chance.choice(("chat", "chat", "phone", "web"))}
        data |= {"desk_id": chance.choice((*DESKS, "desk-0")), "complexity": chance.choice((1, 1, 4))}
        if chance.random() < 0.3:
            data["requested_manager_id"] = chance.choice([*PEOPLE])
        return self.contact("opened", contact_id, **data)

    def answers(self, contact_id: str) -> Iterator[Line]:
        """Of everybody: whoever was not asked says nothing by it. Some are never answered, and time out."""
        kind = self.chance.choice(("accepted", "accepted", "accepted", "declined", None))
        if kind is not None:
            for manager_id in PEOPLE:
                yield self.contact(kind, contact_id, manager_id=manager_id)

    def trouble(self, contact_id: str) -> Line:
        chance, manager_id = self.chance, self.chance.choice([*PEOPLE][1:])
        match chance.randrange(14):
            case 0 | 1:
                return self.presence(manager_id, "away")
            case 2 | 3 | 4 | 5 | 6 | 7 | 8:
                return self.presence(manager_id, "available")
            case 9 | 10 | 11:
                return self.contact("reassigned", contact_id, manager_id=manager_id, by="boss")
            case _:
                return self.client(chance.choice(CLIENTS), chance.choice(("vip", "standard")))


def test_under_a_policy_of_nearly_every_key_workers_publish_what_a_replay_of_their_log_gives(
    installation: Installation, tmp_path: Path
) -> None:
    _lives_and_is_replayed(installation, tmp_path, {})


@pytest.mark.timeout(1200)
def test_a_worker_with_compiled_rules_beside_one_that_interprets_them_publishes_what_a_replay_gives(
    installation: Installation, tmp_path: Path, compiled_rules: dict[str, str]
) -> None:
    _lives_and_is_replayed(installation, tmp_path, compiled_rules)

    assert "the rules are compiled" in installation.processes.log("one")
    assert "the rules are interpreted" in installation.processes.log("two")


def _lives_and_is_replayed(installation: Installation, tmp_path: Path, of_one: dict[str, str]) -> None:
    bank = Everything(seed=11)
    contacts, gone = [f"C-{number}" for number in range(MANY)], set[str]()
    put_in_force(installation, tmp_path, POLICY.replace("OFFERS", "true"))
    with outside(installation) as bus:
        bus.publish(list(bank.people()))
        start_workers(installation, "one", environment=of_one)
        start_workers(installation, "two")
        bus.publish([bank.presence("M-0", "leave"), bank.presence("M-0", "available")])  # back: he begins gently
        for number, contact_id in enumerate(contacts):
            bus.publish([bank.opened(contact_id)])
            earlier = contacts[max(0, number - 3)]
            bus.publish([*bank.answers(earlier), bank.trouble(bank.chance.choice(contacts[: number + 1]))])
            if number % 10 == 9:
                gone.add(contacts[number - 9])
                bus.publish([bank.contact("abandoned", contacts[number - 9])])
                bus.publish([bank.contact("closed", contacts[number - 8])])
            if number == MANY * 2 // 3:
                put_in_force(installation, tmp_path, POLICY.replace("OFFERS", "false"))  # who waits is looked at anew
            time.sleep(0.1)
        time.sleep(4)  # steps, bounds, timeouts and escalations come of themselves
        bus.publish([bank.contact("closed", contact_id) for contact_id in contacts if contact_id not in gone])
        closed = set(contacts) - gone - _over(bus.decisions("contact.released"))
        settle(bus, closed)
        published = live(bus)

    decisions = published["kontor.assignments"]
    data = [each["data"] for each in decisions]
    explained = [each["explanation"] for each in data if each["explanation"] is not None]
    refused = {reason for each in explained for reason in each["refused"]}
    assert {each["type"].removeprefix("contact.") for each in decisions} == {
        "assigned", "offered", "queued", "reassigned", "released", "escalated", "finished",
    }  # fmt: skip
    assert refused >= {"not_present", "grade", "skill", "wall", "declined", "at_capacity"}
    assert {each["origin"] for each in data} >= {"incumbent", "anyone", "overflow"}
    assert {each["reason"] for each in data} >= {"declined", "timeout", "abandoned", "waited"}
    assert any(each["introduced_by"] for each in data)
    assert len({each["policy_version"] for each in data}) == 2

    again = replayed(installation, tmp_path)
    for topic in OUTPUTS:
        assert again[topic] == published[topic], topic


def _over(released: list[Any]) -> set[str]:
    return {each.data["contact_id"] for each in released if each.data["reason"] == "abandoned"}
