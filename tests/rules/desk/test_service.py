"""What the metrics page tells of how a desk serves: service levels by their method, incumbents, refusals, fairness."""

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings

from models.figures import DeskFigures
from models.instants import parse_instant
from rules.desk.partition import DeskPartition
from rules.figures.lives import Lives
from rules.figures.service_level import within
from tests.rules.desk.bank import LINE, POLICY, Bank
from tests.rules.desk.histories import Step, drawn, histories, opening
from tests.rules.desk.playing import History
from tests.rules.desk.small_world import BASE, LAST_LINE

METHODS = ("offered", "answered", "positive")
ASKING = {"offer": {"enabled": True, "timeout_s": 30, "decline_limit": 3, "missed_in_a_row": 9}}


def served_by(method: str, *managers: str, **policy: Any) -> Bank:
    """A desk that promises twenty seconds by one method."""
    line = LINE | {"sla": {"method": method, "within_s": 20}, "escalate_after_s": None}
    bank = Bank(POLICY | {"lines": [line]} | policy)
    for manager in managers:
        bank.manager(manager, capacity=1)
    return bank


def figures(bank: Bank) -> DeskFigures:
    (told,) = bank.fold.figures()
    return told


def kept(bank: Bank) -> tuple[dict[str, int], dict[str, int]]:
    told = figures(bank)
    return dict(told.in_time), dict(told.late)


def say(bank: Bank, kind: str, contact: str, manager: str, at: float) -> None:
    reason = {"reason": None} if kind == "declined" else {}
    data = {"contact_id": contact, "manager_id": manager, "reservation_id": None}
    bank.send(f"contact.{kind}", at, data | reason)


@pytest.mark.parametrize("method", METHODS)
def test_exactly_the_promised_time_is_in_time_and_a_millisecond_more_is_not(method: str) -> None:
    for waited, expected in ((20, ({method: 1}, {method: 0})), (20.001, ({method: 0}, {method: 1}))):
        bank = served_by(method)
        bank.open("C", 1)
        bank.manager("M1", 1 + waited)
        bank.close("C", 90)

        assert kept(bank) == expected


def test_a_method_that_no_line_names_is_not_counted() -> None:
    assert kept(served_by("positive", "M1")) == ({"positive": 0}, {"positive": 0})


@pytest.mark.parametrize(("method", "in_time"), [("offered", 0), ("answered", 0), ("positive", 1)])
def test_who_left_early_is_late_but_where_the_positive_method_excuses_it(method: str, in_time: int) -> None:
    bank = served_by(method)
    bank.open("C", 1)
    bank.abandon("C", 20)

    assert kept(bank) == ({method: in_time}, {method: 1 - in_time})


@pytest.mark.parametrize("method", METHODS)
def test_who_left_after_all_of_the_promised_time_is_late_by_every_method(method: str) -> None:
    bank = served_by(method)
    bank.open("C", 1)
    bank.abandon("C", 21)

    assert kept(bank) == ({method: 0}, {method: 1})


@pytest.mark.parametrize(("method", "in_time"), [("offered", 1), ("answered", 0), ("positive", 0)])
def test_an_offer_in_time_that_is_accepted_late_is_in_time_by_the_offer_alone(method: str, in_time: int) -> None:
    bank = served_by(method, "M1", **ASKING)
    bank.open("C", 1)
    say(bank, "accepted", "C", "M1", 30)
    bank.close("C", 60)

    assert kept(bank) == ({method: in_time}, {method: 1 - in_time})


@pytest.mark.parametrize(("method", "in_time"), [("offered", 1), ("answered", 0)])
def test_being_asked_is_no_answer_to_a_client_who_leaves_meanwhile(method: str, in_time: int) -> None:
    bank = served_by(method, "M1", **ASKING)
    bank.open("C", 1)
    bank.abandon("C", 10)

    assert kept(bank) == ({method: in_time}, {method: 1 - in_time})


def test_where_offers_are_off_the_accept_answers_and_not_the_assignment() -> None:
    bank = served_by("answered", "M1", "M2")
    bank.open("C1", 1)
    say(bank, "accepted", "C1", "M1" if bank.last("C1")["manager_id"] == "M1" else "M2", 22)
    bank.open("C2", 2)
    bank.close("C1", 50)
    bank.close("C2", 50)

    assert kept(bank) == ({"answered": 1}, {"answered": 1})


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize(("answers_at", "in_time"), [(None, 1), (5, 1), (25, 0)])
def test_a_contact_that_loses_its_manager_was_answered_when_the_first_answered(
    answers_at: float | None, in_time: int, *, moved: bool
) -> None:
    bank = served_by("answered", "M1")
    bank.open("C", 1)
    if answers_at is not None:
        say(bank, "accepted", "C", "M1", answers_at)
    bank.manager("M2", 30)
    if moved:
        bank.move("C", "M2", 40)
    else:
        bank.left("M1", 40)
    assert bank.last("C")["manager_id"] == "M2"
    say(bank, "accepted", "C", "M2", 41) if answers_at is not None else None
    bank.close("C", 60)

    assert kept(bank) == ({"answered": in_time}, {"answered": 1 - in_time})


def test_a_contact_nobody_had_and_the_bank_closed_counts_nowhere() -> None:
    bank = served_by("answered")
    bank.open("C", 1)
    bank.close("C", 30)

    assert kept(bank) == ({"answered": 0}, {"answered": 0})


def test_a_contact_offered_again_is_offered_once() -> None:
    bank = served_by("offered", "M1", "M2", **ASKING)
    bank.open("C", 1)
    first = bank.last("C")["manager_id"]
    say(bank, "declined", "C", first, 25)
    assert bank.last("C")["type"] == "contact.offered"
    bank.abandon("C", 26)

    assert kept(bank) == ({"offered": 1}, {"offered": 0})


@pytest.mark.parametrize(("incumbent", "other"), [("M1", "M2"), ("M2", "M1")])
def test_incumbents_are_counted_where_there_is_one_and_a_persons_act_is_no_hit(incumbent: str, other: str) -> None:
    bank = Bank()
    bank.manager(incumbent, capacity=2)
    bank.manager(other)
    bank.client("K")
    bank.open("C1", 1, "K", requested_manager_id=incumbent)  # nobody's yet
    bank.open("C2", 2, "K")
    bank.open("C3", 3, "K")  # he has his hands full
    bank.open("C4", 4, "K")
    bank.move("C4", incumbent, 5)

    assert (figures(bank).incumbent, figures(bank).another) == (1, 2)


def test_refusals_are_counted_by_reason_wherever_a_contact_is_given_or_queued() -> None:
    bank = Bank()
    bank.manager("M1", capacity=1)
    bank.manager("M2", state="away")
    bank.open("C1", 1)
    bank.open("C2", 2)
    bank.tick(3)

    assert figures(bank).refused == {"not_present": 2, "at_capacity": 1}


def test_fairness_is_told_of_those_present_who_can_stand_in_for_each_other() -> None:
    bank = Bank()
    bank.manager("M1", segments=["vip"])
    bank.manager("M2")
    bank.manager("M3", state="away")
    assert (figures(bank).jain, figures(bank).gini) == (None, None)

    bank.manager("M4")
    bank.open("C", 1, "K", requested_manager_id="M2")
    assert bank.last("C")["manager_id"] == "M2"

    assert (figures(bank).jain, figures(bank).gini) == (0.5, 0.5)


def test_the_expected_wait_is_that_of_the_first_in_the_queue() -> None:
    bank = Bank()
    bank.manager("M1", capacity=1)
    assert figures(bank).expected_wait_s == 0
    bank.open("C1", 0)
    bank.open("C2", 1)
    bank.open("C3", 2)
    assert figures(bank).expected_wait_s is None  # nobody was served yet

    bank.close("C1", 30)

    assert figures(bank).expected_wait_s == 30


def test_asking_for_figures_changes_nothing() -> None:
    bank, unasked = served_by("answered", "M1"), served_by("answered", "M1")
    for number in range(4):
        for each in (bank, unasked):
            each.open(f"C{number}", number)
        figures(bank)
    list(bank.fold.take_touched()), figures(bank)

    assert list(bank.fold.take_touched()) == []
    assert bank.said == unasked.said


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories)
@example(drawn(1_579_970_744, 26))
@pytest.mark.parametrize("method", METHODS)
def test_a_desk_counts_what_its_published_lives_say(method: str, steps: list[Step]) -> None:
    promised = {"sla": {"method": method, "within_s": 6}}
    # Within the horizon an id is one contact; after it, it may be another's, and the lives of a recording are one.
    once = {"duplicates": {"horizon_s": 604_800}}
    bank = Bank(BASE | once | {"lines": [LAST_LINE | promised]} | (ASKING if method != "answered" else {}))
    history, lives = History(bank), Lives()
    for step in opening() + [each for each in steps if each[3][0] not in {"policy", "accept"}]:
        history.play(step)
    for message in bank.said:
        if message.topic == "kontor.assignments" and message.value is not None:
            lives.decision(message.type, orjson.loads(message.value)["data"])
    over = [each for each in lives.by_contact.values() if each.finished_ms is not None or each.abandoned_ms is not None]
    if method == "offered":
        over = list(lives.by_contact.values())

    told = list(bank.fold.figures())
    in_time = sum(each.in_time[method] for each in told)
    counted = in_time + sum(each.late[method] for each in told)

    assert (in_time, counted) == within(over, method, 6000)


def test_a_restart_forgets_the_counts_but_not_when_a_contact_was_first_answered() -> None:
    bank = served_by("answered", "M1", "M2")
    bank.open("C", 1)
    first = str(bank.last("C")["manager_id"])
    bank.left(first, 100)
    rows = {key: row for key in bank.fold.take_touched() if (row := bank.fold.row(key)) is not None}
    fold = DeskPartition()
    fold.restore(rows, 0)
    bank.fold = fold
    bank.close("C", 200)

    assert parse_instant(bank.last("C")["opened_at"]) > 0
    assert kept(bank) == ({"answered": 1}, {"answered": 0})
