"""What must hold whatever is said, in whatever order."""

from fractions import Fraction
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.unit import InboxRecord, Message
from rules.desk.partition import DeskPartition
from tests.journaling import journal
from tests.rules.desk import recount
from tests.rules.desk.bank import NINE, Bank
from tests.rules.desk.histories import Step, drawn, histories, opening
from tests.rules.desk.playing import History
from tests.rules.desk.small_world import DESKS, POLICIES

quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _played(steps: list[Step]) -> Bank:
    bank = Bank(POLICIES[0])
    history = History(bank)
    for step in opening() + steps:
        history.play(step)
    return bank


@quick
@given(histories)
def test_what_is_derived_is_always_what_the_rows_say_and_nobody_idle_could_take_who_waits(steps: list[Step]) -> None:
    bank = Bank(POLICIES[0])
    history = History(bank)
    for step in opening() + steps:
        history.play(step)
        if step[3][0] != "tick":  # one nobody waited for moves the clock, and no more
            recount.check(bank.fold)


@quick
@given(histories, st.lists(st.integers(0, 150), min_size=1, max_size=5))
def test_a_fold_restored_anywhere_goes_on_as_if_nothing_had_happened(steps: list[Step], cuts: list[int]) -> None:
    _goes_on_the_same(steps, cuts)


@pytest.mark.parametrize(("seed", "length", "cut"), [(282960400, 42, 30), (1552728491, 121, 72), (748818161, 135, 59)])
def test_since_when_somebody_served_is_forgotten_with_the_row_that_said_it(seed: int, length: int, cut: int) -> None:
    _goes_on_the_same(drawn(seed, length), [cut])


def test_until_when_he_is_away_is_due_again_for_one_who_comes_back_to_the_desk() -> None:
    _goes_on_the_same(drawn(31446612, 109), [121])


def _goes_on_the_same(steps: list[Step], cuts: list[int]) -> None:
    bank = _played(steps)
    fold, rows = DeskPartition(), dict[str, bytes]()
    whole, whole_rows = DeskPartition(), dict[str, bytes]()

    for number, record in enumerate(bank.log):
        if number in cuts:
            fold = DeskPartition()
            fold.restore(dict(reversed(rows.items())), 0)
            assert not list(fold.take_touched())
        assert fold.next_due() == whole.next_due()
        assert fold.ticks(record.timestamp_ms) == whole.ticks(record.timestamp_ms)
        assert fold.apply(record) == whole.apply(record)
        journal(fold, rows)
        journal(whole, whole_rows)
        assert rows == whole_rows

    assert {key: row for key in rows if (row := fold.row(key)) is not None} == rows


@quick
@given(histories)
def test_the_router_takes_nobody_above_capacity_and_nobody_absent(steps: list[Step]) -> None:
    bank = Bank(POLICIES[0])
    history = History(bank)
    for step in opening() + steps:
        for told in history.play(step):
            if told["type"] == "contact.assigned":
                assert told["load_before"] + told["weight"] == told["load_after"] <= told["capacity"]
                if told["cause"]["type"] != "tick":
                    # A tick before the command saw managers as they were then.
                    manager = bank.fold.desks[told["desk_id"]].managers[told["manager_id"]]
                    assert manager.employed
                    assert manager.state == "available"
                assert told["explanation"]["eligible"] >= 1
                assert told["explanation"]["top"][0]["manager_id"] == told["manager_id"]


@quick
@given(histories)
def test_ticks_after_every_line_change_no_byte_of_any_desk(steps: list[Step]) -> None:
    bank, ticked = _played(steps), DeskPartition()
    for desk in DESKS:
        bank.desk = desk
        bank.tick((bank.clock - NINE) / 1000)

    said: list[Message] = []
    for record in bank.log:
        said += ticked.apply(record)
        said += ticked.apply(_tick_after(record))

    for desk in DESKS:
        assert _of(desk, said) == _of(desk, bank.said)


def _tick_after(record: InboxRecord) -> InboxRecord:
    assert record.value is not None
    command: dict[str, Any] = orjson.loads(record.value)
    return record._replace(value=orjson.dumps(command | {"type": "tick", "data": {}}))


def _of(desk: str, messages: list[Message]) -> list[Message]:
    return [each for each in messages if each.value is not None and orjson.loads(each.value)["data"]["desk_id"] == desk]


@quick
@given(histories)
def test_numbers_rise_by_one_and_a_contact_has_one_holder_at_a_time(steps: list[Step]) -> None:
    bank = _played(steps)

    seqs: dict[str, int] = {}
    holders: dict[str, str | None] = {}
    for told in bank.told:
        if told["topic"] != "kontor.assignments":
            continue
        assert told["seq"] == seqs.get(told["desk_id"], 0) + 1
        seqs[told["desk_id"]] = told["seq"]
        held = holders.get(told["key"])
        match told["type"]:
            case "contact.assigned":
                assert held is None
                holders[told["key"]] = told["manager_id"]
            case "contact.reassigned":
                assert told["previous_manager_id"] == held
                assert told["manager_id"] != held
                holders[told["key"]] = told["manager_id"]
            case "contact.released" | "contact.finished":
                assert told["manager_id"] == held
                holders[told["key"]] = None
            case _:
                assert held is None
                assert told["manager_id"] is None


@quick
@given(histories)
def test_the_winner_can_be_told_again_from_the_explanation_alone(steps: list[Step]) -> None:
    for told in _played(steps).told:
        if told["type"] == "contact.assigned":
            explained = told["explanation"]
            top = explained["top"]
            assert explained["considered"] == explained["eligible"] + sum(explained["refused"].values())
            assert len(top) == min(3, explained["eligible"])
            assert top == sorted(top, key=_by_rank)
            assert top[0]["manager_id"] == told["manager_id"]
            assert Fraction(top[0]["rank"][2]) == Fraction(told["load_after"], told["capacity"])


def _by_rank(each: dict[str, Any]) -> tuple[Any, ...]:
    word, levels, load, seq, tie = each["rank"]
    return (word, -levels, Fraction(load), seq or 0, tie)
