"""The closed loop without a bus: a desk of one in the test answers the player."""

from typing import Any

import orjson
import pytest

from kontor.demo.bank import made_up_bank
from kontor.demo.player import Player
from kontor.demo.scenario import Scenario
from models.errors import KontorError
from models.instants import format_instant
from models.recording import Line


def opening(contact: str, at_ms: int, **sim: Any) -> Line:
    value = {"specversion": "1.0", "id": contact, "source": "t", "type": "contact.opened", **sim}
    value["data"] = {"contact_id": contact, "client_id": f"client of {contact}"}
    return Line("crm.contacts", contact.encode(), at_ms, orjson.dumps(value))


def told(kind: str, contact: str, at_ms: int, number: int, **more: Any) -> tuple[str, dict[str, Any]]:
    data = {"contact_id": contact, "decision_id": f"d{number}", "decided_at": format_instant(at_ms)}
    return kind, {**data, "manager_id": "M", "reason": None, **more}


def said(lines: list[Line]) -> list[tuple[str, str, int]]:
    events = [(orjson.loads(line.value or b""), line) for line in lines]
    return [(event["type"], event["data"]["contact_id"], line.timestamp_ms) for event, line in events]


@pytest.fixture
def player() -> Player:
    lines = [opening("B", 5_000, simservice=3, simpatience=4), opening("A", 1_000, simservice=2)]
    return Player(Scenario.of(lines))


def test_lines_are_published_when_their_time_has_come_in_order(player: Player) -> None:
    assert player.due(999) == []
    assert said(player.due(9_000)) == [("contact.opened", "A", 1_000), ("contact.opened", "B", 5_000)]


def test_an_assigned_contact_is_accepted_at_once_and_closed_when_the_service_is_over(player: Player) -> None:
    player.due(1_000)
    assert said(player.decision(*told("contact.assigned", "A", 1_100, 1))) == [("contact.accepted", "A", 1_100)]
    assert said(player.due(3_099)) == []
    assert said(player.due(3_100)) == [("contact.closed", "A", 3_100)]


def test_a_repeated_decision_is_answered_once(player: Player) -> None:
    player.due(1_000)
    player.decision(*told("contact.assigned", "A", 1_100, 1))

    assert player.decision(*told("contact.assigned", "A", 1_100, 1)) == []


def test_who_waits_longer_than_his_patience_leaves(player: Player) -> None:
    player.due(5_000)
    player.decision(*told("contact.queued", "B", 5_000, 1, manager_id=None))
    player.decision(*told("contact.queued", "B", 7_000, 2, manager_id=None))  # said again as a step opened

    assert said(player.due(9_000)) == [("contact.abandoned", "B", 9_000)]


def test_who_is_served_in_time_does_not_leave(player: Player) -> None:
    player.due(5_000)
    player.decision(*told("contact.queued", "B", 5_000, 1, manager_id=None))
    player.decision(*told("contact.assigned", "B", 8_999, 2))

    assert said(player.due(20_000)) == [("contact.closed", "B", 11_999)]


def test_a_contact_taken_from_its_manager_is_not_closed_by_him(player: Player) -> None:
    player.due(1_000)
    player.decision(*told("contact.assigned", "A", 1_000, 1))
    player.decision(*told("contact.released", "A", 2_000, 2, reason="manager_left"))
    player.decision(*told("contact.assigned", "A", 2_500, 3))

    assert said(player.due(3_000)) == []
    assert ("contact.closed", "A", 4_500) in said(player.due(60_000))


def test_it_is_finished_when_every_contact_has_ended(player: Player) -> None:
    player.due(10_000)
    for number, contact in enumerate("AB"):
        player.decision(*told("contact.assigned", contact, 5_000, number))
    player.due(60_000)
    assert not player.finished
    player.decision(*told("contact.finished", "A", 7_000, 10))
    player.decision(*told("contact.released", "B", 8_000, 11, reason="abandoned"))
    assert player.finished


def test_the_made_up_bank_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    assert made_up_bank(1_000_000, 12_000) == made_up_bank(1_000_000, 12_000)
    assert made_up_bank(1_000_000, 12_000, seed=1) != made_up_bank(1_000_000, 12_000)


def test_the_made_up_bank_holds_what_a_router_has_to_cope_with() -> None:
    bank = made_up_bank(1_000_000, 12_000)
    events = [orjson.loads(line.value) for line in bank.lines if line.value and line.value.endswith(b"}")]
    kinds = {event["type"] for event in events}
    clients = [event["data"] for event in events if event["type"] == "client.updated"]
    ids = [event["id"] for event in events]

    assert kinds >= {"contact.opened", "contact.reassigned", "manager.presence", "manager.left"}
    assert {client["desk_id"] for client in clients} == {"business", "private", "retail"}
    assert {client.get("tier") for client in clients} >= {"vip"}
    assert sum(client.get("group_id") is not None for client in clients) >= 5
    assert len(bank.managers) == 12
    assert len(ids) == len(set(ids)) + 2  # the repeat, told three times


def test_what_is_no_scenario_is_refused_with_a_sentence() -> None:
    with pytest.raises(KontorError, match="crm"):
        Scenario.of([Line("kontor.assignments", b"k", 0, b"{}")])
    with pytest.raises(KontorError, match="simservice"):
        Scenario.of([opening("A", 0)])
    with pytest.raises(KontorError, match="whole numbers"):
        Scenario.of([opening("A", 0, simservice="soon")])
