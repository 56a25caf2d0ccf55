"""`relax`: whom one thing alone keeps from a waiting contact, best first."""

from typing import Any

from tests.rules.desk.bank import LINE, POLICY, Bank


def relax(bank: Bank, contact_id: str) -> list[tuple[str, str, int | None]]:
    told = bank.last(contact_id)["explanation"]["relax"]
    return [(each["kind"], each["manager_id"], each["amount"]) for each in told]


def line(**keys: Any) -> dict[str, Any]:
    return POLICY | {"lines": [LINE | keys]}


def test_each_kind_says_how_much_of_what_is_missing() -> None:
    skills = [{"skill": "loans", "min_level": 3, "mandatory": True}]
    cases: tuple[tuple[dict[str, Any], str, tuple[str, str, int | None]], ...] = (
        ({"capacity": 0, "grade": 4, "skills": {"loans": 5}}, "available", ("capacity", "M", 1)),
        ({"grade": 4, "skills": {"loans": 5}}, "away", ("presence", "M", None)),
        ({"grade": 5, "skills": {"loans": 5}}, "away", ("presence", "M", None)),
        ({"grade": 2, "skills": {"loans": 5}}, "available", ("grade", "M", 2)),
        ({"grade": 4, "skills": {"loans": 1}}, "available", ("skill", "M", 2)),
        ({"grade": 4, "skills": {"loans": 5}, "languages": []}, "available", ("skill", "M", None)),
        ({"grade": 4, "skills": {"loans": 5}, "channels": {"chat": 0}}, "available", ("channel", "M", 1)),
    )
    for profile, state, wanted in cases:
        bank = Bank(line(min_grade=4))
        bank.client("K", language="ru")
        bank.manager("M", state=state, **profile)
        bank.open("A", 1, "K", required_skills=skills)
        assert relax(bank, "A") == [wanted]


def test_one_who_is_refused_by_two_things_is_no_small_change() -> None:
    bank = Bank(line(min_grade=4))
    bank.manager("M1", state="away", grade=4, capacity=0)
    bank.manager("M2", grade=3, channels={"chat": 0})
    bank.open("A", 1)
    assert relax(bank, "A") == []


def test_they_stand_by_rank_and_are_three_at_most() -> None:
    bank = Bank()
    bank.manager("M1", state="busy", capacity=8)
    bank.manager("M2", state="busy", skills={"loans": 2})
    bank.manager("M3", state="busy", capacity=8, skills={"loans": 1})
    bank.manager("M4", state="busy", capacity=4, skills={"loans": 1})
    wished = [{"skill": "loans", "min_level": 1, "mandatory": False}]
    bank.open("A", 1, requested_manager_id="M1", required_skills=wished)
    assert [manager_id for _, manager_id, _ in relax(bank, "A")] == ["M1", "M2", "M3"]


def test_only_who_is_named_by_an_open_step_would_help() -> None:
    steps = [
        {"after_s": 0, "who": ["chosen"]},
        {"after_s": 20, "who": ["specialist"]},
        {"after_s": 40, "who": ["anyone"]},
    ]
    bank = Bank(line(steps=steps))
    bank.client("K", industry="oil")
    bank.manager("M1", state="busy", industries=["oil"])
    bank.manager("M2", state="busy")
    bank.manager("M3", state="busy")
    bank.open("A", 1, "K", requested_manager_id="M3")
    assert [manager_id for _, manager_id, _ in relax(bank, "A")] == ["M3"]
    bank.presence("M3", 2, "away")
    bank.tick(21)
    assert [manager_id for _, manager_id, _ in relax(bank, "A")] == ["M3", "M1"]
    bank.tick(41)
    assert [manager_id for _, manager_id, _ in relax(bank, "A")] == ["M3", "M1", "M2"]


def test_an_assignment_needs_no_help() -> None:
    bank = Bank()
    bank.manager("M1")
    bank.manager("M2", state="busy")
    bank.open("A", 1)
    assert bank.last("A")["type"] == "contact.assigned"
    assert relax(bank, "A") == []


def test_at_a_large_desk_only_who_changed_is_looked_at_again() -> None:
    bank = Bank()
    for number in range(40):
        bank.manager(f"M{number:02}", state="busy")
    bank.open("A", 1)
    first = relax(bank, "A")
    bank.presence(first[0][1], 2, "offline")
    bank.manager(first[1][1], 3, None, capacity=0)
    bank.left(first[2][1], 4)
    bank.manager("N", 5, "busy", capacity=9)
    bank.open("B", 6)
    told = [manager_id for _, manager_id, _ in relax(bank, "B")]
    assert told[0] == "N"
    assert not {first[1][1], first[2][1]} & set(told)
