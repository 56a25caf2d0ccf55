"""Cases 1, 6, 11, 12, 14, 15, 16, 17 and 20 of the routing page: what managers hold, and who comes first."""

from typing import Any

import pytest

from tests.rules.desk.bank import POLICY, Bank, client_data, kinds

PLAN_THEN_ANYONE: dict[str, Any] = {
    **POLICY,
    "lines": [{"steps": [{"after_s": 0, "who": ["incumbent", "plan"]}, {"after_s": 20, "who": ["anyone"]}]}],
}


def _of(told: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [each for each in told if each["topic"] == "kontor.assignments" and each["type"] == kind]


def test_case_1_of_fifty_contacts_at_once_for_a_manager_with_room_for_one_exactly_one_is_his() -> None:
    bank = Bank()
    bank.manager("M1", capacity=3)
    bank.manager("M2", capacity=10)
    for number in range(2):
        bank.open(f"held-{number}", 1, requested_manager_id="M1")

    told = [each for number in range(50) for each in bank.open(f"C-{number:02}", 2, requested_manager_id="M1")]

    by_manager = [each["manager_id"] for each in _of(told, "contact.assigned")]
    assert (by_manager.count("M1"), by_manager.count("M2")) == (1, 10)
    assert len(_of(told, "contact.queued")) == 39
    assert bank.load("M1")["load"] == 3  # type: ignore[index]


def test_case_6_an_incumbent_at_capacity_is_passed_over_in_the_same_step_and_refused_so() -> None:
    bank = Bank()
    bank.manager("M1", capacity=1)
    bank.manager("M2", capacity=1)
    bank.client("C1", manager_id="M1")
    bank.open("first", 1, client="C1")

    bank.open("second", 2, client="C1")

    decided = bank.last("second")
    assert (decided["manager_id"], decided["origin"], decided["waited_s"]) == ("M2", "anyone", 0)
    assert decided["explanation"]["refused"] == {"at_capacity": 1}
    assert decided["split_reason"] == "at_capacity"


def test_case_11_four_companies_of_a_holding_by_four_channels_within_a_second_have_one_lead() -> None:
    bank = Bank()
    bank.manager("M1", capacity=9)
    bank.manager("M2", capacity=9)
    clients = [client_data(f"C{number}", group_id="G") for number in range(4)]
    for snapshot in clients:
        bank.send("client.updated", 0, snapshot)

    for number, channel in enumerate(("branch", "phone", "chat", "web")):
        bank.open(f"K{number}", 1 + number * 0.25, client=f"C{number}", channel=channel)

    decided = _of(bank.told, "contact.assigned")
    assert len({each["manager_id"] for each in decided}) == 1
    assert [each["weight"] for each in decided] == [2, 2, 1, 1]
    assert decided[-1]["load_after"] == 6
    assert [each["type"] for each in bank.told if each["topic"] == "kontor.coverage"] == ["coverage.started"]


@pytest.mark.parametrize(("tenths", "allowed"), [(249, True), (250, True), (251, False)])
def test_case_12_a_book_limit_of_25_percent_allows_24_9_and_25_0_and_refuses_25_1(tenths: int, allowed: bool) -> None:
    """Of a holding of two companies, which is one group: what either earns counts together."""
    free = {"max_margin_share_ppm": 250_000, "max_hhi": 10_000}
    bank = Bank({**POLICY, "coverage": free})
    bank.manager("M1", capacity=9)
    margins = {"A": tenths - 100, "A2": 100, "B": 240, "C": 240, "E": 240, "F": 1000 - 720 - tenths}
    for client, margin in margins.items():
        bank.client(client, manager_id="M1", group_id="H" if client in ("A", "A2") else None)
        data = {"client_id": client, "month": "2026-10", "margin_minor": margin, "currency": "RUB"}
        bank.send("margin.recorded", 0, data)
    bank.client("NEW")

    told = bank.open("K", 1, client="NEW")

    assert bank.last("K")["manager_id"] == "M1", "a limit to books leaves nobody unserved"
    assert [each["manager_id"] for each in told if each["type"] == "coverage.started"] == (["M1"] if allowed else [])
    alerts = [each["cleared"] for each in bank.told if each["type"] == "alert.concentration"]
    assert alerts[-1] is allowed


def test_case_14_three_equal_managers_get_ten_of_thirty_contacts_each() -> None:
    bank = Bank()
    for name in ("M1", "M2", "M3"):
        bank.manager(name, capacity=10)

    for number in range(30):
        bank.open(f"C-{number}", 1 + number)

    assert [bank.load(name)["load"] for name in ("M1", "M2", "M3")] == [10, 10, 10]  # type: ignore[index]


def test_case_15_the_tier_decides_against_a_month_of_idleness() -> None:
    bank = Bank()
    bank.manager("idle")
    bank.manager("plan")
    bank.client("C1", manager_id="plan")
    bank.open("before", 30 * 86_400 - 120, client="C1")
    bank.close("before", 30 * 86_400 - 60)
    bank.presence("idle", 30 * 86_400 - 60, "available")

    bank.open("now", 30 * 86_400, client="C1")

    assert bank.last("now")["manager_id"] == "plan"


def test_case_16_capacity_lowered_below_the_load_unassigns_nothing_and_gives_nothing_new() -> None:
    bank = Bank()
    bank.manager("M1", capacity=4)
    for number in range(4):
        bank.open(f"C-{number}", 1)

    told = bank.manager("M1", 2, state=None, capacity=2)
    queued = bank.open("new", 3)

    assert kinds(told) == []
    assert kinds(queued) == [("queued", "new")]
    row = bank.load("M1")
    assert row is not None
    assert (row["load"], row["capacity"]) == (4, 2)


def test_case_17_capacity_raised_drains_the_queue_at_once() -> None:
    bank = Bank()
    bank.manager("M1", capacity=1)
    for number in range(3):
        bank.open(f"C-{number}", 1 + number)

    told = bank.manager("M1", 9, state=None, capacity=3)

    assert kinds(told) == [("assigned", "C-1"), ("assigned", "C-2")]


def test_case_20_a_walk_in_goes_to_the_one_with_room_below_the_lines_limit() -> None:
    line = {"steps": [{"after_s": 0, "who": ["anyone"]}], "max_load_ppm": 850_000}
    weights = {"channel": {"branch": 1}}
    bank = Bank({**POLICY, "lines": [line], "contact_weight": weights})
    bank.manager("M1", capacity=20, grade=3, channels={"branch": 20})
    bank.manager("M2", capacity=20)
    bank.manager("M3", capacity=20, grade=5, state="leave")
    for number in range(13):
        bank.open(f"one-{number}", 1)
        bank.move(f"one-{number}", "M1", 1)
    for number in range(19):
        bank.open(f"two-{number}", 1)
        bank.move(f"two-{number}", "M2", 1)

    bank.open("walk-in", 2, channel="branch")

    decided = bank.last("walk-in")
    assert decided["manager_id"] == "M1"
    assert decided["explanation"]["refused"] == {"at_capacity": 1, "not_present": 1}
    assert decided["load_after"] * 1_000_000 <= 850_000 * 20
