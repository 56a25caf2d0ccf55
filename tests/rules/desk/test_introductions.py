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
