"""A contact waits for a mandatory skill that nobody of the desk has: people are told, once until it is over."""

from typing import Any

import pytest

from tests.rules.desk.bank import Bank, text_s
from tests.rules.desk.restarted import restarted

LOANS: list[dict[str, Any]] = [{"skill": "loans", "min_level": 3, "mandatory": True}]


def told(said: list[dict[str, Any]]) -> list[tuple[str, bool, str, str]]:
    alerts = [each for each in said if each["type"] == "alert.skill_nobody_has"]
    return [(each["subject_id"], each["cleared"], each["since"], each["figures"]["skill"]) for each in alerts]


def waiting() -> Bank:
    """M1 knows loans, and not well enough."""
    bank = Bank()
    bank.manager("M1", skills={"loans": 2})
    bank.manager("M2", state="away", skills={"cards": 5})
    assert told(bank.open("K", 5, required_skills=LOANS)) == [("K", False, text_s(5), "loans")]
    return bank


def test_it_is_said_once_while_the_contact_waits() -> None:
    bank = waiting()
    assert told(bank.manager("M2", 6, skills={"loans": 2})) == []
    assert told(bank.open("L", 7)) == []
    assert told(bank.open("K2", 8, required_skills=LOANS)) == [("K2", False, text_s(8), "loans")]
    restarted(bank)


def test_somebody_who_has_it_ends_it_whether_he_is_there_or_not() -> None:
    bank = waiting()
    said = bank.manager("M3", 9, state="away", skills={"loans": 3})
    assert told(said) == [("K", True, text_s(5), "loans")]
    assert told(bank.left("M3", 10)) == [("K", False, text_s(10), "loans")]
    restarted(bank)


def test_somebody_who_learns_it_gets_the_contact() -> None:
    bank = waiting()
    said = bank.manager("M1", 9, skills={"loans": 3})
    assert told(said) == [("K", True, text_s(5), "loans")]
    assert bank.last("K")["manager_id"] == "M1"
    restarted(bank)


@pytest.mark.parametrize("how", ["moved by hand", "closed", "abandoned"])
def test_a_contact_that_waits_no_more_ends_it(how: str) -> None:
    bank = waiting()
    if how == "moved by hand":
        said = bank.move("K", "M1", 9)
    elif how == "closed":
        said = bank.close("K", 9)
    else:
        said = bank.send("contact.abandoned", 9, {"contact_id": "K"})
    assert told(said) == [("K", True, text_s(5), "loans")]
    restarted(bank)


def test_a_skill_that_is_only_wished_for_or_that_the_one_who_takes_it_has_is_no_matter() -> None:
    bank = Bank()
    bank.manager("M1", skills={"loans": 3}, capacity=1)
    bank.open("held", 1)
    assert told(bank.open("K", 5, required_skills=LOANS)) == []
    assert told(bank.open("L", 6, required_skills=[{"skill": "sums", "min_level": 1, "mandatory": False}])) == []


def test_before_a_first_policy_nothing_is_said_and_with_it_who_waits_is_looked_at() -> None:
    bank = Bank(policy=None)
    bank.manager("M1")
    assert told(bank.open("K", 5, required_skills=LOANS)) == []
    assert told(bank.activate({"name": "first", "lines": [{}]}, 6)) == [("K", False, text_s(6), "loans")]
    restarted(bank)
