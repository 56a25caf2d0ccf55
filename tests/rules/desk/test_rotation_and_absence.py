"""Alerts when one person has had a client, or no leave, for as long as the policy allows."""

from typing import Any

import pytest

from models.instants import format_instant, parse_instant
from rules.desk.tenure import months_after
from tests.rules.desk.bank import NINE, POLICY, Bank, text_s
from tests.rules.desk.restarted import restarted

DAY = 86_400
YEAR = 365 * DAY
WALLS = {"cooling_off_s": 20 * YEAR}


def bank_with(**coverage: Any) -> Bank:
    bank = Bank(POLICY | {"walls": WALLS, "coverage": coverage})
    for name in ("M1", "M2"):
        bank.manager(name)
    return bank


def alerts(told: list[dict[str, Any]], kind: str) -> list[tuple[str, str, bool]]:
    return [(each["subject_id"], each["since"], each["cleared"]) for each in told if each["type"] == f"alert.{kind}"]


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-11-23T09:00:00.500Z", 36, "2029-11-23T09:00:00.500Z"),
        ("2026-08-31T23:59:59.999Z", 6, "2027-02-28T23:59:59.999Z"),
        ("2026-12-01T00:00:00.000Z", 1, "2027-01-01T00:00:00.000Z"),
        ("2028-02-29T12:00:00.000Z", 12, "2029-02-28T12:00:00.000Z"),
    ],
)
def test_months_are_those_of_the_calendar(start: str, months: int, end: str) -> None:
    assert format_instant(months_after(parse_instant(start), months)) == end


def test_rotation_is_due_after_so_many_months_with_one_lead_and_no_tick_says_so() -> None:
    bank = bank_with(rotation_months=1, absence_days=0)
    bank.client("PLANNED", 0, manager_id="M2")
    bank.client("K", 5)
    bank.open("C", 10, "K", requested_manager_id="M1")
    assert bank.fold.next_due() is None

    month = 30 * DAY  # November
    assert alerts(bank.client("X", month - 0.001), "rotation_due") == []
    assert alerts(bank.client("X", month), "rotation_due") == [("PLANNED", text_s(month), False)]
    told = bank.client("X", month + 11)
    assert alerts(told, "rotation_due") == [("K", text_s(month + 10), False)]
    assert next(each for each in told if each["type"] == "alert.rotation_due")["figures"] == {
        "manager_id": "M1",
        "led_since": text_s(10),
        "rotation_months": 1,
    }
    assert alerts(bank.client("X", 2 * month), "rotation_due") == []

    assert alerts(bank.client("PLANNED", 2 * month, manager_id="M1"), "rotation_due") == [
        ("PLANNED", text_s(month), True)
    ]
    longer = POLICY | {"walls": WALLS, "coverage": {"rotation_months": 2, "absence_days": 0}}
    assert alerts(bank.activate(longer, 2 * month), "rotation_due") == [("K", text_s(month + 10), True)]
    restarted(bank)


def test_a_plan_that_becomes_a_lead_on_record_of_the_same_manager_goes_on() -> None:
    bank = bank_with(rotation_months=1, absence_days=0)
    bank.client("K", 0)
    bank.open("C", 10, "K", requested_manager_id="M1")
    bank.client("K", 20 * DAY, manager_id="M1")

    assert alerts(bank.client("X", 30 * DAY + 10), "rotation_due") == [("K", text_s(30 * DAY + 10), False)]


def test_the_rotation_of_a_coverage_that_is_over_is_due_no_more() -> None:
    bank = bank_with(rotation_months=1, absence_days=0)
    bank.client("K", 0, manager_id="M1")
    bank.client("X", 31 * DAY)

    assert alerts(bank.left("M1", 32 * DAY), "rotation_due") == [("K", text_s(30 * DAY), True)]
    restarted(bank)


def test_an_absence_is_due_a_year_after_he_came_and_a_year_after_the_last_one() -> None:
    bank = bank_with(rotation_months=999)
    bank.manager("M1", 5)
    assert alerts(bank.client("X", YEAR), "absence_due") == [
        ("M1", text_s(YEAR), False),
        ("M2", text_s(YEAR), False),
    ]
    bank.presence("M1", YEAR + DAY, "leave")
    bank.presence("M1", YEAR + 10 * DAY, "offline")
    assert alerts(bank.client("X", YEAR + 15 * DAY - 0.001), "absence_due") == []
    assert alerts(bank.client("X", YEAR + 15 * DAY), "absence_due") == [("M1", text_s(YEAR), True)]

    back = YEAR + 20 * DAY
    assert alerts(bank.presence("M1", back, "available"), "absence_due") == []
    after = months_after(NINE + round(back * 1000), 12)
    later = (after - NINE) / 1000
    assert alerts(bank.client("X", later - 0.001), "absence_due") == []
    told = bank.client("X", later)
    assert alerts(told, "absence_due") == [("M1", format_instant(after), False)]
    figures = next(each for each in told if each["type"] == "alert.absence_due")["figures"]
    assert figures == {"absence_days": 14, "absent_last": text_s(back)}
    restarted(bank)


def test_two_absences_of_a_week_are_not_one_of_two() -> None:
    bank = bank_with(rotation_months=999)
    for week in (10, 12):
        bank.presence("M1", week * 7 * DAY, "leave")
        bank.presence("M1", (week + 1) * 7 * DAY, "available")
        bank.presence("M2", week * 7 * DAY, "leave")
    assert alerts(bank.client("X", YEAR), "absence_due") == [("M1", text_s(YEAR), False)]


def test_one_who_left_or_a_policy_without_absences_owes_none() -> None:
    bank = bank_with(rotation_months=999)
    bank.client("X", YEAR)
    assert alerts(bank.left("M2", YEAR + 1), "absence_due") == [("M2", text_s(YEAR), True)]
    without = POLICY | {"walls": WALLS, "coverage": {"rotation_months": 999, "absence_days": 0}}
    assert alerts(bank.activate(without, YEAR + 2), "absence_due") == [("M1", text_s(YEAR), True)]
    restarted(bank)
