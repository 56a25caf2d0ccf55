"""What the bank earned reaches the desks whose books it is counted in, early or late."""

from typing import Any

from rules.intake.fold import IntakeFold
from tests.rules.intake.bank import Bank, Sent, short


def earned(bank: Bank, client_id: str = "C1", month: str = "2025-10", credit: int = 500) -> list[Sent]:
    data: dict[str, Any] = {"client_id": client_id, "credit_minor": credit, "non_credit_minor": 70, "cost_minor": 20}
    return bank.says("margin.recorded", **data, currency="RUB", month=month)


def test_a_margin_goes_to_the_desks_that_care_as_credit_plus_non_credit_minus_cost() -> None:
    bank = Bank()
    bank.manager("M2", "D2")
    bank.client("C1", "D1", manager_id="M2")

    sent = earned(bank)

    assert short(sent) == [("D1", "margin.recorded"), ("D2", "margin.recorded")]
    assert sent[0].data == {"client_id": "C1", "month": "2025-10", "margin_minor": 550, "currency": "RUB"}


def test_a_desk_that_hears_of_a_client_later_has_his_margins_with_the_snapshot() -> None:
    bank = Bank()
    earned(bank)
    earned(bank, month="2025-09", credit=1)
    earned(bank, credit=2)  # October said again

    (told,) = bank.client("C1", "D1")
    assert told.data["margins"] == {"2025-09": [51, "RUB"], "2025-10": [52, "RUB"]}

    (opened,) = bank.opens("X1", "C1", desk_id="D9")
    assert opened.value["clients"][0]["margins"] == told.data["margins"]
    assert short(earned(bank)) == [("D1", "margin.recorded"), ("D9", "margin.recorded")]


def test_twelve_months_are_kept_and_a_forgotten_client_has_none() -> None:
    bank = Bank()
    for number in range(14):
        earned(bank, month=f"20{24 + number // 12}-{number % 12 + 1:02d}")
    (told,) = bank.client("C1", "D1")
    assert next(iter(told.data["margins"])) == "2024-03"
    assert len(told.data["margins"]) == 12

    bank.raw("crm.clients", None, b"C1")
    (told,) = bank.client("C1", "D1")
    assert "margins" not in told.data


def test_a_desk_that_hears_of_a_rival_alone_is_told_no_margins() -> None:
    bank = Bank()
    bank.client("A", "D1")
    earned(bank, "A")

    told = bank.client("B", "D2", rivals=["A"])

    (rival,) = [each.data for each in told if each.key == "D2" and each.data["client_id"] == "A"]
    assert "margins" not in rival
    assert short(earned(bank, "A")) == [("D1", "margin.recorded")]


def test_a_desk_that_comes_to_a_walled_holding_is_told_the_margins_of_all_its_clients() -> None:
    bank = Bank()
    bank.client("A1", "D1", group_id="A")
    earned(bank, "A1")
    bank.client("B", "D3", rivals=["A"])

    told = bank.client("A2", "D2", group_id="A")

    (snapshot,) = [each.data for each in told if each.key == "D2" and each.data["client_id"] == "A1"]
    assert snapshot["margins"] == {"2025-10": [550, "RUB"]}
    assert [each.key for each in earned(bank, "A1")] == ["D1", "D2"]


def test_margins_survive_a_restart() -> None:
    bank = Bank()
    earned(bank)
    again = IntakeFold()
    again.restore(bank.rows, 1)
    bank.intake = again

    (told,) = bank.client("C1", "D1")

    assert told.data["margins"] == {"2025-10": [550, "RUB"]}


def test_margins_of_a_forgotten_client_do_not_come_back_with_a_restart() -> None:
    bank = Bank()
    earned(bank)
    bank.client("C1", "D1")
    bank.raw("crm.clients", None, b"C1")
    again = IntakeFold()
    again.restore(bank.rows, 1)
    bank.intake = again

    (told,) = bank.client("C1", "D1")

    assert "margins" not in told.data
