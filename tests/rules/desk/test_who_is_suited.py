"""Mandatory skills, segment, language, industry and grade."""

import pytest

from tests.rules.desk.bank import LINE, POLICY, Bank, kinds


def refused(bank: Bank, **contact: object) -> dict[str, int]:
    bank.open("C", 1, "K", **contact)
    told: dict[str, int] = bank.last("C")["explanation"]["refused"]
    return told


def skill(code: str, level: int, *, mandatory: bool = True) -> dict[str, object]:
    return {"skill": code, "min_level": level, "mandatory": mandatory}


@pytest.mark.parametrize(
    ("level", "asked", "outcome"), [(2, 2, {}), (2, 3, {"skill": 1}), (0, 0, {}), (0, 1, {"skill": 1})]
)
def test_a_mandatory_skill_needs_its_level(level: int, asked: int, outcome: dict[str, int]) -> None:
    bank = Bank()
    bank.manager("M1", skills={"fx": level} if level else {})

    assert refused(bank, required_skills=[skill("fx", asked)]) == outcome


def test_a_skill_that_is_only_preferred_refuses_nobody() -> None:
    bank = Bank()
    bank.manager("M1")

    assert refused(bank, required_skills=[skill("fx", 5, mandatory=False)]) == {}


def test_segment_and_language_are_hard_where_the_line_says_so() -> None:
    bank = Bank()
    bank.manager("M1", segments=["retail"])
    bank.manager("M2", languages=["en"])
    bank.manager("M3")
    bank.client("K", segment="sme", language="ru")

    assert refused(bank) == {"skill": 2}
    assert bank.last("C")["manager_id"] == "M3"


def test_where_nothing_is_mandatory_segment_and_language_refuse_nobody() -> None:
    bank = Bank(POLICY | {"lines": [LINE | {"mandatory": []}]})
    bank.manager("M1", segments=[], languages=[])
    bank.client("K", language="kk")

    assert refused(bank) == {}


def test_the_contacts_own_language_comes_before_the_clients() -> None:
    bank = Bank()
    bank.manager("M1", languages=["en"])
    bank.client("K", language="ru")

    assert refused(bank, language="en") == {}


def test_industry_is_hard_only_where_it_is_mandatory() -> None:
    for mandatory, outcome in ((["industry"], {"skill": 1}), (["segment"], {})):
        bank = Bank(POLICY | {"lines": [LINE | {"mandatory": mandatory}]})
        bank.manager("M1", industries=["it"])
        bank.client("K", industry="agro")

        assert refused(bank) == outcome


def test_what_nobody_knows_of_a_client_asks_for_nothing() -> None:
    bank = Bank(POLICY | {"lines": [LINE | {"mandatory": ["segment", "language", "industry"]}]})
    bank.manager("M1", segments=[], languages=[])

    assert refused(bank) == {}


def test_an_unknown_client_matches_no_when_but_its_defaults() -> None:
    lines = [
        LINE | {"when": {"segment": "sme"}},
        LINE | {"when": {"tier": "vip"}},
        LINE | {"when": {"planned": True}},
        LINE | {"when": {"tier": "standard", "planned": False}},
        LINE,
    ]
    bank = Bank(POLICY | {"lines": lines})
    bank.manager("M1")
    bank.open("C", 1)

    assert bank.last("C")["line"] == 3
    assert (bank.last("C")["segment"], bank.last("C")["tier"]) == (None, "standard")


def test_the_first_line_that_matches_counts_with_any_of_its_values() -> None:
    bank = Bank(POLICY | {"lines": [LINE | {"when": {"channel": ["phone", "web"], "product": "loan"}}, LINE]})
    bank.manager("M1")
    bank.open("C1", 1, channel="web", product="loan")
    bank.open("C2", 1, channel="web", product="card")

    assert [bank.last(each)["line"] for each in ("C1", "C2")] == [0, 1]


def test_the_lines_grade_is_hard_and_counts_before_skill() -> None:
    bank = Bank(POLICY | {"lines": [LINE | {"min_grade": 4}]})
    bank.manager("M1", grade=3, segments=[])
    bank.manager("M2", grade=4)
    bank.client("K")

    assert refused(bank) == {"grade": 1}


def test_a_manager_is_counted_under_his_first_refusal_only() -> None:
    bank = Bank(POLICY | {"lines": [LINE | {"min_grade": 4}]})
    bank.manager("M1", state="away", grade=1, segments=[], capacity=0)
    bank.client("K")

    assert refused(bank) == {"not_present": 1}


def test_a_hundred_and_fifty_who_need_what_nobody_has_do_not_block_the_next() -> None:
    bank = Bank()
    bank.manager("M1")
    for number in range(150):
        bank.open(f"R{number}", 1, required_skills=[skill("rare", 1)])

    assert kinds(bank.open("C", 2)) == [("assigned", "C")]
