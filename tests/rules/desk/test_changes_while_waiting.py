"""Clients, policies and time change for those who wait."""

from typing import Any

from models.policy import Policy
from tests.rules.desk.bank import LINE, POLICY, Bank, client_data, kinds, text_s

STEPS = [{"after_s": 0, "who": ["chosen", "incumbent", "plan", "anyone"]}]
VIP = {"when": {"tier": "vip"}, "priority": 5, "min_grade": 2, "steps": STEPS, "escalate_after_s": 30}
LAST = {"when": {}, "steps": STEPS, "escalate_after_s": 60}
RULES = POLICY | {"lines": [VIP, LAST]}


def types(told: list[dict[str, Any]]) -> list[str]:
    return [each["type"] for each in told if each["topic"] != "kontor.manager-loads"]


def test_a_client_who_becomes_vip_while_waiting_is_looked_at_anew_at_that_event() -> None:
    bank = Bank(RULES)
    bank.manager("M1", grade=2, capacity=1)
    bank.open("first", 0)
    bank.open("A", 1)
    bank.client("K")
    bank.open("B", 2, "K")
    bank.client("K", 3, tier="vip")

    assert kinds(bank.close("first", 4)) == [("finished", "first"), ("assigned", "B")]
    told = bank.last("B")
    assert (told["line"], told["tier"], told["opened_at"]) == (0, "vip", text_s(2))


def test_a_new_line_escalates_at_once_what_has_waited_its_time() -> None:
    bank = Bank(RULES)
    bank.client("K")
    bank.open("C", 0, "K")

    assert kinds(bank.client("K", 40, tier="vip")) == [("escalated", "C")]
    assert kinds(bank.tick(60)) == []


def test_a_client_who_becomes_known_while_waiting_asks_for_what_is_known_of_him() -> None:
    bank = Bank(RULES)
    bank.manager("M1", 0, "busy", segments=["retail"])
    bank.open("C", 1, "K")
    bank.client("K", 2, segment="sme", group_id="G")
    bank.presence("M1", 3, "available")

    told = bank.abandon("C", 4)[0]
    assert (told["segment"], told["coverage_id"]) == ("sme", "G")


def test_past_contacts_of_an_unknown_client_count_under_his_real_coverage() -> None:
    bank = Bank(RULES)
    for name in ("M1", "M2", "M3"):
        bank.manager(name)
    bank.open("C1", 1, "K", requested_manager_id="M2")
    bank.close("C1", 2)
    bank.client("K", 3, group_id="G")
    bank.client("L", 3, group_id="G")
    bank.open("C2", 4, "L")

    assert (bank.last("C2")["manager_id"], bank.last("C2")["origin"]) == ("M2", "incumbent")


def test_lead_and_backup_go_along_when_a_clients_coverage_changes_and_stay_while_the_old_one_has_clients() -> None:
    bank = Bank(RULES)
    for name in ("M1", "M2"):
        bank.manager(name)
    for client in ("K", "L"):
        bank.client(client, group_id="G")
    bank.open("C1", 1, "K", requested_manager_id="M2")

    told = bank.client("K", 2)
    assert [
        (each["type"], each["key"], each["manager_id"], each["reason"]) for each in told if "coverage" in each["type"]
    ] == [("coverage.started", "D/K", "M2", "client_moved")]
    told = bank.client("L", 3, group_id="H")
    assert [(each["type"], each["key"]) for each in told if "coverage" in each["type"]] == [
        ("coverage.started", "D/H"),
        ("coverage.ended", "D/G"),
    ]


def test_a_forgotten_clients_live_contacts_go_on_as_an_unknown_clients() -> None:
    bank = Bank(RULES)
    bank.client("K", tier="vip", group_id="G")
    bank.open("C", 1, "K")
    bank.send("client.forgotten", 2, {"client_id": "K", "coverage_id": "G"})

    told = bank.close("C", 3)[0]
    assert (told["tier"], told["segment"], told["coverage_id"], told["line"]) == ("standard", None, "K", 1)


def test_snapshots_ahead_of_a_contact_are_taken_in_and_an_older_one_is_stale() -> None:
    bank = Bank(RULES)
    bank.client("K", 5, tier="vip")
    older = client_data("K") | {"at": bank.log[-1].timestamp_ms - 1}
    newer = client_data("L", segment="retail") | {"at": bank.log[-1].timestamp_ms}
    bank.open("C1", 6, "K", clients=[older, newer])
    bank.open("C2", 7, "L")

    assert bank.counts["stale_snapshot"] == 1
    assert (bank.last("C1")["tier"], bank.last("C2")["segment"]) == ("vip", "retail")


def test_an_activated_policy_looks_at_those_who_wait_at_that_record() -> None:
    bank = Bank(POLICY | {"lines": [LINE | {"min_grade": 5}]})
    bank.manager("M1")
    bank.open("C", 1)

    told = bank.activate(POLICY, 10)

    assert kinds(told) == [("assigned", "C")]
    assigned = bank.last("C")
    assert assigned["policy_version"] == Policy.from_canonical(POLICY).version
    assert (assigned["opened_at"], assigned["waited_s"], assigned["cause"]["type"]) == (
        text_s(1),
        9,
        "policy.activated",
    )


def test_a_new_policy_weighs_everything_anew() -> None:
    bank = Bank(POLICY | {"wrap_up_s": {"chat": 100}})
    bank.manager("M1", capacity=None)
    bank.open("C1", 1)
    bank.open("C2", 1)
    bank.close("C1", 2)

    bank.activate(POLICY | {"contact_weight": {"channel": {"chat": 3}}, "default_capacity": 9}, 10)

    row = bank.load("M1")
    assert row is not None
    assert (row["load"], row["wrap_up_units"], row["capacity"]) == (6, 3, 9)
    assert bank.close("C2", 11)[0]["load_before"] == 6
    bank.tick(102)
    assert bank.load("M1")["load"] == 0  # type: ignore[index]


def test_escalated_is_kept_under_a_new_policy() -> None:
    bank = Bank(RULES)
    bank.open("C", 0)
    assert kinds(bank.tick(60)) == [("escalated", "C")]

    assert kinds(bank.activate(POLICY | {"lines": [LINE | {"escalate_after_s": 70}]}, 61)) == []
    assert kinds(bank.tick(100)) == []


def test_escalation_is_at_exactly_its_time_once_and_after_the_assignments_of_that_instant() -> None:
    bank = Bank(POLICY | {"lines": [LAST], "presence": {"debounce_s": 10}})
    bank.open("A", 0, priority=9)
    bank.open("B", 0)
    bank.manager("M1", 50, capacity=1)

    assert kinds(bank.tick(59.999)) == []
    told = bank.tick(60)

    assert kinds(told) == [("assigned", "A"), ("escalated", "B")]
    escalated = told[1]
    assert (escalated["status"], escalated["reason"], escalated["position"]) == ("queued", "waited", 1)


def test_before_a_first_policy_nothing_is_said_and_its_activation_decides() -> None:
    bank = Bank(None)
    bank.manager("M1", capacity=1)
    bank.client("K")
    bank.open("C1", 1, "K")
    bank.open("C2", 2)
    bank.open("C3", 3)
    bank.close("C3", 4)
    bank.move("C2", "M1", 5)
    assert bank.said == []
    assert bank.fold.next_due() is None

    told = bank.activate(POLICY, 10)

    assert types(told) == ["contact.queued"]
    assert kinds(bank.close("C2", 11)) == [("finished", "C2"), ("assigned", "C1")]


def test_a_desks_overrides_hold_at_that_desk_alone() -> None:
    bank = Bank(POLICY | {"desks": {"E": {"default_capacity": 1}}})
    capacities = []
    for desk in ("D", "E"):
        bank.desk = desk
        bank.manager(f"M{desk}", capacity=None)
        bank.open(f"C{desk}", 1)
        capacities.append(bank.last(f"C{desk}")["capacity"])

    assert capacities == [4, 1]
    assert len({each["policy_version"] for each in bank.told if each["topic"] == "kontor.assignments"}) == 1


def test_of_two_snapshots_of_one_instant_the_later_in_the_log_counts_and_an_older_one_is_stale() -> None:
    bank = Bank(RULES)
    bank.manager("M1", 5, capacity=1)
    bank.client("K", 5)
    bank.manager("M1", 5, None, capacity=7)
    bank.client("K", 5, tier="vip")
    bank.manager("M1", 4.999, None, capacity=3)
    bank.client("K", 4.999, segment="retail")
    bank.open("C", 6, "K")

    told = bank.last("C")
    assert bank.counts["stale_snapshot"] == 2
    assert (told["tier"], told["segment"]) == ("vip", "sme")
    assert bank.load("M1")["capacity"] == 7  # type: ignore[index]
