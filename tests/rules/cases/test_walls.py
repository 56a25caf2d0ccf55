"""Cases 7, 8, 9 and 10 of the routing page: rivals, who may serve them, and how many it takes."""

from typing import Any

import pytest

from tests.rules.desk.bank import POLICY, Bank, text_s


def _alerts(bank: Bank, kind: str) -> list[tuple[bool, dict[str, Any]]]:
    said = [each for each in bank.told if each["type"] == f"alert.{kind}"]
    return [(each["cleared"], each["figures"]) for each in said]


def _consent(bank: Bank, one: str, other: str, at: float) -> None:
    smaller, larger = sorted((one, other))
    for side in ("a", "b"):
        data = {"coverage_a": smaller, "coverage_b": larger, "by": "legal", "side": side, "until": None}
        bank.send("wall.consent", at, data)


def test_case_7_a_chosen_manager_behind_a_wall_gets_nothing_and_the_client_is_not_told_why() -> None:
    bank = Bank()
    bank.manager("M1")
    bank.client("A", manager_id="M1", rivals=["B"])
    bank.client("B")

    bank.open("K", 1, client="B", requested_manager_id="M1")

    waits = bank.last("K")
    assert waits["type"] == "contact.queued"
    assert waits["explanation"]["refused"] == {"wall": 1}
    assert waits["public_reason"] == "waiting"
    assert waits["explanation"]["relax"] == []
    bank.manager("M2", 2)
    taken = bank.last("K")
    assert (taken["manager_id"], taken["public_reason"]) == ("M2", None)


def test_case_8_who_holds_a_may_take_c_and_not_b_where_b_is_a_rival_of_both() -> None:
    bank = Bank()
    bank.manager("M1", capacity=9)
    bank.client("A")
    bank.client("B", rivals=["A", "C"])
    bank.client("C")
    bank.open("a", 1, client="A")

    bank.open("c", 2, client="C")
    bank.open("b", 3, client="B")

    assert bank.last("a")["manager_id"] == "M1"
    assert bank.last("c")["manager_id"] == "M1"
    assert bank.last("b")["type"] == "contact.queued"


@pytest.mark.parametrize("by", ["a fifth manager", "both consents of one pair"])
def test_case_9_five_rivals_of_a_class_and_four_managers_are_told_and_cleared(by: str) -> None:
    bank = Bank()
    for number in range(4):
        bank.manager(f"M{number}")
    for number in range(5):
        bank.client(f"C{number}", conflict_classes=["telecoms"])
        bank.open(f"K{number}", 1 + number, client=f"C{number}")
    bank.client("C0", 8, conflict_classes=["telecoms"])

    assert [(over, figures["needed"], figures["have"]) for over, figures in _alerts(bank, "wall_infeasible")] == [
        (False, 5, 4)
    ]

    if by == "a fifth manager":
        bank.manager("M5", 9)
        bank.client("C0", 9, conflict_classes=["telecoms"])
    else:
        _consent(bank, "C1", "C2", 9)

    assert [over for over, _ in _alerts(bank, "wall_infeasible")] == [False, True]


def test_case_10_for_an_odd_cycle_of_five_rivals_three_managers_suffice_and_two_do_not() -> None:
    for managers, told in ((3, []), (2, [(False, {"needed": 3, "have": 2})])):
        bank = Bank()
        for number in range(managers):
            bank.manager(f"M{number}")
        for number in range(5):
            bank.client(f"C{number}", rivals=[f"C{(number + 1) % 5}"])
            bank.open(f"K{number}", 1, client=f"C{number}")
        bank.client("C0", 2, rivals=["C1"])

        assert _alerts(bank, "wall_infeasible") == told


def test_where_nobody_has_a_rival_any_more_one_manager_is_needed_for_who_is_there() -> None:
    bank = Bank()
    bank.manager("M")
    bank.client("A", rivals=["B"])
    bank.open("a", 1, client="A")
    bank.open("b", 1, client="B")
    bank.client("A", 2, rivals=["B"])

    bank.client("A", 3)

    assert _alerts(bank, "wall_infeasible") == [(False, {"needed": 2, "have": 1}), (True, {"needed": 1, "have": 1})]


@pytest.mark.parametrize(("unknown_client", "kind"), [("closed", "contact.queued"), ("open", "contact.assigned")])
def test_a_client_nobody_knows_is_kept_from_who_serves_a_walled_coverage_unless_the_policy_is_open(
    unknown_client: str, kind: str
) -> None:
    bank = Bank({**POLICY, "walls": {"unknown_client": unknown_client}})
    bank.manager("M1", capacity=9)
    bank.client("A", manager_id="M1", rivals=["B"])

    bank.open("K", 1, client="stranger")

    assert bank.last("K")["type"] == kind


def test_where_the_policy_is_open_a_stranger_named_as_a_rival_is_kept_from_who_serves_his_namer() -> None:
    bank = Bank({**POLICY, "walls": {"unknown_client": "open"}})
    bank.manager("M1", capacity=9)
    bank.client("A", manager_id="M1", rivals=["B"])

    bank.open("K", 1, client="B")

    assert bank.last("K")["type"] == "contact.queued"
    assert bank.last("K")["explanation"]["refused"] == {"wall": 1}


def test_when_a_stranger_becomes_known_his_past_contacts_count_and_a_breach_is_told() -> None:
    bank = Bank({**POLICY, "walls": {"unknown_client": "open"}})
    bank.manager("M1", capacity=9)
    bank.client("A", manager_id="M1", rivals=["G"])
    bank.open("K", 1, client="stranger")
    bank.close("K", 2)

    bank.client("stranger", 3, group_id="G")

    (breach,) = _alerts(bank, "wall_breach")
    assert breach == (False, {"manager_id": "M1", "coverage_a": "A", "coverage_b": "G", "later": "G"})
    bank.open("L", 4, client="stranger")
    assert bank.last("L")["explanation"]["refused"] == {"wall": 1}


def test_a_wall_to_a_client_follows_him_into_a_group_and_out_of_it() -> None:
    bank = Bank()
    bank.manager("M1", capacity=9)
    bank.client("A", manager_id="M1", rivals=["B"])
    bank.client("B")
    bank.client("C", group_id="G")
    bank.open("K", 1, client="A")

    bank.client("B", 2, group_id="G")
    bank.open("L", 3, client="C")
    assert bank.last("L")["explanation"]["refused"] == {"wall": 1}

    bank.client("B", 4)
    bank.open("M", 5, client="C")
    assert bank.last("M")["manager_id"] == "M1"


def test_who_once_helped_out_may_serve_the_rival_when_the_cooling_off_is_over() -> None:
    bank = Bank({**POLICY, "walls": {"cooling_off_s": 100}})
    bank.manager("M1", capacity=9)
    bank.manager("M2", capacity=9)
    bank.client("A", manager_id="M2", rivals=["B"])
    bank.client("B")
    bank.open("K", 1, client="A", requested_manager_id="M1")
    bank.close("K", 2)

    bank.open("L", 3, client="B")
    assert bank.last("L")["explanation"]["refused"] == {"wall": 2}
    bank.client("A", 101.999, manager_id="M2", rivals=["B"])
    assert bank.last("L")["type"] == "contact.queued"
    bank.client("A", 102, manager_id="M2", rivals=["B"])
    assert bank.last("L")["manager_id"] == "M1"


def test_a_waiting_contact_that_comes_along_with_its_client_is_counted_for_how_many_managers_it_takes() -> None:
    bank = Bank()
    bank.manager("M1", state="away")
    bank.client("A", group_id="G", coverage_id="G", conflict_classes=["telecoms"])
    bank.client("B", conflict_classes=["telecoms"])
    bank.open("b", 1, client="B")
    bank.open("k", 1, client="C")
    bank.client("A", 2, group_id="G", coverage_id="G", conflict_classes=["telecoms"])
    assert _alerts(bank, "wall_infeasible") == []

    bank.client("C", 3, group_id="G", coverage_id="G")

    assert _alerts(bank, "wall_infeasible") == [(False, {"needed": 2, "have": 1})]


def test_who_served_a_client_before_he_had_him_in_his_plan_has_served_him_longest_also_when_he_is_forgotten() -> None:
    bank = Bank({**POLICY, "walls": {"unknown_client": "open", "cooling_off_s": 120}})
    bank.manager("M1", capacity=9)
    bank.open("c", 1, client="C")
    bank.open("d", 2, client="D")
    bank.client("C", 100, manager_id="M1", group_id="G", coverage_id="G")
    bank.close("c", 200)
    bank.client("D", 800, rivals=["C"])

    bank.send("client.forgotten", 900, {"client_id": "C", "coverage_id": "G"})

    # A contact of C, then his plan, without a break: since before D's contact. It is D that is not his.
    assert [each["figures"]["later"] for each in bank.told if each["type"] == "alert.wall_breach"] == ["D"]


CLOSED = {**POLICY, "walls": {"unknown_client": "closed", "cooling_off_s": 120}}


def _breaches(bank: Bank) -> list[tuple[bool, str]]:
    return [(over, figures["later"]) for over, figures in _alerts(bank, "wall_breach")]


def test_a_breach_by_hand_is_over_when_a_policy_opens_the_desk_to_clients_nobody_knows() -> None:
    bank = Bank(CLOSED)
    bank.manager("M1", capacity=9)
    bank.client("A", manager_id="M1", rivals=["B"])
    bank.open("K", 1, client="stranger")
    bank.move("K", "M1", 2)
    assert _breaches(bank) == [(False, "stranger")]

    bank.activate({**CLOSED, "walls": {"unknown_client": "open", "cooling_off_s": 120}}, 3)

    assert _breaches(bank) == [(False, "stranger"), (True, "stranger")]


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_breach_between_rivals_is_over_when_one_is_forgotten(*, by_hand: bool) -> None:
    bank = Bank(CLOSED)
    bank.manager("M1", capacity=9)
    bank.open("a", 1, client="A")
    if by_hand:
        bank.client("A", 2, conflict_classes=["telecoms"])
        bank.open("b", 3, client="B")
        bank.move("b", "M1", 4)
        bank.client("B", 5, conflict_classes=["telecoms"])
    else:
        bank.open("b", 2, client="B")
        for number, each in enumerate("AB"):
            bank.client(each, 4 + number, conflict_classes=["telecoms"])
    assert _breaches(bank) == [(False, "B")]

    bank.send("client.forgotten", 6, {"client_id": "B", "coverage_id": "B"})

    assert _breaches(bank) == [(False, "B"), (True, "B")]


def test_an_offer_that_ends_with_the_cooling_off_of_what_was_before_it_frees_the_manager() -> None:
    bank = Bank({**CLOSED, "offer": {"enabled": True, "timeout_s": 60, "decline_limit": 5}})
    bank.manager("M1", capacity=9)
    bank.client("A", rivals=["B"])
    bank.open("a", 1, client="A")
    bank.send("contact.accepted", 2, {"contact_id": "a", "manager_id": "M1", "reservation_id": None})
    bank.close("a", 10)
    bank.open("again", 70, client="A")  # offered until 130, when the cooling-off of the first is over as well
    bank.open("K", 71, client="stranger")
    assert bank.last("K")["explanation"]["refused"] == {"wall": 1}

    bank.client("nobody", 131)

    assert (bank.last("K")["type"], bank.last("K")["manager_id"]) == ("contact.offered", "M1")


@pytest.mark.parametrize(("at", "kind"), [(9.999, "contact.assigned"), (10, "contact.queued")])
def test_a_consent_opens_a_pair_up_to_its_end_and_at_exactly_its_end_no_more(at: float, kind: str) -> None:
    bank = Bank()
    bank.manager("M1", capacity=9)
    bank.client("A", manager_id="M1", rivals=["B"])
    bank.client("B")
    for side, until in (("a", None), ("b", text_s(10))):
        said = {"coverage_a": "A", "coverage_b": "B", "by": "legal", "side": side, "until": until}
        bank.send("wall.consent", 1, said)

    bank.open("K", at, client="B")

    assert bank.last("K")["type"] == kind


@pytest.mark.parametrize("his", ["in his plan", "led by him"])
def test_a_merger_that_puts_both_sides_on_one_manager_is_told_and_the_later_one_is_no_longer_his(his: str) -> None:
    plan = {"manager_id": "M1"} if his == "in his plan" else {}
    bank = Bank()
    bank.manager("M1", capacity=9)
    bank.manager("M2", capacity=9)
    bank.client("A", manager_id="M1", rivals=["G"])
    bank.client("B", 1, **plan)
    bank.open("held", 2, client="B", requested_manager_id="M1")
    assert bank.last("held")["manager_id"] == "M1"
    assert _breaches(bank) == []

    bank.client("B", 3, group_id="G", **plan)  # B is bought by the holding that A is a rival of

    assert _alerts(bank, "wall_breach") == [
        (False, {"manager_id": "M1", "coverage_a": "A", "coverage_b": "G", "later": "G"})
    ]
    assert bank.last("held")["type"] == "contact.assigned"  # it stays with him until it is over or a person moves it
    bank.open("next", 4, client="B")
    told = bank.last("next")
    assert (told["manager_id"], told["origin"], told["explanation"]["refused"]) == ("M2", "anyone", {"wall": 1})
    started = [each for each in bank.told if each["type"] == "coverage.started" and each["coverage_id"] == "G"]
    assert started[-1]["manager_id"] == "M2"
    bank.open("his", 5, client="A")
    assert bank.last("his")["manager_id"] == "M1"
