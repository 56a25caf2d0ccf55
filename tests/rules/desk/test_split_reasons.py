"""Why a contact goes to another than its coverage's lead."""

from typing import Any

import pytest

from tests.rules.desk.bank import POLICY, Bank
from tests.rules.desk.restarted import restarted

STEPS = [{"after_s": 0, "who": ["chosen", "incumbent", "plan", "anyone"]}]
LINE: dict[str, Any] = {"when": {}, "steps": STEPS, "escalate_after_s": None}


def led(**profile: Any) -> Bank:
    bank = Bank(POLICY | {"lines": [{**LINE, "when": {"tier": "vip"}, "min_grade": 2}, LINE]})
    bank.manager("M1", **profile)
    bank.manager("M2", grade=2)
    bank.client("K", manager_id="M1")
    return bank


def reason(bank: Bank, **contact: Any) -> str | None:
    bank.open("C", 5, "K", **contact)
    assert bank.last("C")["manager_id"] == "M2"
    told: str | None = bank.last("C")["split_reason"]
    return told


def test_nothing_is_split_when_the_lead_gets_it_or_nobody_leads() -> None:
    bank = led()
    bank.open("C1", 1, "K")
    bank.open("C2", 1, "nobody-knows-him")

    assert [bank.last(each)["split_reason"] for each in ("C1", "C2")] == [None, None]


def test_a_client_who_chose_another_splits_it() -> None:
    assert reason(led(), requested_manager_id="M2") == "chosen"


def test_a_person_splits_it_by_hand() -> None:
    bank = led()
    bank.open("C", 1, "K")
    bank.move("C", "M2", 2)
    assert bank.last("C")["split_reason"] == "by_hand"

    bank.move("C", "M1", 3)
    assert bank.last("C")["split_reason"] is None


@pytest.mark.parametrize(
    ("profile", "why"),
    [
        ({"state": "away"}, "not_present"),
        ({"segments": []}, "skill"),
        ({"capacity": 0}, "at_capacity"),
        ({"channels": {"chat": 0}}, "at_capacity"),
    ],
)
def test_else_it_is_the_leads_first_refusal(profile: dict[str, Any], why: str) -> None:
    assert reason(led(**profile)) == why


def test_the_leads_grade_counts_as_skill() -> None:
    bank = led()
    bank.client("K", 1, manager_id="M1", tier="vip")

    assert reason(bank) == "skill"


def test_a_lead_nothing_refuses_was_outranked() -> None:
    bank = Bank(POLICY | {"lines": [{"when": {}, "steps": [{"after_s": 0, "who": ["anyone"]}]}]})
    bank.manager("M1")
    bank.manager("M2", capacity=8)
    bank.client("K", manager_id="M1")

    assert reason(bank) == "outranked"


def test_a_lead_who_moved_to_another_desk_has_left_this_one() -> None:
    bank = led()
    bank.client("K", 1)
    bank.open("C0", 2, "K", requested_manager_id="M1")
    bank.send("manager.moved", 3, {"manager_id": "M1", "to": "X"})

    assert reason(bank) == "left"


DAY = 86_400


def test_a_holding_that_was_split_goes_to_its_one_lead_again_the_next_day() -> None:
    bank = Bank()
    bank.manager("M1", capacity=2)
    bank.manager("M2", capacity=9)
    for number in range(4):
        bank.client(f"K{number}", group_id="G")
    bank.open("lead", 1, "K0", requested_manager_id="M1")
    for number in range(1, 4):
        bank.open(f"today-{number}", 2, f"K{number}")
    split = [
        (bank.last(f"today-{number}")["manager_id"], bank.last(f"today-{number}")["split_reason"])
        for number in (1, 2, 3)
    ]
    assert split == [("M1", None), ("M2", "at_capacity"), ("M2", "at_capacity")]
    bank.close("lead", 60)
    bank.close("today-1", 60)
    bank.close("today-2", 61)  # the other one has today-3 still, and served the holding last

    for number in range(4):
        bank.open(f"tomorrow-{number}", DAY + number, f"K{number}")
        told = bank.last(f"tomorrow-{number}")
        assert (told["manager_id"], told["origin"], told["split_reason"]) == ("M1", "incumbent", None)
        bank.close(f"tomorrow-{number}", DAY + number + 0.5)

    assert [each["manager_id"] for each in bank.told if each["topic"] == "kontor.coverage"] == ["M1"]
    restarted(bank)
