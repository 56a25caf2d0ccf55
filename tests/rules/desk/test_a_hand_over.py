"""A manager gives notice: his coverages go to others by a plan, step by step, before he leaves."""

import pytest

from models.instants import parse_instant
from rules.desk.handing_over import STEPS_AT_ONCE
from tests.rules.desk.bank import NINE, POLICY, Bank, kinds
from tests.rules.desk.handing import Leaving, states
from tests.rules.desk.restarted import restarted

LAST_DAY = "2026-12-30T00:00:00.000Z"
"""The instant at which the last day that `Leaving.notice` names begins."""
DAY_S, DAY_MS = 86_400, 86_400_000


def many(count: int) -> list[str]:
    return [f"K{number:03}" for number in range(count)]


def test_all_he_has_goes_to_others_each_with_a_lead_and_another_behind_him() -> None:
    bank = Leaving("A", "B", "C", "D")
    bank.notice()

    told = bank.search()

    assert states(told) == [("planned", 4, []), ("done", 4, [])]
    assert sorted(bank.lead(each) or "" for each in "ABCD") == ["M2", "M2", "M3", "M3"]
    started = [each for each in told if each["type"] == "coverage.started"]
    assert [(each["reason"], each["origin"]) for each in started] == [("handed_over", None)] * 4
    assert all({each["manager_id"], each["backup_id"]} == {"M2", "M3"} for each in started)
    assert bank.found() is None


def test_messages_of_one_plan_stand_under_one_key_and_say_who_leaves() -> None:
    bank = Leaving("A")
    bank.notice()
    told = [each for each in bank.search() if each["type"] == "coverage.handover"]
    (key,) = {each["key"] for each in told}
    assert {(f"plan/{each['plan_id']}", each["from"]) for each in told} == {(key, "M1")}


def test_the_next_contact_goes_to_the_new_lead_though_the_plan_names_the_old() -> None:
    bank = Leaving("A", staff=("M2",))
    bank.notice()
    bank.search()
    bank.open("C", 3, "A")
    assert (bank.last("C")["manager_id"], bank.last("C")["origin"]) == ("M2", "incumbent")


def test_an_open_contact_stays_with_the_leaver_and_is_the_new_leads_once_he_is_gone() -> None:
    bank = Leaving("A", staff=("M2", "M3", "M4"))
    bank.open("C", 1, "A")
    bank.notice()
    bank.search()
    successor = bank.lead("A")
    assert bank.last("C")["manager_id"] == "M1"

    assert kinds(bank.left("M1", 60)) == [("released", "C"), ("assigned", "C")]
    last = bank.last("C")
    assert (last["manager_id"], last["origin"], last["waited_s"]) == (successor, "incumbent", 59)


def test_the_backup_is_preferred_then_who_served_it_then_the_shorter_book() -> None:
    bank = Leaving(staff=("M2", "M3", "M4"))
    bank.client("A")
    bank.open("C1", 1, "A", requested_manager_id="M1")
    backup = bank.last("C1")["backup_id"]
    bank.close("C1", 2)
    bank.client("B", manager_id="M1")
    bank.open("C2", 2, "B", requested_manager_id="M4")
    bank.close("C2", 3)
    for number in range(5):
        bank.client(f"X{number}", manager_id=backup)
        bank.client(f"Y{number}", manager_id="M4")
    bank.client("Z", manager_id="M1")
    bank.notice(at=4)
    bank.search(5)
    free = {"M2", "M3"} - {backup}
    assert (bank.lead("A"), bank.lead("B")) == (backup, "M4")
    assert bank.lead("Z") in free


@pytest.mark.parametrize("backup", ["M2", "M4"])
def test_who_stands_behind_is_whom_the_plan_names(backup: str) -> None:
    bank = Leaving("A", "B", "C", "E", staff=("M2", "M3", "M4"))
    bank.notice()
    told = bank.plan([(each, "M3", backup) for each in "ABCE"])
    started = [each for each in told if each["type"] == "coverage.started"]
    assert [(each["manager_id"], each["backup_id"]) for each in started] == [("M3", backup)] * 4


def test_a_holding_goes_whole() -> None:
    bank = Leaving(staff=("M2", "M3"))
    for client_id in ("A", "B", "C"):
        bank.client(client_id, manager_id="M1", group_id="G")
    bank.notice()
    told = bank.search()
    assert states(told) == [("planned", 1, []), ("done", 1, [])]
    for number, client_id in enumerate(("A", "B", "C")):
        bank.open(f"C{number}", 3, client_id)
        assert bank.last(f"C{number}")["manager_id"] == bank.lead("G")


def test_whoever_lacks_the_grade_or_a_skill_a_client_asks_for_takes_nothing() -> None:
    line = POLICY["lines"][0]
    vip = {**line, "when": {"tier": "vip"}, "min_grade": 4, "mandatory": ["language"]}
    bank = Leaving(staff=(), lines=[vip, line])
    bank.manager("M2", grade=3, languages=["ru", "en"])
    bank.manager("M3", grade=4, languages=["ru"])
    bank.manager("M4", grade=4, languages=["en"])
    bank.client("A", manager_id="M1", tier="vip", language="en", group_id="G")
    bank.client("B", manager_id="M1", tier="vip", language="en", group_id="G")
    bank.client("C", manager_id="M1", tier="vip", language="fr")
    bank.notice()
    told = bank.search()
    assert bank.lead("G") == "M4"
    assert (bank.lead("C"), states(told)[-1]) == ("M1", ("done", 1, [("C", "nobody")]))


def test_a_line_for_a_channel_asks_nothing_of_a_successor() -> None:
    line = POLICY["lines"][0]
    bank = Leaving("A", staff=("M2",), lines=[{**line, "when": {"channel": "phone"}, "min_grade": 5}, line])
    bank.notice()
    bank.search()
    assert bank.lead("A") == "M2"


def test_nothing_goes_through_a_wall() -> None:
    bank = Leaving("A")
    bank.client("R", manager_id="M2", rivals=["A"])
    bank.notice()
    bank.search()
    assert bank.lead("A") == "M3"


def test_two_leavers_are_not_each_others_successors() -> None:
    bank = Leaving("A", "B")
    bank.client("C", manager_id="M2")
    bank.notice("M1")
    bank.notice("M2")
    bank.search()
    assert {bank.lead(each) for each in "ABC"} == {"M3"}


def test_no_book_gets_more_groups_than_the_policy_allows_and_the_rest_is_told() -> None:
    bank = Leaving("A", "B", "C", coverage={"max_groups": 1})
    bank.notice()
    told = bank.search()
    assert states(told)[0][:2] == ("planned", 2)
    assert [reason for _, reason in states(told)[0][2]] == ["nobody"]
    assert bank.found() is None


def test_what_nobody_could_take_is_asked_again_when_somebody_comes_and_told_only_if_that_is_news() -> None:
    bank = Leaving("A", staff=())
    bank.notice()
    assert states(bank.search()) == [("planned", 0, [("A", "nobody")]), ("done", 0, [("A", "nobody")])]
    bank.manager("M2", 3, segments=["retail"])
    assert bank.found() is not None
    assert states(bank.search(3)) == []
    bank.manager("M3", 4)
    assert states(bank.search(4)) == [("planned", 1, []), ("done", 1, [])]
    assert bank.lead("A") == "M3"


def test_what_nobody_can_take_of_an_earlier_plan_is_not_forgotten_by_a_later_one() -> None:
    bank = Leaving("A", staff=())
    bank.notice()
    bank.search()
    bank.client("B", 3, manager_id="M1")
    assert states(bank.search(4)) == [("planned", 0, [("B", "nobody")]), ("done", 0, [("B", "nobody")])]
    restarted(bank)


def test_what_he_gets_after_his_notice_is_planned_as_well() -> None:
    bank = Leaving("A", staff=("M2",))
    bank.notice()
    bank.search()
    bank.client("B", 3, manager_id="M1")
    assert states(bank.search(4)) == [("planned", 1, []), ("done", 1, [])]
    assert bank.lead("B") == "M2"


def test_a_long_plan_is_taken_some_steps_at_a_command_and_says_how_far_it_is() -> None:
    bank = Leaving(*many(2 * STEPS_AT_ONCE + 5))
    bank.notice()
    assert states(bank.search()) == [
        ("planned", 2 * STEPS_AT_ONCE + 5, []),
        ("applied", STEPS_AT_ONCE, []),
        ("applied", 2 * STEPS_AT_ONCE, []),
        ("done", 2 * STEPS_AT_ONCE + 5, []),
    ]


def test_each_record_told_twice_changes_nothing_the_second_time() -> None:
    once, twice = Leaving(*many(50)), Leaving(*many(50))
    for bank in (once, twice):
        bank.notice()
    while (message := once.found()) is not None:
        again = twice.found()
        assert again == message
        told = twice.put_found(message)
        assert once.put_found(message) == told
        assert twice.put_found(message) == []
    assert twice.counts["stale_plan"] == 3
    assert {each: twice.lead(each) for each in many(50)} == {each: once.lead(each) for each in many(50)}


def test_a_plan_half_taken_goes_on_from_rows_as_if_nothing_had_happened() -> None:
    bank = Leaving(*many(45))
    bank.open("C", 1, "K007")
    bank.notice()
    message = bank.found()
    assert message is not None
    bank.put_found(message)
    restarted(bank)
    bank.search()
    bank.close("C", 3)
    bank.left("M1", 4)
    restarted(bank)


@pytest.mark.parametrize("kind", ["manager.left", "manager.moved"])
def test_whoever_goes_before_his_plan_is_through_leaves_nothing_behind(kind: str) -> None:
    bank = Leaving(*many(45))
    bank.open("C", 1, "K044")
    bank.notice()
    message = bank.found()
    assert message is not None
    bank.put_found(message)

    told = bank.send(kind, 3, {"manager_id": "M1", "to": "E"})

    assert states(told) == [("done", 45, [])]
    assert {bank.lead(each) for each in many(45)} == {"M2", "M3"}
    assert [each for each in told if each["type"] == "coverage.ended"] == []
    assert bank.found() is None
    if kind == "manager.left":
        assert bank.last("C")["manager_id"] == bank.lead("K044")
    restarted(bank)


def test_steps_that_hold_no_more_are_refused_with_the_reason_and_planned_anew() -> None:
    bank = Leaving("A", "B", "C", "D", "E", "F", staff=("M2", "M3", "M4", "M5"), coverage={"max_groups": 2})
    bank.manager("M6", segments=["retail"])
    bank.client("R", manager_id="M2", rivals=["A"])
    bank.client("B", 1, manager_id="M3")
    bank.client("X", 1, manager_id="M3")
    bank.notice()
    bank.left("M5", 1)
    told = bank.plan(
        [
            ("A", "M2", None),
            ("B", "M4", None),
            ("C", "M3", None),
            ("D", "M5", None),
            ("E", "M6", None),
            ("F", "M4", "M1"),
        ]
    )
    assert states(told)[1] == (
        "done",
        1,
        [("A", "wall"), ("B", "not_his"), ("C", "book_limit"), ("D", "left"), ("E", "skill")],
    )
    (started,) = [each for each in told if each["type"] == "coverage.started"]
    assert started["manager_id"] == "M4"
    assert started["backup_id"] in {"M2", "M3"}  # M1 leaves: another stands behind
    again = bank.found()
    assert again is not None
    assert b'"A"' in (again.value or b"")


def test_a_plan_of_which_nothing_holds_is_not_searched_for_until_something_changes() -> None:
    bank = Leaving("A", staff=("M2",))
    bank.notice()
    assert states(bank.plan([("A", "M9", None)])) == [("planned", 1, []), ("done", 0, [("A", "left")])]
    assert bank.found() is None
    bank.manager("M3", 3)
    assert bank.found() is not None


def test_a_plan_for_one_who_stays_or_one_out_of_turn_changes_nothing() -> None:
    bank = Leaving("A")
    assert bank.plan([("A", "M2", None)]) == []
    bank.notice()
    assert bank.plan([("A", "M2", None)], number=2) == []
    assert bank.counts["stale_plan"] == 2
    assert bank.lead("A") == "M1"


def test_nothing_is_searched_for_before_a_policy_is_in_force() -> None:
    bank = Bank(policy=None)
    bank.manager("M1")
    bank.manager("M2")
    bank.client("A", manager_id="M1")
    bank.send("manager.notice", 1, {"manager_id": "M1", "last_day": "2026-12-30"})
    assert bank.fold.searches() == []
    bank.activate(POLICY, 2)
    assert len(bank.fold.searches()) == 1


def test_he_who_comes_back_has_given_no_notice() -> None:
    bank = Leaving("A", staff=())
    bank.notice()
    bank.left("M1", 3)
    bank.manager("M1", 4)
    bank.client("B", 5, manager_id="M1")
    assert bank.found() is None


def test_all_he_has_and_all_that_begins_with_him_until_then_is_handed_over_before_his_last_day() -> None:
    bank = Leaving(*many(3 * STEPS_AT_ONCE), staff=("M2", "M3"))
    bank.notice(at=1)
    told = bank.search(at=2)
    days = (parse_instant(LAST_DAY) - NINE) // DAY_MS
    for day in range(1, days + 1, 7):
        bank.client(f"N{day}", day * DAY_S)
        bank.open(f"C{day}", day * DAY_S, f"N{day}", requested_manager_id="M1")
        assert bank.lead(f"N{day}") == "M1"  # he is there until his last day
        bank.close(f"C{day}", day * DAY_S + 60)
        told += bank.search(at=day * DAY_S + 61)

    assert bank.clock < parse_instant(LAST_DAY)
    assert states(told)[-1][0] == "done"
    assert bank.fold.desks[bank.desk].managers["M1"].book == {}
    ended = [each for each in bank.left("M1", (days + 2) * DAY_S) if each["topic"] == "kontor.coverage"]
    assert ended == [], "nothing was left to be ended"
    restarted(bank)
