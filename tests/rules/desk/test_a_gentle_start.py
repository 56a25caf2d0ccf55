"""Somebody new or back from leave gets so many contacts an hour, and no more."""

from typing import Any

import pytest

from tests.rules.desk.bank import POLICY, Bank, kinds

HOUR = 3600
RAMP = POLICY | {"ramp_up": {"new_contacts_per_hour": 2, "for_hours": 3}}


def back_from_leave(policy: dict[str, Any] = RAMP) -> Bank:
    """M comes back at second 10; he has room for nine."""
    bank = Bank(policy)
    bank.manager("M", 0, "leave", capacity=9)
    bank.presence("M", 10, "available")
    return bank


def test_after_a_return_from_leave_he_gets_so_many_within_an_hour() -> None:
    bank = back_from_leave()
    told = bank.open("A", 20) + bank.open("B", 30) + bank.open("C", 40)
    assert kinds(told) == [("assigned", "A"), ("assigned", "B"), ("queued", "C")]
    assert bank.last("C")["explanation"]["refused"] == {"ramp_up": 1}
    assert bank.last("C")["explanation"]["relax"] == []


def test_the_hour_slides_and_ends_at_exactly_its_length() -> None:
    bank = back_from_leave()
    bank.open("A", 20)
    bank.open("B", 30)
    bank.open("C", 40)
    assert bank.fold.next_due() is not None
    assert kinds(bank.tick(HOUR + 19.999)) == [("escalated", "C")]
    assert kinds(bank.tick(HOUR + 20)) == [("assigned", "C")]
    bank.open("D", HOUR + 21)
    assert kinds(bank.tick(HOUR + 30)) == [("assigned", "D")]


def test_after_its_hours_it_is_over() -> None:
    bank = back_from_leave()
    for number in range(2):
        bank.open(f"A{number}", 2.5 * HOUR + number)
    bank.open("B", 2.6 * HOUR)
    assert bank.last("B")["type"] == "contact.queued"
    assert kinds(bank.tick(3 * HOUR + 9.999)) == [("escalated", "B")]
    assert kinds(bank.tick(3 * HOUR + 10)) == [("assigned", "B")]


def test_a_person_may_give_him_more_and_that_counts_for_nothing() -> None:
    bank = back_from_leave()
    bank.manager("N", 11, "busy")
    for number in range(3):
        bank.open(f"A{number}", 20 + number)
    bank.move("A2", "M", 30)
    assert bank.last("A2")["flags"] == []
    bank.presence("M", 40, "busy")
    bank.open("B", HOUR + 20)
    bank.presence("M", HOUR + 22, "available")
    assert bank.last("B")["type"] == "contact.assigned"


def test_somebody_first_heard_of_late_begins_gently_and_the_first_staff_do_not() -> None:
    for heard, wanted in ((0, "assigned"), (3 * HOUR, "assigned"), (3 * HOUR + 0.001, "queued")):
        bank = Bank(RAMP)
        bank.client("K", 0)
        bank.manager("M", heard, capacity=9)
        for number in range(3):
            bank.open(f"A{number}", 3 * HOUR + 10 + number)
        assert bank.last("A2")["type"] == f"contact.{wanted}"


def test_the_gentle_start_of_somebody_new_is_over_after_its_hours_too() -> None:
    bank = Bank(RAMP)
    bank.client("K", 0)
    bank.manager("M", 4 * HOUR, capacity=9)
    for number in range(3):
        bank.open(f"A{number}", 6.5 * HOUR + number)
    assert kinds(bank.tick(7 * HOUR - 0.001)) == [("escalated", "A2")]
    assert kinds(bank.tick(7 * HOUR)) == [("assigned", "A2")]


def test_a_new_employment_begins_gently_again() -> None:
    bank = Bank(RAMP)
    bank.manager("M", 0, capacity=9)
    bank.left("M", 4 * HOUR)
    bank.manager("M", 4 * HOUR + 1, capacity=9)
    for number in range(3):
        bank.open(f"A{number}", 4 * HOUR + 10 + number)
    assert bank.last("A2")["explanation"]["refused"] == {"ramp_up": 1}


def test_a_policy_without_it_asks_for_nothing_and_one_with_it_counts_from_then_on() -> None:
    bank = back_from_leave(POLICY)
    for number in range(3):
        bank.open(f"A{number}", 20 + number)
    assert bank.last("A2")["type"] == "contact.assigned"
    bank.activate(RAMP, 30)
    for number in range(3):
        bank.open(f"B{number}", 40 + number)
    assert [bank.last(f"B{each}")["type"] for each in range(3)] == ["contact.assigned"] * 2 + ["contact.queued"]
    assert kinds(bank.activate(POLICY, 50)) == [("assigned", "B2")]


@pytest.mark.parametrize(("state", "kind"), [("leave", "queued"), ("offline", "assigned"), ("away", "assigned")])
def test_only_a_leave_is_a_return_that_begins_gently(state: str, kind: str) -> None:
    bank = Bank(RAMP)
    bank.manager("M", 0, state, capacity=9)
    bank.presence("M", 10, "available")
    for number in range(3):
        bank.open(f"A{number}", 20 + number)

    assert bank.last("A2")["type"] == f"contact.{kind}"
