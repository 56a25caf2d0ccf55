"""What workers publish for a live input, the replay of its recording publishes too."""

import orjson
import pytest

from models.inbox_headers import TICKS, TOPIC
from models.recording import Line, read_line, write_line
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.replay.day import NINE, Day
from tests.replay.live import Live, compared


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
