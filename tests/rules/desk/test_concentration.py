"""Limits to one manager's book: told when broken, and no coverage is started beyond them."""

from typing import Any

import pytest

from rules.desk.spread import spread_of
from tests.rules.desk.bank import POLICY, Bank
from tests.rules.desk.restarted import restarted

FREE = {"max_groups": 200, "max_margin_share_ppm": 1_000_000, "max_hhi": 10_000}


def bank_with(margins: dict[str, int], *managers: str, **limits: int) -> Bank:
    """Clients in the plan of M1, each with a month's margin, before a policy with these limits and no others."""
    bank = Bank(POLICY | {"coverage": FREE | limits})
    for manager_id in ("M1", *managers):
        bank.manager(manager_id, capacity=100)
    for client, margin in margins.items():
        bank.client(client, manager_id="M1")
        earns(bank, client, margin)
    return bank


def earns(bank: Bank, client: str, margin: int, month: str = "2026-10", currency: str = "RUB") -> list[dict[str, Any]]:
    data = {"client_id": client, "month": month, "margin_minor": margin, "currency": currency}
    return bank.send("margin.recorded", 0, data)


def alerts(told: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    return [(each["subject_id"], each["cleared"]) for each in told if each["type"] == "alert.concentration"]


def started(told: list[dict[str, Any]]) -> list[str]:
    return [each["manager_id"] for each in told if each["type"] == "coverage.started"]


@pytest.mark.parametrize(("largest", "allowed"), [(249, True), (250, True), (251, False)])
def test_a_book_limit_of_25_percent_allows_24_9_and_25_0_and_refuses_25_1(largest: int, allowed: bool) -> None:
    rest = 1000 - largest
    margins = {"A": largest, "B": 245, "C": 245, "E": 245, "F": rest - 735}
    bank = bank_with(margins, max_margin_share_ppm=250_000)
    bank.client("NEW")

    told = bank.open("C1", 1, "NEW")

    assert bank.last("C1")["manager_id"] == "M1"  # a limit to books leaves nobody unserved
    assert started(told) == (["M1"] if allowed else [])
    row = bank.load("M1")
    assert row is not None
    assert row["book"]["margin_share_max_ppm"] == largest * 1000


def test_the_alert_says_the_figures_once_and_clears_when_the_book_is_within_again() -> None:
    bank = bank_with({"A": 500, "B": 250, "C": 150, "E": 100}, max_hhi=3450)
    told = [each for each in bank.told if each["type"] == "alert.concentration"]
    assert told[-1]["cleared"]  # on the way here A was the whole of it
    assert bank.load("M1")["book"] == {"groups": 4, "clients": 4, "margin_share_max_ppm": 500_000, "hhi": 3450}  # type: ignore[index]

    told = earns(bank, "A", 501)
    assert alerts(told) == [("M1", False)]
    (alert,) = [each for each in told if each["type"] == "alert.concentration"]
    assert alert["figures"] == {
        "groups": 4,
        "max_groups": 200,
        "margin_share_max_ppm": 500_499,
        "max_margin_share_ppm": 1_000_000,
        "hhi": 3453,
        "max_hhi": 3450,
    }

    assert alerts(earns(bank, "A", 502)) == []
    assert alerts(earns(bank, "A", 500)) == [("M1", True)]


def test_margins_are_counted_by_group_and_the_same_month_said_again_replaces() -> None:
    bank = bank_with({"A": 250, "B": 250, "C": 250, "E": 250}, max_margin_share_ppm=250_000)
    assert alerts(bank.client("A", manager_id="M1", group_id="G")) == []
    assert alerts(bank.client("B", manager_id="M1", group_id="G")) == [("M1", False)]
    assert bank.load("M1")["book"]["margin_share_max_ppm"] == 500_000  # type: ignore[index]

    earns(bank, "A", 0)
    assert bank.load("M1")["book"]["margin_share_max_ppm"] == 333_333  # type: ignore[index]


def test_no_group_beyond_the_most_is_started_by_router_or_hand_and_the_next_contact_tries_again() -> None:
    bank = bank_with({}, "M2", max_groups=2)
    for number in range(3):
        bank.client(f"K{number}")
        told = bank.open(f"C{number}", 1, f"K{number}", requested_manager_id="M1")
        assert started(told) == (["M1"] if number < 2 else [])
    assert bank.last("C2")["manager_id"] == "M1"
    assert bank.last("C2")["backup_id"] is None
    assert alerts(bank.told) == []

    assert started(bank.move("C2", "M2", 2)) == ["M2"]
    bank.client("K3")
    bank.open("C3", 3, "K3", requested_manager_id="M2")
    bank.client("K4")
    bank.open("C4", 3, "K4", requested_manager_id="M2")
    assert started(bank.move("C4", "M1", 4)) == []


def test_a_book_above_its_groups_is_told() -> None:
    bank = bank_with({}, max_groups=2)
    for number in range(3):
        told = bank.client(f"K{number}", manager_id="M1")
    assert alerts(told) == [("M1", False)]
    assert alerts(bank.activate(POLICY | {"coverage": FREE | {"max_groups": 3}}, 1)) == [("M1", True)]


def test_a_coverage_that_spreads_the_margin_may_be_started_and_one_that_brings_too_much_may_not() -> None:
    bank = bank_with({"A": 600, "B": 400}, max_margin_share_ppm=500_000)
    bank.client("SPREADS")
    earns(bank, "SPREADS", 100)
    assert started(bank.open("C1", 1, "SPREADS")) == ["M1"]

    bank = bank_with({"A": 300, "B": 300, "C": 300}, max_margin_share_ppm=500_000)
    bank.client("HEAVY")
    earns(bank, "HEAVY", 901)
    assert started(bank.open("C1", 1, "HEAVY")) == []

    bank = bank_with({}, max_margin_share_ppm=500_000)
    bank.client("FIRST")
    earns(bank, "FIRST", 100)
    assert started(bank.open("C1", 1, "FIRST")) == ["M1"]


def test_the_last_twelve_months_count_and_each_currency_by_itself_and_a_loss_as_nothing() -> None:
    bank = bank_with({"A": 100, "B": 100})
    earns(bank, "A", 10_000, month="2025-10")
    assert bank.load("M1")["book"]["margin_share_max_ppm"] == 500_000  # type: ignore[index]
    earns(bank, "A", 100, month="2025-11")
    assert bank.load("M1")["book"]["margin_share_max_ppm"] == 666_666  # type: ignore[index]
    earns(bank, "B", 1, currency="EUR", month="2026-11")
    assert bank.load("M1")["book"]["margin_share_max_ppm"] == 1_000_000  # type: ignore[index]

    assert spread_of([{"RUB": -5}]) is None
    losses = spread_of([{"RUB": 10}, {"RUB": -5}])
    assert losses is not None
    assert losses.points == 10_000


def test_a_restart_changes_nothing_of_it() -> None:
    bank = bank_with({"A": 600, "B": 400}, "M2", max_margin_share_ppm=500_000, max_groups=3)
    earns(bank, "A", 700, month="2026-11")
    bank.send("client.forgotten", 1, {"client_id": "B", "coverage_id": "B"})
    bank.client("NEW")
    bank.open("C1", 2, "NEW")
    bank.move("C1", "M2", 3)
    bank.left("M2", 4)

    restarted(bank)
