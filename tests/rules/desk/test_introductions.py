"""The head introduces, an experienced manager takes over."""

from typing import Any

from tests.rules.desk.bank import LINE, POLICY, Bank
from tests.rules.desk.restarted import restarted

VIP: dict[str, Any] = POLICY | {"lines": [LINE | {"when": {"tier": "vip"}, "introduce": "head"}, LINE]}


def desk() -> Bank:
    bank = Bank(VIP)
    bank.client("K", tier="vip", manager_id="M1")
    bank.manager("M1", 0, grade=2)
    bank.manager("SENIOR", 0, "available", grade=5)
    return bank


def introduced(bank: Bank, contact: str) -> tuple[str | None, str | None]:
    told = bank.last(contact)
    return told["introduced_by"], told["introduced_why"]


def test_the_head_introduces_else_the_deputy_else_the_most_senior_present() -> None:
    bank = desk()
    bank.manager("HEAD", 0, head=True)
    bank.manager("DEPUTY", 0, deputy=True)
    bank.open("C", 1, "K")
    assert introduced(bank, "C") == ("HEAD", "head")

    for away, expected in ((["HEAD"], ("DEPUTY", "deputy")), (["HEAD", "DEPUTY"], ("SENIOR", "most_senior"))):
        bank = desk()
        bank.manager("HEAD", 0, "away" if "HEAD" in away else "available", head=True)
        bank.manager("DEPUTY", 0, "away" if "DEPUTY" in away else "available", deputy=True)
        bank.open("C", 1, "K")
        assert introduced(bank, "C") == expected


def test_only_the_first_assignment_of_a_coverage_to_a_manager_is_introduced() -> None:
    bank = desk()
    bank.open("C", 1, "K")
    bank.open("D", 2, "K")
    assert introduced(bank, "C") == ("SENIOR", "most_senior")
    assert introduced(bank, "D") == (None, None)

    bank.manager("M2", 3)
    assert bank.move("D", "M2", 4)[0]["introduced_by"] == "SENIOR"


def test_a_head_needs_no_introduction_and_other_lines_ask_for_none() -> None:
    bank = desk()
    bank.manager("M1", 0, head=True)
    bank.open("C", 1, "K")
    bank.open("D", 1)

    assert introduced(bank, "C") == (None, None)
    assert introduced(bank, "D") == (None, None)


def test_introductions_outlive_a_restart_and_go_along_with_a_client() -> None:
    bank = desk()
    bank.open("C", 1, "K")
    bank.client("K", 2, tier="vip", manager_id="M1", group_id="G")
    bank.open("D", 3, "K")

    assert introduced(bank, "D") == (None, None)
    restarted(bank)


def test_a_head_behind_a_wall_introduces_nobody_and_the_deputy_does() -> None:
    bank = desk()
    bank.manager("HEAD", 0, head=True)
    bank.manager("DEPUTY", 0, deputy=True)
    bank.client("RIVAL", manager_id="HEAD")
    bank.client("K", 1, tier="vip", manager_id="M1", rivals=["RIVAL"])
    bank.open("C", 2, "K")

    assert introduced(bank, "C") == ("DEPUTY", "deputy")


def test_nobody_introduces_himself_and_of_equals_the_highest_grade_then_the_smaller_id_does() -> None:
    bank = Bank(VIP)
    bank.client("K", tier="vip", manager_id="M3")
    bank.manager("M3", grade=5)
    assert bank.open("alone", 1, "K")[0]["introduced_by"] is None

    bank = Bank(VIP)
    bank.client("K", tier="vip", manager_id="M3")
    for name, grade in (("M1", 4), ("M3", 5), ("M9", 5), ("M5", 5)):
        bank.manager(name, grade=grade)
    bank.open("C", 1, "K")

    assert introduced(bank, "C") == ("M5", "most_senior")


def test_a_vip_is_introduced_by_the_head_to_somebody_experienced_who_takes_over() -> None:
    steps = {"steps": [{"after_s": 0, "who": ["anyone"]}]}
    vip = LINE | steps | {"when": {"tier": "vip"}, "introduce": "head", "min_grade": 4}
    bank = Bank(POLICY | {"lines": [vip, LINE]})
    bank.client("K", tier="vip")
    bank.manager("HEAD", grade=3, head=True)
    bank.manager("YOUNG", grade=3, capacity=9)
    bank.manager("EXPERIENCED", grade=4)
    bank.open("C", 1, "K")

    told = bank.last("C")
    assert (told["manager_id"], told["introduced_by"], told["introduced_why"]) == ("EXPERIENCED", "HEAD", "head")
    assert told["explanation"]["refused"] == {"grade": 2}
