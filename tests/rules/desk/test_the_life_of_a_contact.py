"""Closing, abandoning, answering, leaving managers, and what came before the opening."""

from typing import Any

from tests.rules.desk.bank import POLICY, Bank, at_s, kinds, text_s


def early(kind: str, at: float, **data: Any) -> dict[str, Any]:
    cause = {"source": "crm/test", "id": "early", "type": kind, "at": text_s(at)}
    return {"type": kind, "at": at_s(at), "cause": cause, "data": {"contact_id": "C", **data}}


def staffed(*names: str) -> Bank:
    bank = Bank()
    for name in names or ("M1",):
        bank.manager(name)
    return bank


def test_closing_says_who_had_it_and_how_long_it_took() -> None:
    bank = staffed()
    bank.open("C", 1)

    told = bank.send("contact.closed", 61.9, {"contact_id": "C", "outcome": "solved"})

    finished = told[0]
    assert (finished["type"], finished["status"], finished["manager_id"]) == ("contact.finished", "finished", "M1")
    assert (finished["outcome"], finished["served_s"], finished["held_units_until"]) == ("solved", 60, None)
    assert (finished["load_before"], finished["load_after"], finished["waited_s"]) == (1, 0, 0)


def test_service_counts_from_the_answer_and_answering_twice_counts_once() -> None:
    bank = staffed()
    bank.open("C", 1)
    for at in (11, 20):
        bank.send("contact.accepted", at, {"contact_id": "C", "manager_id": "M1", "reservation_id": None})

    assert bank.close("C", 61)[0]["served_s"] == 50
    assert bank.counts["stale_answer"] == 1


def test_an_answer_of_another_manager_changes_nothing() -> None:
    bank = staffed()
    bank.open("C", 1)
    bank.send("contact.accepted", 11, {"contact_id": "C", "manager_id": "M2", "reservation_id": None})

    assert bank.close("C", 61)[0]["served_s"] == 60


def test_closed_and_abandoned_are_said_also_where_nobody_had_it() -> None:
    bank = Bank()
    bank.open("C1", 1)
    bank.open("C2", 1)

    finished, released = bank.close("C1", 5)[0], bank.abandon("C2", 6)[0]

    assert (finished["type"], finished["manager_id"], finished["served_s"], finished["waited_s"]) == (
        "contact.finished",
        None,
        None,
        4,
    )
    assert (released["type"], released["reason"], released["manager_id"]) == ("contact.released", "abandoned", None)


def test_an_assigned_contact_that_is_abandoned_frees_its_manager() -> None:
    bank = staffed()
    bank.open("C", 1)

    released = bank.abandon("C", 5)[0]

    assert (released["manager_id"], released["load_before"], released["load_after"]) == ("M1", 1, 0)
    assert (released["reason"], released["status"], released["attempt"]) == ("abandoned", "released", 1)


def test_what_is_over_is_over() -> None:
    bank = staffed()
    bank.open("C", 1)
    bank.close("C", 2)

    assert bank.close("C", 3) == []
    assert bank.abandon("C", 3) == []
    assert bank.counts["already_ended"] == 2


def test_closed_before_opened_is_finished_at_the_opening_and_assigned_to_nobody() -> None:
    bank = staffed()

    told = bank.open("C", 1, early=[early("contact.closed", 5, outcome="solved")])

    assert kinds(told) == [("finished", "C")]
    assert (told[0]["cause"]["type"], told[0]["outcome"], told[0]["manager_id"]) == ("contact.opened", "solved", None)
    assert bank.load("M1")["load"] == 0  # type: ignore[index]


def test_early_records_are_applied_in_the_order_of_arrival() -> None:
    bank = staffed("M1", "M2")
    moved = early("contact.reassigned", 3, manager_id="M2", by="boss")

    told = bank.open("C", 1, early=[moved, early("contact.closed", 5, outcome=None)])
    assert kinds(told) == [("reassigned", "C"), ("finished", "C")]

    told = bank.open("C9", 6, early=[moved | {"data": moved["data"] | {"contact_id": "C9"}}])
    assert kinds(told) == [("reassigned", "C9")]


def test_abandoned_before_opened_is_released() -> None:
    assert kinds(staffed().open("C", 1, early=[early("contact.abandoned", 2)])) == [("released", "C")]


def test_the_same_opening_five_times_is_one_decision() -> None:
    bank = staffed()
    told = [bank.open("C", 1) for _ in range(5)]

    assert [kinds(each) for each in told] == [[("assigned", "C")], [], [], [], []]
    assert bank.counts["duplicate"] == 4


def test_a_contact_id_may_come_again_a_whole_horizon_after_its_end() -> None:
    bank = Bank(POLICY | {"duplicates": {"horizon_s": 100}})
    bank.manager("M1")
    bank.open("C", 1)
    bank.close("C", 10)

    assert kinds(bank.open("C", 109.999)) == []
    assert kinds(bank.open("C", 110)) == [("assigned", "C")]


def test_ended_contacts_are_forgotten_after_the_horizon_a_hundred_at_a_command() -> None:
    bank = Bank(POLICY | {"duplicates": {"horizon_s": 100}})
    for number in range(150):
        bank.open(f"C{number:03}", 1)
        bank.abandon(f"C{number:03}", 2)
    list(bank.fold.take_touched())

    for left in (50, 0):
        bank.client("K", 102)
        gone = [key for key in bank.fold.take_touched() if key.startswith("contact/")]
        assert all(bank.fold.row(key) is None for key in gone)
        assert len(bank.fold.desks["D"].contacts) == left
