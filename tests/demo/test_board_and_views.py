"""What people see, from the contract's own examples."""

import io
from pathlib import Path
from typing import Any, get_args

import orjson
import pytest
from rich.console import Console

from kontor.demo.board import ALERTS, ASSIGNMENTS, DEAD_LETTERS, LOADS, Board, Note
from kontor.demo.plain import PlainView
from kontor.demo.summary_table import summary_json, summary_table
from kontor.demo.view import TerminalView, bar
from kontor.demo.words import ORIGIN, REFUSED, decision_words
from models.messages.decision import Origin
from models.messages.explanation import REFUSALS
from rules.figures.percentile import Spread
from rules.figures.summary import Promise, summarise

EXAMPLES = Path(__file__).parents[2] / "docs" / "contract" / "examples"


def examples(topic: str) -> list[dict[str, Any]]:
    return [orjson.loads(file.read_bytes()) for file in sorted((EXAMPLES / topic).glob("*.json"))]


@pytest.fixture
def board() -> Board:
    board = Board()
    for topic in (ASSIGNMENTS, LOADS, ALERTS, DEAD_LETTERS):
        for event in examples(topic):
            board.message(topic, event)
    return board


def test_every_origin_and_every_refusal_has_plain_words() -> None:
    assert ORIGIN.keys() == set(get_args(Origin))
    assert tuple(REFUSED) == REFUSALS


@pytest.mark.parametrize("event", examples(ASSIGNMENTS), ids=lambda event: event["type"])
def test_every_decision_is_told_in_a_sentence_that_names_the_client(event: dict[str, Any]) -> None:
    assert event["data"]["client_id"] in decision_words(event["type"], event["data"])


def test_a_queued_contact_waits_until_it_is_assigned() -> None:
    board = Board()
    told = {event["type"]: event for event in examples(ASSIGNMENTS)}
    queued, assigned = told["contact.queued"], told["contact.assigned"]
    queued["data"]["contact_id"] = assigned["data"]["contact_id"]
    queued["data"]["decision_id"] = "another"

    board.message(ASSIGNMENTS, queued)
    assert list(board.waiting) == [assigned["data"]["contact_id"]]
    board.message(ASSIGNMENTS, assigned)
    assert not board.waiting


def test_a_decision_published_again_is_told_once(board: Board) -> None:
    before = len(board.notes)
    for event in examples(ASSIGNMENTS):
        board.message(ASSIGNMENTS, event)

    assert len(board.notes) == before


def test_a_manager_who_has_left_is_taken_off_the_board(board: Board) -> None:
    manager = next(iter(board.managers))
    board.message(LOADS, None, manager)

    assert manager not in board.managers


def test_bars_show_the_share_in_use() -> None:
    assert [bar(load, 4, 8) for load in (0, 1, 4, 6)] == ["░" * 8, "██░░░░░░", "█" * 8, "█" * 8]
    assert bar(0, 0, 4) == "████"


def test_a_terminal_shows_decisions_loads_and_who_waits(board: Board) -> None:
    board.story(0, "Rush hour begins.")
    console = Console(file=io.StringIO(), width=160, height=48, force_terminal=True, color_system=None)
    view = TerminalView(console, "the demo", "metrics: http://127.0.0.1:1/metrics")
    console.print(view.picture(board, 0, "7 s to go"))
    shown = console.file.getvalue()  # type: ignore[attr-defined]  # a StringIO

    for text in ("the demo", "7 s to go", "Rush hour begins.", "/metrics", *board.managers):
        assert text in shown


def test_without_a_terminal_each_thing_that_happens_is_one_line(board: Board) -> None:
    lines: list[str] = []
    view = PlainView(lines.append, "the demo", "metrics: there")
    view.start()
    view.tell(Note(61_000, "contact.assigned", "D-1", "somebody is served"))
    view.show(board, 10_000, "3 s to go")
    view.show(board, 10_001, "3 s to go")  # too soon after the last
    view.stop()

    assert lines[:3] == ["the demo", "metrics: there", "00:01:01.0 [D-1] somebody is served"]
    assert len(lines) == 4
    assert all(name in lines[3] for name in board.managers)


def test_the_figures_are_a_table_and_a_json_object(board: Board) -> None:
    figures = summarise(board.lives, board.occupations, {("D-1", 0): Promise("answered", 20)}, {})
    console = Console(file=io.StringIO(), width=120)
    console.print(summary_table(figures))

    assert "same person again" in console.file.getvalue()  # type: ignore[attr-defined]  # a StringIO
    assert "no two managers can stand in for each other" in console.file.getvalue()  # type: ignore[attr-defined]
    assert orjson.loads(orjson.dumps(summary_json(figures)))["contacts"] == figures.contacts


def test_on_a_quick_clock_the_figures_say_how_much_later_the_answers_came(board: Board) -> None:
    figures = summarise(board.lives, board.occupations, {}, {"M-1": ("D-1",), "M-2": ("D-1",)})
    shown = io.StringIO()
    Console(file=shown, width=140).print(summary_table(figures, Spread.of([20, 20, 50]), 600))

    assert "p50 20 ms, p99 50 ms (real time)" in shown.getvalue()
    assert "p50 12.0 s, p99 30.0 s; the waits above are longer by it" in shown.getvalue()
