"""Who of several candidates, first difference wins."""

from hashlib import sha256
from typing import Any

from tests.rules.desk.bank import POLICY, Bank


def who(*words: str) -> dict[str, Any]:
    return POLICY | {"lines": [{"when": {}, "steps": [{"after_s": 0, "who": list(words)}]}]}


def skill(code: str, *, mandatory: bool = False) -> dict[str, Any]:
    return {"skill": code, "min_level": 1, "mandatory": mandatory}


def top(bank: Bank, contact: str) -> list[tuple[str, list[Any]]]:
    return [(each["manager_id"], each["rank"]) for each in bank.last(contact)["explanation"]["top"]]


def test_the_word_decides_before_everything_else() -> None:
    bank = Bank(who("chosen", "plan", "anyone"))
    bank.manager("M1", skills={"fx": 5})
    bank.manager("M2", capacity=2)
    bank.client("K", manager_id="M2")
    bank.open("C", 1, "K", required_skills=[skill("fx")])

    assert [(manager, rank[0]) for manager, rank in top(bank, "C")] == [("M2", 1), ("M1", 2)]
    assert bank.last("C")["origin"] == "plan"


def test_the_word_counts_over_all_steps_with_repeats_left_out() -> None:
    steps = [{"after_s": 0, "who": ["chosen", "plan"]}, {"after_s": 5, "who": ["plan", "backup", "anyone"]}]
    bank = Bank(POLICY | {"lines": [{"when": {}, "steps": steps}]})
    bank.manager("M1")
    bank.open("C", 1)

    assert top(bank, "C")[0][1][0] == 3


def test_levels_add_up_over_required_and_preferred_skills() -> None:
    bank = Bank(who("anyone"))
    bank.manager("M1", skills={"fx": 5})
    bank.manager("M2", skills={"fx": 1, "loan": 5})
    bank.open("C", 1, required_skills=[skill("fx", mandatory=True), skill("loan")])

    assert [(manager, rank[1]) for manager, rank in top(bank, "C")] == [("M2", 6), ("M1", 5)]


def test_the_load_after_taking_it_is_compared_as_an_exact_fraction() -> None:
    bank = Bank(who("anyone"))
    bank.manager("M1", capacity=333_333)
    bank.manager("M2", capacity=333_334)
    bank.open("C", 1)

    assert [(manager, rank[2]) for manager, rank in top(bank, "C")] == [("M2", "1/333334"), ("M1", "1/333333")]


def test_equal_loads_of_different_capacity_are_equal() -> None:
    bank = Bank(who("chosen", "anyone"))
    bank.manager("M1", capacity=3)
    bank.manager("M2", capacity=6)
    bank.open("A", 1, requested_manager_id="M1")
    bank.open("B", 1, requested_manager_id="M2", channel="phone")
    bank.close("A", 2)
    bank.close("B", 3)
    # One unit of three, two units of six: M1 was assigned longer ago.
    bank.manager("M2", 4, None, capacity=3)
    bank.open("C", 5)

    assert [(manager, rank[2:4]) for manager, rank in top(bank, "C")] == [("M1", ["1/3", 1]), ("M2", ["1/3", 2])]


def test_never_assigned_comes_first_then_longer_since_the_last_by_seq() -> None:
    bank = Bank(who("chosen", "anyone"))
    for name in ("M1", "M2", "M3"):
        bank.manager(name)
    bank.open("A", 1, requested_manager_id="M2")
    bank.open("B", 1, requested_manager_id="M1")
    bank.close("A", 2)
    bank.close("B", 2)
    bank.open("C", 3)

    assert [(manager, rank[3]) for manager, rank in top(bank, "C")] == [("M3", None), ("M2", 1), ("M1", 2)]


def test_a_persons_act_counts_as_an_assignment() -> None:
    bank = Bank(who("anyone"))
    bank.manager("M1")
    bank.open("A", 1)
    bank.manager("M2", 2)
    bank.move("A", "M2", 3)
    bank.close("A", 4)
    bank.open("C", 5)

    assert [(manager, rank[3]) for manager, rank in top(bank, "C")] == [("M1", 1), ("M2", 2)]


def test_the_last_word_is_a_hash_of_contact_and_manager() -> None:
    bank = Bank(who("anyone"))
    names = [f"M{number}" for number in range(9)]
    for name in names:
        bank.manager(name)
    bank.open("C", 1)

    hashes = {name: sha256(f"C|{name}".encode()).hexdigest() for name in names}
    expected = sorted(names, key=hashes.__getitem__)[:3]
    assert [(manager, rank[4]) for manager, rank in top(bank, "C")] == [(name, hashes[name][:8]) for name in expected]


def test_three_equal_managers_share_thirty_contacts_evenly() -> None:
    bank = Bank(who("anyone"))
    for name in ("M1", "M2", "M3"):
        bank.manager(name, capacity=50)
    for number in range(30):
        bank.open(f"C{number}", number)

    rows = [bank.load(name) for name in ("M1", "M2", "M3")]
    assert [row["load"] for row in rows if row is not None] == [10, 10, 10]


def test_a_preferred_word_wins_over_however_long_an_idle_time() -> None:
    bank = Bank(who("plan", "anyone"))
    bank.manager("M1")
    bank.manager("M2")
    bank.client("K", manager_id="M2")
    bank.open("A", 30 * 86_400, "K")
    bank.close("A", 30 * 86_400 + 1)
    bank.open("B", 30 * 86_400 + 60, "K")

    assert bank.last("B")["manager_id"] == "M2"


def test_a_walk_in_goes_to_the_one_with_room_below_the_lines_limit() -> None:
    line = {"when": {}, "steps": [{"after_s": 0, "who": ["anyone"]}], "max_load_ppm": 850_000, "min_grade": 3}
    bank = Bank(POLICY | {"lines": [line]})
    bank.manager("M1", grade=3, capacity=20)
    bank.manager("M2", grade=3, capacity=20)
    bank.manager("M3", grade=5, state="leave", capacity=20)
    for number in range(13):
        bank.open(f"A{number}", 1)
        bank.move(f"A{number}", "M1", 1)
    for number in range(19):
        bank.open(f"B{number}", 2)
        bank.move(f"B{number}", "M2", 2)
    bank.open("C", 3)

    told = bank.last("C")
    assert told["manager_id"] == "M1"
    assert told["explanation"]["refused"] == {"not_present": 1, "at_capacity": 1}
