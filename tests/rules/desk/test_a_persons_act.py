"""What a person moves is a fact."""

from typing import Any

from tests.rules.desk.bank import LINE, POLICY, Bank, kinds


def refusals(told: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(each["key"], each["figures"]["why"]) for each in told if each["type"] == "alert.act_refused"]


def two(**profile: Any) -> Bank:
    bank = Bank(POLICY | {"lines": [LINE | {"min_grade": 2}]})
    bank.manager("M1", grade=2)
    bank.manager("M2", **{"grade": 2, **profile})
    bank.open("C", 1, requested_manager_id="M1")
    return bank


def test_it_is_applied_and_names_who_had_it_and_who_did_it() -> None:
    bank = two()

    told = bank.move("C", "M2", 5)

    assert kinds(told) == [("reassigned", "C")]
    act = told[0]
    assert (act["manager_id"], act["previous_manager_id"], act["by"]) == ("M2", "M1", "boss")
    assert (act["status"], act["origin"], act["step"], act["flags"]) == ("assigned", "manual", None, [])
    assert (act["load_before"], act["load_after"], act["waited_s"], act["explanation"]) == (0, 1, 0, None)


def test_flags_say_in_order_what_would_have_refused_him() -> None:
    bank = two(grade=1, state="offline", capacity=0)
    assert bank.move("C", "M2", 5)[0]["flags"] == ["over_capacity", "absent", "skill"]

    bank = two(channels={"chat": 0})
    assert bank.move("C", "M2", 5)[0]["flags"] == ["over_capacity"]

    bank = two(grade=1)
    assert bank.move("C", "M2", 5)[0]["flags"] == ["skill"]


def test_above_capacity_the_load_shows_it_and_nothing_new_is_given() -> None:
    bank = two(capacity=0)
    bank.move("C", "M2", 5)

    row = bank.load("M2")
    assert row is not None
    assert (row["load"], row["capacity"]) == (1, 0)


def test_what_it_frees_is_given_on_at_once() -> None:
    bank = Bank()
    bank.manager("M1", capacity=1)
    bank.manager("M2", state="busy")
    bank.open("C1", 1)
    bank.open("C2", 2)

    assert kinds(bank.move("C1", "M2", 3)) == [("reassigned", "C1"), ("assigned", "C2")]


def test_one_who_waits_is_moved_out_of_the_queue() -> None:
    bank = Bank()
    bank.manager("M1", state="away")
    bank.open("C", 1)

    told = bank.move("C", "M1", 4)

    assert (told[0]["previous_manager_id"], told[0]["attempt"], told[0]["waited_s"]) == (None, 1, 3)
    assert told[0]["flags"] == ["absent"]
    assert kinds(bank.presence("M1", 5, "available")) == []


def test_to_the_one_who_has_it_it_is_nothing() -> None:
    bank = two()

    assert bank.move("C", "M1", 5) == []


def test_to_somebody_unknown_or_gone_it_is_refused_and_the_contact_stays_as_it_was() -> None:
    bank = two()
    assert refusals(bank.move("C", "M9", 5)) == [("C", "manager_unknown")]

    bank.left("M2", 6)
    assert refusals(bank.move("C", "M2", 7)) == [("C", "manager_left")]
    assert bank.last("C")["manager_id"] == "M1"
    assert kinds(bank.close("C", 8)) == [("finished", "C")]


def test_on_a_contact_that_is_over_it_is_refused_each_time() -> None:
    bank = two()
    bank.close("C", 5)

    assert refusals(bank.move("C", "M2", 6)) == [("C", "contact_over")]
    assert refusals(bank.move("C", "M2", 7)) == [("C", "contact_over")]


def test_a_refusal_says_why_in_both_languages() -> None:
    bank = two()
    bank.close("C", 5)
    (told,) = [each for each in bank.move("C", "M2", 6) if each["type"] == "alert.act_refused"]
    assert told["message"] == {
        "en": "Contact C was not moved to M2: the contact is over.",
        "ru": "Обращение C не передано M2: обращение уже завершено.",
    }


def test_it_starts_a_coverage_like_any_assignment() -> None:
    bank = Bank()
    bank.manager("M1", state="offline")
    bank.client("K")
    bank.open("C", 1, "K")

    told = bank.move("C", "M1", 2)

    started = next(each for each in told if each["type"] == "coverage.started")
    assert (started["manager_id"], started["origin"]) == ("M1", "manual")


def test_the_router_never_does_it_over() -> None:
    bank = two()
    bank.move("C", "M2", 5)

    assert kinds(bank.presence("M2", 6, "offline")) == []
    assert kinds(bank.tick(10_000)) == []
    assert bank.last("C")["manager_id"] == "M2"
