"""What workers published is what a replay of their intake's log gives."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
import pytest

from models.recording import Line, read_line
from tests.bus.outside import Outside, outside
from tests.bus.running import SMALL, contact_ids, now_ms, put_in_force, settle, start_workers
from tests.installation import Installation

pytestmark = [pytest.mark.bus, pytest.mark.timeout(180)]
OUTPUTS = (
    "kontor.assignments", "kontor.manager-loads", "kontor.coverage", "kontor.alerts", "kontor.dead-letters",
)  # fmt: skip


def without_epoch(raw: bytes | None) -> Any:
    event = orjson.loads(raw or b"null")
    if isinstance(event, dict) and isinstance(event["data"], dict):
        event["data"].pop("epoch", None)
    return event


def in_order(rows: Iterable[tuple[str, str | None, bytes | None]]) -> dict[str, Any]:
    """By topic: assignments by (desk, seq); the others by key, in the order in which it was told."""
    told: dict[str, Any] = {topic: {} for topic in OUTPUTS}
    for topic, key, raw in rows:
        if topic in told:
            told[topic].setdefault(key, []).append(without_epoch(raw))
    everything = [event for events in told["kontor.assignments"].values() for event in events]
    told["kontor.assignments"] = sorted(everything, key=lambda each: (each["data"]["desk_id"], each["data"]["seq"]))
    return told


def live(bus: Outside) -> dict[str, Any]:
    return in_order((record.topic, record.key, record.raw) for topic in OUTPUTS for record in bus.read(topic))


def replayed_lines(installation: Installation, folder: Path) -> list[Line]:
    """What a replay of all that the intake was told gives."""
    recording = folder / "intake.jsonl"
    done = installation.kontor("record", "--topics", "kontor.intake-inbox", "--from", "earliest")
    assert done.returncode == 0, done.stderr
    recording.write_text(done.stdout, encoding="utf-8")
    done = installation.kontor("replay", str(recording))
    assert done.returncode == 0, done.stderr
    return [read_line(text) for text in done.stdout.splitlines()]


def replayed(installation: Installation, folder: Path) -> dict[str, Any]:
    lines = replayed_lines(installation, folder)
    return in_order((line.topic, None if line.key is None else line.key.decode(), line.value) for line in lines)


def some_trouble(at_ms: int) -> list[Line]:
    """A repeat, a broken record, something early, and a person's act."""
    opened = SMALL.opened("early", 900_001, at_ms)
    return [
        SMALL.closed(opened, "early", at_ms), opened,
        SMALL.opened("twice", 900_002, at_ms), SMALL.opened("twice", 900_002, at_ms),
        Line("crm.contacts", opened.key, at_ms, b"{not json"), Line("crm.contacts", opened.key, at_ms, None),
        SMALL.closed(SMALL.opened("twice", 900_002, at_ms), "twice", at_ms),
    ]  # fmt: skip


@pytest.mark.parametrize("workers", [1, 3])
def test_what_workers_publish_is_what_a_replay_of_their_log_gives(
    installation: Installation, tmp_path: Path, workers: int
) -> None:
    put_in_force(installation, tmp_path)
    with outside(installation) as bus:
        bus.publish(SMALL.people(now_ms()))
        start_workers(installation, *(f"w{number}" for number in range(workers)))
        day = [*SMALL.contacts(250, now_ms()), *some_trouble(now_ms())]
        assert len(bus.publish(day)) == len(day)
        settle(bus, contact_ids(day, "contact.opened"))

        published = live(bus)

    assert len(published["kontor.assignments"]) >= 500
    assert sum(map(len, published["kontor.dead-letters"].values())) == 2
    again = replayed(installation, tmp_path)
    for topic in OUTPUTS:
        assert again[topic] == published[topic], topic
