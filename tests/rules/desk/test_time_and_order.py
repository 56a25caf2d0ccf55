"""The desk's clock, due instants, numbers, and the order of what is said."""

import orjson

from models.ids import decision_id, message_id
from models.instants import parse_instant
from rules.desk.board import board
from tests.rules.desk.bank import LINE, POLICY, Bank, at_s, kinds, text_s

RULES = POLICY | {
    "lines": [{"when": {}, "steps": [{"after_s": 0, "who": ["chosen"]}, {"after_s": 30, "who": ["anyone"]}]}],
    "wrap_up_s": {"chat": 7},
}


def test_the_clock_never_turns_back_and_the_cause_keeps_its_own_instant() -> None:
    bank = Bank()
    bank.manager("M1", 100)
    bank.open("C", 50)

    told = bank.last("C")
    assert (told["decided_at"], told["opened_at"], told["cause"]["at"]) == (text_s(100), text_s(50), text_s(50))


def test_due_instants_are_ticked_before_the_next_line_each_with_its_own_cause() -> None:
    bank = Bank(RULES)
    bank.manager("M1", 0, "busy")
    bank.manager("M2", 0)
    bank.open("A", 1, requested_manager_id="M1")
    bank.open("B", 2, requested_manager_id="M1")

    told = [each for each in bank.open("Z", 32) if each["topic"] == "kontor.assignments"]

    assert [(each["key"], each["cause"]["id"], each["decided_at"]) for each in told] == [
        ("A", f"tick/D/{text_s(31)}", text_s(31)),
        ("B", f"tick/D/{text_s(32)}", text_s(32)),
        ("Z", told[2]["cause"]["id"], text_s(32)),
    ]
    assert told[0]["cause"] == {"source": "kontor", "id": f"tick/D/{text_s(31)}", "type": "tick", "at": text_s(31)}


def test_another_desks_line_moves_no_desk_but_its_due_instants_pass() -> None:
    bank = Bank(RULES)
    bank.manager("M1", 0, "busy")
    bank.manager("M2", 0)
    bank.open("A", 1, requested_manager_id="M1")
    bank.desk = "E"
    bank.open("X", 500)
    bank.desk = "D"

    bank.open("B", 3, requested_manager_id="M2")

    assert bank.last("A")["decided_at"] == text_s(31)
    assert bank.last("B")["decided_at"] == text_s(31)


def test_the_instants_at_which_time_alone_changes_something() -> None:
    bank = Bank(RULES | {"presence": {"debounce_s": 2, "silent_after_s": 300}})
    bank.manager("M1", 0, "busy")
    bank.presence("M1", 1, "away", until=20)
    assert bank.fold.next_due() == at_s(20)
    bank.presence("M1", 2, "available")
    assert bank.fold.next_due() == at_s(4)
    bank.open("A", 5, requested_manager_id="M1")
    assert bank.fold.next_due() is None
    bank.close("A", 6)
    assert bank.fold.next_due() == at_s(13)
    bank.presence("M1", 14, "busy")
    bank.open("B", 15, requested_manager_id="M1")
    assert bank.fold.next_due() == at_s(45)
    bank.tick(45)
    assert bank.fold.next_due() == at_s(314)
    bank.tick(314)
    assert bank.fold.next_due() == at_s(615)


def test_ticks_are_told_for_every_due_instant_of_every_desk_in_order_and_change_nothing() -> None:
    bank = Bank(RULES)
    for desk in ("E", "D"):
        bank.desk = desk
        bank.manager(f"M{desk}", 0, "busy")
        bank.open(f"C{desk}", 1, requested_manager_id=f"M{desk}")
        bank.open(f"C2{desk}", 2, requested_manager_id=f"M{desk}")

    ticks = bank.fold.ticks(at_s(32))

    assert [orjson.loads(each.value or b"")["id"] for each in ticks] == [
        f"tick/{desk}/{text_s(at)}" for at in (31, 32) for desk in ("D", "E")
    ]
    assert [each.topic for each in ticks] == ["kontor.intake-inbox"] * 4
    assert orjson.loads(ticks[0].value or b"") == {
        "specversion": "1.0",
        "id": f"tick/D/{text_s(31)}",
        "source": "kontor",
        "type": "tick",
        "time": text_s(31),
        "subject": "D",
        "datacontenttype": "application/json",
        "data": {"desk_id": "D"},
    }
    assert bank.fold.ticks(at_s(30.999)) == []
    assert bank.fold.ticks(at_s(32)) == ticks


def test_within_a_command_the_act_comes_first_then_assignments_queued_escalated_and_loads() -> None:
    bank = Bank(POLICY | {"lines": [LINE | {"escalate_after_s": 50}]})
    bank.manager("M2", capacity=2)
    bank.manager("M1", capacity=2)
    for contact, manager, at in (("A", "M1", 1), ("B", "M1", 2), ("E", "M2", 3)):
        bank.open(contact, at, requested_manager_id=manager)

    told = bank.left("M1", 51.5)

    assert [(each["topic"].removeprefix("kontor."), each["type"], each["key"]) for each in told] == [
        ("assignments", "contact.released", "A"),
        ("assignments", "contact.released", "B"),
        ("assignments", "contact.assigned", "A"),
        ("assignments", "contact.queued", "B"),
        ("manager-loads", "manager.load", "M1"),
        ("manager-loads", None, "M1"),
        ("manager-loads", "manager.load", "M2"),
    ]


def test_ids_are_derived_from_desk_and_number() -> None:
    bank = Bank()
    told = bank.manager("M1", 0, None)
    assert told[0]["id"] == message_id("D", 0, "manager.load", "M1", 0)

    decision, load = bank.open("C", 1), bank.presence("M1", 2, "available")
    assert (decision[0]["seq"], decision[0]["decision_id"]) == (1, decision_id("D", 1))
    assert load[0]["decision_id"] == decision_id("D", 2)
    assert load[1]["id"] == message_id("D", 2, "manager.load", "M1", 1)


def test_a_row_is_said_only_when_something_but_its_instant_and_number_changed() -> None:
    bank = Bank()
    bank.manager("M1")

    assert bank.presence("M1", 5, "available") == []
    assert [each["type"] for each in bank.presence("M1", 6, "busy")] == ["manager.load"]
    assert bank.manager("M1", 7, None, skills={"fx": 1}) == []


def test_the_board_shows_a_desk_as_it_stands() -> None:
    bank = Bank()
    bank.manager("M1", capacity=1)
    bank.manager("M2", state="away")
    bank.open("C1", 1)
    bank.open("C2", 2)

    (desk,) = board(bank.fold)
    assert (desk.desk_id, desk.waiting, desk.oldest_waiting_ms, desk.present) == ("D", {0: 1}, at_s(2), 1)
    assert [(each.manager_id, each.presence, each.load, each.capacity) for each in desk.managers] == [
        ("M1", "available", 1, 1),
        ("M2", "away", 0, 4),
    ]
    assert desk.policy_name == "test"
    (figures,) = bank.fold.figures()
    assert (figures.load, figures.capacity, figures.present, figures.managers) == (1, 1, 1, 2)


def test_the_instants_of_the_tests_are_what_they_say() -> None:
    assert parse_instant("2026-11-23T09:00:00.000Z") == at_s(0)


def test_in_a_case_with_nobody_at_all_the_contact_is_queued_and_nobody_considered() -> None:
    bank = Bank()

    assert kinds(bank.open("C", 1)) == [("queued", "C")]
    assert bank.last("C")["explanation"] == {"considered": 0, "eligible": 0, "refused": {}, "top": [], "relax": []}


def test_a_desk_first_heard_of_by_a_tick_is_written_down() -> None:
    bank = Bank()
    bank.tick(5)

    assert "desk/D" in list(bank.fold.take_touched())
