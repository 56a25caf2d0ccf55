"""How long a contact is expected to wait, and the steps that a long wait opens."""

from typing import Any

from tests.rules.desk.bank import LINE, POLICY, Bank, kinds

VIP = {"when": {"tier": "vip"}, "steps": LINE["steps"], "priority": 5}


def served(bank: Bank, contact_id: str, opened: float, closed: float) -> None:
    bank.open(contact_id, opened)
    bank.close(contact_id, closed)


def test_nothing_is_expected_before_somebody_was_served() -> None:
    bank = Bank()
    bank.manager("M", capacity=0)
    bank.open("A", 1)
    assert bank.last("A")["expected_wait_s"] is None


def test_it_is_the_exact_mean_for_each_before_it_shared_by_those_who_could() -> None:
    bank = Bank()
    bank.manager("M1", capacity=1)
    served(bank, "S1", 1, 11)
    served(bank, "S2", 20, 35)
    bank.open("H1", 40)
    bank.manager("M2", 41, capacity=1)
    bank.open("H2", 42)
    bank.open("A", 43)
    bank.open("B", 44)
    # (0 + 1) * 12.5 s / 2 = 6.25 s, and twice that.
    assert [bank.last(each)["expected_wait_s"] for each in "AB"] == [7, 13]
    assert [bank.last(each)["position"] for each in "AB"] == [1, 2]


def test_only_contacts_of_its_own_line_count_before_it() -> None:
    bank = Bank(POLICY | {"lines": [VIP, LINE]})
    bank.manager("M1", capacity=1)
    served(bank, "S", 1, 11)
    bank.open("H", 12)
    bank.client("V", 12, tier="vip")
    bank.open("A", 13, "V")
    bank.open("B", 14)
    assert (bank.last("B")["position"], bank.last("B")["expected_wait_s"]) == (2, 10)


def test_who_is_away_or_lacks_a_mandatory_skill_or_the_grade_shares_nothing() -> None:
    bank = Bank(POLICY | {"lines": [LINE | {"min_grade": 2}]})
    bank.manager("M1", capacity=1, grade=2, skills={"loans": 1})
    skills = [{"skill": "loans", "min_level": 1, "mandatory": True}]
    bank.open("S", 1)
    bank.close("S", 11)
    bank.open("H", 12)
    bank.manager("M2", 12, "away", grade=2, skills={"loans": 1})
    bank.manager("M3", 12, grade=1, skills={"loans": 1})
    bank.manager("M4", 12, grade=2)
    bank.open("A", 13, required_skills=skills)
    assert bank.last("A")["expected_wait_s"] == 10


def test_the_wrap_up_holds_units_too() -> None:
    bank = Bank(POLICY | {"wrap_up_s": {"chat": 5}})
    bank.manager("M1", capacity=1)
    served(bank, "S", 1, 11)
    bank.open("H", 20)
    bank.open("A", 21)
    assert bank.last("A")["expected_wait_s"] == 15


def test_only_the_last_fifty_count() -> None:
    bank = Bank()
    bank.manager("M1", capacity=1)
    served(bank, "OLD", 1, 1001)
    for number in range(50):
        served(bank, f"S{number}", 2000 + 10 * number, 2004 + 10 * number)
    bank.open("H", 3000)
    bank.open("A", 3001)
    assert bank.last("A")["expected_wait_s"] == 4


def healthy(above_s: int, **more: Any) -> Bank:
    """One manager whom the first step names, one whom only the second does; a service took ten seconds."""
    steps = [{"after_s": 0, "who": ["chosen"]}, {"after_s": 100, "who": ["anyone"]}]
    line = LINE | {"steps": steps, "open_when": {"expected_wait_s": above_s}} | more
    bank = Bank(POLICY | {"lines": [line]})
    bank.manager("M1", capacity=1)
    bank.open("S", 1, requested_manager_id="M1")
    bank.close("S", 11)
    bank.open("H", 12, requested_manager_id="M1")
    return bank


def test_an_expected_wait_above_what_the_line_bears_opens_all_steps() -> None:
    bank = healthy(4)
    bank.manager("M2", 13)
    # 10 s / 2 managers = 5 s.
    told = bank.open("A", 14, requested_manager_id="M1")
    assert kinds(told) == [("assigned", "A")]
    assert (bank.last("A")["manager_id"], bank.last("A")["step"]) == ("M2", 1)


def test_a_wait_of_exactly_what_the_line_bears_opens_nothing() -> None:
    bank = healthy(5)
    bank.manager("M2", 13)
    told = bank.open("A", 14, requested_manager_id="M1")
    assert kinds(told) == [("queued", "A")]
    assert bank.last("A")["expected_wait_s"] == 5


def test_when_somebody_goes_home_and_the_wait_grows_those_who_wait_are_looked_at_again() -> None:
    bank = healthy(9)
    bank.manager("M2", 13)
    bank.manager("M3", 13)
    bank.open("A", 14, requested_manager_id="M1")
    bank.presence("M2", 15, "away")
    assert bank.last("A")["type"] == "contact.queued"
    # Only M1 and M3 are left: 5 s. Only M1 is: 10 s, and who is there is M1.
    bank.presence("M3", 16, "away")
    told = bank.last("A")
    assert (told["type"], told["explanation"]["refused"]) == ("contact.queued", {"not_present": 2, "at_capacity": 1})
    # The wait is 5 s again, and the step is shut: M2 is not asked.
    assert kinds(bank.presence("M2", 17, "available")) == []


def test_the_first_in_the_queue_tells_the_health_of_all() -> None:
    urgent = LINE | {"when": {"product": "urgent"}, "priority": 9, "min_grade": 5}
    patient = LINE | {
        "steps": [{"after_s": 0, "who": ["chosen"]}, {"after_s": 100, "who": ["anyone"]}],
        "open_when": {"expected_wait_s": 9},
    }
    bank = Bank(POLICY | {"lines": [urgent, patient]})
    bank.manager("M1", capacity=1, grade=5)
    bank.open("S", 1, requested_manager_id="M1")
    bank.close("S", 11)
    bank.open("H", 12, requested_manager_id="M1")
    bank.manager("M2", 13)
    bank.open("A", 14, requested_manager_id="M1")
    assert bank.last("A")["type"] == "contact.queued"
    # One who asks for more stands before it now, and only one manager could serve him: 10 s.
    told = bank.open("B", 15, product="urgent")
    assert kinds(told) == [("assigned", "A"), ("queued", "B")]
