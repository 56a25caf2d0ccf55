"""A leaver's coverages: the search stands beside the log live, and at the same virtual instant in a replay."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from models.recording import Line, write_line
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.replay.day import NINE, Day
from tests.replay.live import Live, compared
from tests.replay.test_replay_is_what_was_live import replayed

LEAVERS = ("M0", "M4", "M8")


class Leaving(Day):
    """Three give notice in the middle of the day; one of them leaves in the evening, one at once."""

    def __init__(self, seed: int = 1) -> None:
        super().__init__(seed, clients=120)

    def about(self, kind: str, manager: str, **more: Any) -> bytes:
        return self.line("crm.managers", manager, kind, {"manager_id": manager, **more})

    def lines(self, many: int = 120) -> Iterator[bytes]:
        yield from self.morning()
        for number, text in enumerate(self.contacts(many)):
            yield text
            if number == many // 3:
                for manager in LEAVERS:
                    yield self.about("manager.notice", manager, last_day="2025-12-30")
                yield self.about("manager.left", "M8")
        yield self.about("manager.left", "M0")


def hand_overs(lines: list[Line]) -> list[dict[str, Any]]:
    values = [orjson.loads(line.value or b"") for line in lines if line.topic == "kontor.coverage"]
    return [value["data"] for value in values if value["type"] == "coverage.handover"]


def played(seed: int, **how: float) -> Live:
    live = Live(3, seed, **how)  # type: ignore[arg-type]  # slow and restarts
    live.start(NINE - 1000)
    for text in Leaving(seed).lines():
        live.hear(text)
    live.pass_on_asides(live.now, last=True)
    live.answer(live.now, last=True)
    return live


@pytest.mark.parametrize(("seed", "slow", "restarts"), [(1, 0, 0), (2, 0.6, 0.02)])
def test_a_recording_of_the_inbox_has_the_plans_and_gives_what_was_live(
    seed: int, slow: float, restarts: float
) -> None:
    live = played(seed, slow=slow, restarts=restarts)

    told = replayed(live.inbox, Kind.INTAKE)

    assert {each["from"] for each in hand_overs(told)} >= {"M0", "M4"}
    assert compared(told) == compared(live.told)


def test_the_desks_inbox_has_them_too() -> None:
    live = played(3)
    from_desks = [line for line in live.told if line.topic != "kontor.dead-letters"]
    assert hand_overs(from_desks)
    assert compared(replayed(live.desk_inbox, Kind.DESK)) == compared(from_desks)


def test_in_a_recording_of_the_banks_topics_they_are_searched_for_at_the_notice_itself() -> None:
    texts = list(Leaving(4).lines())

    told = list(replay(texts, Kind.BANK))

    assert told == list(replay(texts, Kind.BANK))
    done = [each for each in hand_overs(told) if each["state"] == "done" and each["steps"]]
    assert {each["from"] for each in done} >= {"M0", "M4"}
    notice = next(place for place, text in enumerate(texts) if b"manager.notice" in text)
    sooner = list(replay(texts[: notice + 1], Kind.BANK))
    assert [each["state"] for each in hand_overs(sooner)][-1:] == ["done"]
    assert told[: len(sooner)] == sooner


def test_whoever_left_leads_nothing_and_no_coverage_has_two_leads() -> None:
    last: dict[bytes | None, dict[str, Any]] = {}
    for line in replay(list(Leaving(5).lines()), Kind.BANK):
        value = orjson.loads(line.value or b"null")
        if line.topic == "kontor.coverage" and value["type"] != "coverage.handover":
            last[line.key] = value
    leads = [value["data"]["manager_id"] for value in last.values() if value["type"] == "coverage.started"]
    assert leads
    assert not {"M0", "M8"} & {*leads}


def test_lines_of_other_kinds_in_a_recording_of_the_inbox_are_searched_for_by_nobody() -> None:
    """A plan that is not in the log was not there: the replay of an inbox makes none up."""
    live = played(6)
    without = [line for line in live.inbox if ("topic", b"kontor.searches") not in line.headers]
    assert len(without) < len(live.inbox)
    assert hand_overs(list(replay([write_line(line) for line in without], Kind.INTAKE))) == []
