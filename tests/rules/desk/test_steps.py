"""When a step is open, and for whom it is worth waiting."""

from typing import Any

import pytest

from tests.rules.desk.bank import POLICY, Bank, kinds, text_s


def stepped(*steps: tuple[int, list[str]], **line: Any) -> dict[str, Any]:
    listed = [{"after_s": after, "who": who} for after, who in steps]
    return POLICY | {"lines": [{"when": {}, "steps": listed, "escalate_after_s": None, **line}]}


TWO = stepped((0, ["chosen", "incumbent", "plan"]), (30, ["backup", "specialist", "anyone"]))


def waiting_for_a_busy_chosen(policy: dict[str, Any] = TWO) -> Bank:
    bank = Bank(policy)
    bank.manager("M1", 0, "busy")
    bank.manager("M2", 0)
    bank.open("C", 10, requested_manager_id="M1")
    return bank


def test_a_step_at_30_is_open_at_exactly_30_seconds() -> None:
    bank = waiting_for_a_busy_chosen()

    assert bank.last("C")["next_step_at"] == text_s(40)
    assert kinds(bank.tick(39.999)) == []
    assert kinds(bank.tick(40)) == [("assigned", "C")]
    told = bank.last("C")
    assert (told["manager_id"], told["origin"], told["step"]) == ("M2", "anyone", 1)


def test_steps_count_from_the_events_own_instant_however_late_it_comes() -> None:
    bank = Bank(TWO)
    bank.manager("M1", 0, "busy")
    bank.manager("M2", 50)

    told = bank.open("C", 10, requested_manager_id="M1")

    assert kinds(told) == [("assigned", "C")]
    assert (told[0]["opened_at"], told[0]["decided_at"], told[0]["waited_s"]) == (text_s(10), text_s(50), 40)
    assert told[0]["cause"]["at"] == text_s(10)


@pytest.mark.parametrize(
    ("state", "until", "waits"),
    [
        ("busy", None, True),
        ("wrap_up", None, True),
        ("away", None, True),
        ("away", 40, True),
        ("away", 40.001, False),
        ("leave", 40, True),
        ("leave", 41, False),
        ("leave", None, False),
        ("offline", None, False),
        ("offline", 11, False),
        ("busy", 500, True),
        (None, None, False),
    ],
)
def test_a_step_is_waited_for_only_while_someone_it_names_could_still_come(
    state: str | None, until: float | None, *, waits: bool
) -> None:
    bank = Bank(TWO)
    bank.manager("M1", 0, None)
    if state is not None:
        bank.presence("M1", 1, state, until)
    bank.manager("M2", 0)

    told = bank.open("C", 10, requested_manager_id="M1")

    assert kinds(told) == [("queued" if waits else "assigned", "C")]


@pytest.mark.parametrize(
    "profile",
    [{"segments": []}, {"grade": 1}, {"capacity": 1}, {"channels": {"phone": 0}}, {"capacity": 2, "languages": ["en"]}],
)
def test_nobody_waits_for_one_who_can_never_take_it(profile: dict[str, Any]) -> None:
    bank = Bank(stepped((0, ["chosen"]), (30, ["anyone"]), min_grade=2))
    bank.manager("M1", 0, "busy", **{"grade": 2, **profile})
    bank.manager("M2", 0, grade=2)
    bank.client("K", language="ru")

    assert kinds(bank.open("C", 1, "K", channel="phone", requested_manager_id="M1")) == [("assigned", "C")]


def test_the_lines_max_load_counts_for_whether_he_can_ever_hold_it() -> None:
    bank = Bank(stepped((0, ["chosen"]), (30, ["anyone"]), max_load_ppm=499_999))
    bank.manager("M1", 0, "busy", capacity=2)
    bank.manager("M2", 0, capacity=4)

    assert kinds(bank.open("C", 1, requested_manager_id="M1")) == [("assigned", "C")]


def test_one_at_capacity_is_worth_the_wait() -> None:
    bank = Bank(TWO)
    bank.manager("M1", 0, capacity=1)
    bank.manager("M2", 0)
    bank.open("C1", 1, requested_manager_id="M1")

    assert kinds(bank.open("C2", 2, requested_manager_id="M1")) == [("queued", "C2")]
    assert kinds(bank.close("C1", 3)) == [("finished", "C1"), ("assigned", "C2")]
    assert bank.last("C2")["manager_id"] == "M1"


def test_a_step_that_names_nobody_opens_the_next_at_once() -> None:
    bank = Bank(TWO)
    bank.manager("M1", 0)

    bank.open("C", 1, requested_manager_id="M9")

    assert bank.last("C")["step"] == 1
    assert bank.last("C")["explanation"]["considered"] == 1


def test_whether_he_could_come_is_told_afresh_when_his_presence_changes() -> None:
    bank = waiting_for_a_busy_chosen()

    assert kinds(bank.presence("M1", 12, "offline")) == [("assigned", "C")]


def test_a_step_opened_at_once_shuts_again_when_he_might_come_after_all() -> None:
    bank = Bank(stepped((0, ["chosen"]), (30, ["anyone"])))
    bank.manager("M1", 0, "offline")
    bank.manager("M2", 0, "away")
    bank.open("C", 1, requested_manager_id="M1")
    bank.presence("M1", 2, "busy")

    assert kinds(bank.presence("M2", 3, "available")) == []
    assert kinds(bank.tick(31)) == [("assigned", "C")]


def test_of_a_step_opened_by_time_only_its_own_people_are_waited_for() -> None:
    policy = stepped((0, ["chosen"]), (10, ["backup"]), (60, ["anyone"]))
    bank = Bank(policy)
    bank.manager("M1", 0, "busy")
    bank.manager("M2", 0)
    bank.open("C", 1, requested_manager_id="M1")

    assert kinds(bank.tick(10.999)) == []
    assert kinds(bank.tick(11)) == [("assigned", "C")]
    assert bank.last("C")["step"] == 2


def test_specialists_are_managers_with_the_clients_industry() -> None:
    bank = Bank(stepped((0, ["specialist"]), (30, ["anyone"])))
    bank.manager("M1", 0, industries=["it"])
    bank.manager("M2", 0, industries=["agro", "it"])
    bank.client("K", industry="agro")
    bank.open("C", 1, "K")

    told = bank.last("C")
    assert (told["manager_id"], told["origin"], told["explanation"]["considered"]) == ("M2", "specialist", 1)


def test_queued_is_said_again_only_when_a_step_opens_and_changes_the_refusals() -> None:
    policy = stepped((0, ["chosen"]), (10, ["plan"]), (20, ["anyone"]))
    bank = Bank(policy)
    bank.manager("M1", 0, "busy")
    bank.manager("M2", 0, "busy")
    bank.client("K", manager_id="M1")

    bank.open("C", 0, "K", requested_manager_id="M1")
    assert kinds(bank.presence("M1", 5, "wrap_up")) == []
    assert kinds(bank.tick(10)) == []  # the plan is the chosen one: nothing new is refused
    told = bank.tick(20)

    assert kinds(told) == [("queued", "C")]
    assert told[0]["explanation"]["refused"] == {"not_present": 2}
    assert (told[0]["attempt"], told[0]["next_step_at"]) == (1, None)
