"""The order in which those who wait are served."""

from typing import Any

from tests.rules.desk.bank import LINE, POLICY, Bank, kinds, text_s

AGEING = POLICY | {"queue": {"ageing_s": 60, "bound_s": 600}, "lines": [LINE | {"escalate_after_s": None}]}


def full_desk(policy: dict[str, Any] = AGEING) -> Bank:
    bank = Bank(policy)
    bank.manager("M1", 0, capacity=1)
    bank.open("first", 0)
    return bank


def served_after(bank: Bank, at: float) -> str:
    told = bank.close("first", at)
    return next(key for kind, key in kinds(told) if kind == "assigned")


def test_the_higher_priority_goes_first() -> None:
    bank = full_desk()
    bank.open("A", 1)
    bank.open("B", 2, priority=1)

    assert served_after(bank, 3) == "B"


def test_of_equals_the_earlier_virtual_start_then_the_smaller_id_goes_first() -> None:
    bank = full_desk()
    bank.open("B", 5)
    bank.open("A", 5)
    bank.open("Z", 3)

    assert [bank.last(each)["position"] for each in ("B", "A", "Z")] == [1, 1, 1]
    assert served_after(bank, 6) == "Z"


def test_one_level_is_gained_for_each_whole_ageing_waited() -> None:
    for at, expected in ((60.999, "B"), (61, "A")):
        bank = full_desk()
        bank.open("A", 1)
        bank.open("B", 60, priority=1)

        assert served_after(bank, at) == expected, at


def test_no_level_is_above_nine() -> None:
    bank = full_desk()
    bank.open("A", 1, priority=9)
    bank.open("B", 2, priority=9)
    bank.open("C", 3, priority=8)

    assert served_after(bank, 500) == "A"


def test_past_the_bound_from_exactly_the_bound_on_one_is_served_next() -> None:
    for at, expected in ((600.999, "B"), (601, "A")):
        bank = full_desk(AGEING | {"queue": {"ageing_s": 6000, "bound_s": 600}})
        bank.open("A", 1)
        bank.open("B", 2, priority=9)

        assert served_after(bank, at) == expected, at


def test_among_those_past_the_bound_priority_counts_without_ageing() -> None:
    bank = full_desk()
    bank.open("A", 1)
    bank.open("B", 200, priority=1)

    assert served_after(bank, 900) == "B"


def test_the_lines_priority_is_added_to_the_contacts_own() -> None:
    bank = full_desk(AGEING | {"lines": [LINE | {"when": {"tier": "vip"}, "priority": 5}, LINE]})
    bank.client("K", tier="vip")
    bank.open("A", 1, priority=4)
    bank.open("B", 2, "K")

    told = bank.last("B")
    assert (told["position"], told["priority"]) == (1, 0)
    assert served_after(bank, 3) == "B"


def test_position_is_the_place_in_the_queue_order() -> None:
    bank = full_desk()
    positions = []
    for number, priority in enumerate((0, 0, 3, 1, 3)):
        bank.open(f"C{number}", 1 + number, priority=priority)
        positions.append(bank.last(f"C{number}")["position"])

    assert positions == [1, 2, 1, 2, 2]


def test_the_queue_is_drained_in_its_order_until_nobody_can_be_served() -> None:
    bank = Bank(AGEING)
    bank.manager("M1", 0, "busy", capacity=3)
    for number, priority in enumerate((0, 5, 1, 5)):
        bank.open(f"C{number}", 1 + number, priority=priority)

    told = bank.presence("M1", 9, "available")

    assert kinds(told) == [("assigned", "C1"), ("assigned", "C3"), ("assigned", "C2")]
    assert [each["waited_s"] for each in told[:3]] == [7, 5, 6]


def test_after_an_assignment_the_queue_is_looked_at_from_the_top_again() -> None:
    # A waits for M2 or its coverage's incumbent. That is M1 only once B, behind it, is his; then A comes before Z.
    steps = [{"after_s": 0, "who": ["incumbent", "chosen"]}, {"after_s": 100, "who": ["anyone"]}]
    at_once = {"when": {"product": "any"}, "steps": [{"after_s": 0, "who": ["anyone"]}]}
    bank = Bank(AGEING | {"lines": [at_once, {"when": {}, "steps": steps}]})
    bank.manager("M1", 0, "busy", capacity=2)
    bank.manager("M2", 0, "busy")
    for client in ("K1", "K2"):
        bank.client(client, group_id="G")
    bank.open("A", 1, "K1", requested_manager_id="M2", priority=2)
    bank.open("B", 2, "K2", product="any", priority=1)
    bank.open("Z", 3, product="any")

    told = bank.presence("M1", 4, "available")

    assert kinds(told) == [("assigned", "B"), ("assigned", "A")]
    assert bank.last("A")["origin"] == "incumbent"


def test_what_is_queued_says_when_it_waits_where_and_why() -> None:
    bank = full_desk()
    bank.open("A", 5)

    told = bank.last("A")
    assert (told["type"], told["status"], told["attempt"], told["waited_s"]) == ("contact.queued", "queued", 1, 0)
    assert (told["manager_id"], told["origin"], told["step"], told["load_before"]) == (None, None, None, None)
    assert (told["public_reason"], told["expected_wait_s"], told["position"]) == ("waiting", None, 1)
    assert (told["decided_at"], told["explanation"]["refused"]) == (text_s(5), {"at_capacity": 1})


def test_who_waits_is_found_though_the_pools_of_a_thousand_other_needs_were_forgotten_meanwhile() -> None:
    def asking(code: str) -> list[dict[str, Any]]:
        return [{"skill": code, "min_level": 1, "mandatory": True}]

    bank = Bank()
    bank.manager("M1", 0, capacity=1, skills={"fx": 3})
    for number, contact in enumerate(("A", "B", "C")):
        bank.open(contact, 1 + number, required_skills=asking("fx"))
    for number in range(1_100):
        bank.open(f"other-{number}", 10, required_skills=asking(f"s{number}"))
        bank.abandon(f"other-{number}", 11)
    desk = bank.fold.desks["D"]
    assert len(desk.pools) == len(desk.pool_keys) < 100, "they were forgotten"
    bank.open("D", 12, required_skills=asking("fx"))
    bank.manager("M2", 13, capacity=1, skills={"fx": 3})

    for seconds, (ended, next_in_line) in enumerate((("A", "C"), ("B", "D")), 14):
        assert ("assigned", next_in_line) in kinds(bank.close(ended, seconds))
