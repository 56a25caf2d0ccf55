"""What workers publish for a live input, the replay of its recording publishes too."""

import orjson
import pytest

from models.inbox_headers import TICKS, TOPIC
from models.messages.explanation import REFUSALS
from models.recording import Line, read_line, write_line
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.oracle.bank_histories import make_recording
from tests.replay.day import NINE, Day
from tests.replay.live import Live, compared

EVERYTHING = (17, 25, 40, 41, 42, 47, 67, 69, 91, 111, 116, 119, 155)
"""Seeds of banks that together say everything there is to say, overflow and hand-overs aside."""
OUTCOMES = ("assigned", "offered", "queued", "reassigned", "released", "escalated", "finished")


def played(seed: int, partitions: int, contacts: int = 150) -> Live:
    live = Live(partitions, seed)
    live.start(NINE - 1000)
    for text in Day(seed).whole(contacts).splitlines():
        live.hear(text)
    live.timers(live.now + 3_600_000)
    return live


def replayed(lines: list[Line], kind: Kind) -> list[Line]:
    return list(replay([write_line(line) for line in lines], kind))


@pytest.mark.parametrize("seed", range(6))
def test_the_intakes_inbox_replayed_gives_what_was_live(seed: int) -> None:
    live = played(seed, partitions=3)

    told = replayed(live.inbox, Kind.INTAKE)

    assert len(live.told) > 300
    assert compared(told) == compared(live.told)


@pytest.mark.parametrize("seed", range(3))
def test_the_number_of_partitions_makes_no_difference(seed: int) -> None:
    assert compared(played(seed, 1).told) == compared(replayed(played(seed, 5).inbox, Kind.INTAKE))


@pytest.mark.parametrize("seed", range(3))
def test_the_desks_inbox_replays_as_it_stands(seed: int) -> None:
    live = played(seed, partitions=3)

    told = replayed(live.desk_inbox, Kind.DESK)

    from_desks = [line for line in live.told if line.topic != "kontor.dead-letters"]
    assert compared(told) == compared(from_desks)


@pytest.mark.parametrize("seed", range(3))
def test_the_desks_inbox_may_be_recorded_partition_by_partition_and_with_repeats(seed: int) -> None:
    live = played(seed, partitions=3)
    lines = sorted(live.desk_inbox, key=lambda line: line.partition or 0)
    lines = [again for line in lines for again in (line, line)]

    from_desks = [line for line in live.told if line.topic != "kontor.dead-letters"]
    # A manager who moves has loads at two desks, and these partitions do not tell which was first.
    assert compared(of_unmoved(replayed(lines, Kind.DESK))) == compared(of_unmoved(from_desks))


def of_unmoved(lines: list[Line]) -> list[Line]:
    desks: dict[bytes | None, set[str]] = {}
    for line in lines:
        if line.topic == "kontor.manager-loads" and line.value is not None:
            desks.setdefault(line.key, set()).add(orjson.loads(line.value)["data"]["desk_id"])
    return [line for line in lines if line.topic != "kontor.manager-loads" or len(desks.get(line.key, ())) == 1]


def test_the_banks_topics_give_the_same_as_the_inbox_they_are_collected_to_without_its_ticks() -> None:
    texts = Day(3).whole(200).splitlines()
    live = Live(3, 3, jitter_ms=0)
    for text in texts:
        live.hear(text)
    collected = [line for line in live.inbox if (TOPIC, TICKS.encode()) not in line.headers]

    assert len(collected) < len(live.inbox)
    assert list(replay(texts, Kind.BANK)) == replayed(collected, Kind.INTAKE)


def test_a_recorded_line_reads_back_as_it_was() -> None:
    live = played(1, partitions=2, contacts=30)

    for line in [*live.inbox, *live.desk_inbox, *live.told]:
        assert read_line(write_line(line)) == line


def everything(seed: int) -> list[bytes]:
    """A bank whose policies, people and clients are drawn: offers, walls, ramp-ups, shares, policies put in force."""
    return [orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line, _ in make_recording(seed, length=150)]


def lived(seed: int, partitions: int) -> Live:
    live = Live(partitions, seed, slow=0.5, restarts=0.1)
    for text in everything(seed):
        live.hear(text)
    live.timers(live.now + 3_600_000)
    live.pass_on_asides(live.now, last=True)
    live.answer(live.now, last=True)
    return live


@pytest.mark.parametrize("seed", EVERYTHING)
def test_whatever_policies_ask_for_a_replay_gives_what_was_live_on_any_number_of_partitions(seed: int) -> None:
    for partitions in (1, 3):
        live = lived(seed, partitions)
        assert compared(replayed(live.inbox, Kind.INTAKE)) == compared(live.told)


def test_these_banks_say_everything_there_is_to_say() -> None:
    decisions = [
        orjson.loads(line.value or b"")
        for seed in EVERYTHING
        for line in replay(everything(seed), Kind.BANK)
        if line.topic == "kontor.assignments"
    ]
    data = [each["data"] for each in decisions]
    explained = [each["explanation"] for each in data if each["explanation"] is not None]
    refused = {reason for each in explained for reason in each["refused"]}
    origins, reasons = {each["origin"] for each in data}, {each["reason"] for each in data}

    assert {each["type"] for each in decisions} == {f"contact.{kind}" for kind in OUTCOMES}
    assert refused == set(REFUSALS)
    assert origins >= {"chosen", "incumbent", "plan", "backup", "specialist", "anyone", "manual"}
    assert reasons >= {"declined", "timeout", "rescinded", "abandoned", "manager_left", "waited"}
    assert any(each["introduced_by"] for each in data)
    assert any(each["split_reason"] for each in data)
