"""The demo's story of a tariff: what Kontor answers to it, and that each event has its sentence."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from kontor.demo.board import Board, Note
from kontor.demo.play import TARIFF_STORY
from kontor.demo.tariff_story import ACTS, story
from kontor.demo.tariff_words import tariff_words
from kontor.docs_pages.examples_tariffs import TARIFF_EXAMPLES
from kontor.policy_file import load_policy
from models.messages.told import ALERTS
from models.recording import write_line
from rules.policy import check
from rules.replay.driver import replay
from rules.replay.kind import Kind

YEAR = Path(__file__).parents[2] / "examples" / "tariff-year.jsonl"


@pytest.fixture(scope="module")
def answers() -> list[dict[str, Any]]:
    """All that Kontor publishes of tariffs, and of the client's contacts."""
    texts = [write_line(line) for line in story().lines]
    lines = list(replay(texts, Kind.BANK, load_policy(TARIFF_STORY)))
    assert [line.topic for line in lines if line.topic == "kontor.dead-letters"] == []
    return [orjson.loads(line.value or b"") | {"topic": line.topic} for line in lines]


def of(answers: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [each["data"] for each in answers if each["type"] == kind]


def test_from_the_first_walk_in_to_the_settled_agreement(answers: list[dict[str, Any]]) -> None:
    said = [
        each["type"]
        for each in answers
        if each["topic"] == "kontor.tariff-offers" and each["type"] != "profit.realised"
    ]
    assert said == [
        "offer.proposed",  # April: the template, from three months of four million
        "offer.proposed",  # the call in April
        "offer.drafted",
        "offer.pending",
        "offer.refused",
        "offer.pending",
        "offer.approved",
        "offer.offered",
        "offer.accepted",
        "offer.active",
        "offer.proposed",  # May is near
        "benefit.earned",
        "offer.proposed",  # June is near
        "benefit.earned",  # kept: above nine
        "benefit.at_risk",
        "offer.proposed",
        "offer.proposed",  # the call in July
        "benefit.earned",  # back at its pace
        "benefit.revoked",
        "benefit.earned",  # July, by what came late
        "fee.adjusted",
        "benefit.earned",
        "benefit.earned",
        "offer.ending",
        "benefit.earned",
        "offer.settled",
    ]
    assert of(answers, "contact.assigned")[0]["contact_id"] == "first-visit"
    triggers = [(each["trigger"], each["manager_id"]) for each in of(answers, "offer.proposed")]
    assert triggers == [
        ("near_threshold", None),
        ("contact", "Anna"),
        ("near_threshold", None),
        ("near_threshold", None),
        ("at_risk", None),
        ("contact", "Anna"),
    ]
    assert of(answers, "offer.refused")[0]["reasons"] == ["self_approval", "no_authority"]


def test_the_money_of_the_year(answers: list[dict[str, Any]]) -> None:
    last = of(answers, "profit.realised")[-1]
    # May at the list, June to October at 0.15 %: fee + turnover·(float - cost) - what four million left before.
    months = [(1_040, 3000), (950, 1500), (1_050, 1500), (1_050, 1500), (1_020, 1500), (1_050, 1500)]
    realised = sum(volume * 1_000_000 * (rate - 100) // 1_000_000 - 1_160_000 for volume, rate in months)
    assert last["cumulative_realised_minor"] == realised
    assert last["cumulative_forecast_minor"] == 6 * 240_000
    (late,) = of(answers, "fee.adjusted")
    # August was charged by the list up to the tick after the posting: 6 M, back at half the rate.
    assert (late["kind"], late["amount_minor"]) == ("correction", -900_000)


def test_the_example_is_the_story_and_its_policy_passes() -> None:
    assert YEAR.read_bytes() == b"".join(write_line(line) for line in story().lines)
    assert check(load_policy(TARIFF_STORY)) == ()
    assert [act.day for act in ACTS] == sorted(act.day for act in ACTS)


def test_each_event_of_the_year_is_told_in_a_sentence_once(answers: list[dict[str, Any]]) -> None:
    notes: list[Note] = []
    board = Board(tell=notes.append)
    for event in answers * 2:
        if event["topic"] == "kontor.tariff-offers":
            board.message(event["topic"], event)
    told = [note.text for note in notes]
    assert len(told) == sum(each["topic"] == "kontor.tariff-offers" for each in answers)
    assert told[0].startswith("Amber proposed: Kontor proposes: “An agreement can begin on 1 May 2026.")
    refused = "A-1 refused: Nobody approves what he proposed, or what is of his own clients."
    assert [text.startswith(refused) for text in told].count(True) == 1
    assert any(text.startswith("A-1 settled: Its last window is final") for text in told)
    assert (
        "A-1 adjusted: 2026-08-01 to 2026-08-31: 9 000.00 RUB back to the client; what came late changes what was "
        "charged."
    ) in told


def test_every_kind_of_message_about_tariffs_has_words() -> None:
    for (topic, kind), data in TARIFF_EXAMPLES.items():
        if topic != ALERTS:
            assert tariff_words(kind, data).startswith(f"A-1 {kind.partition('.')[2]}: ")
