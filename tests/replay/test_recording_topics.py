"""`kontor record` on a broker."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from models.errors import KontorError
from models.recording import Line, read_lines, write_line
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.installation import Installation, until
from tests.replay.day import Day

pytestmark = pytest.mark.bus


@contextmanager
def producing(installation: Installation, **more: Any) -> Iterator[Any]:
    from kafka import KafkaProducer

    producer = KafkaProducer(bootstrap_servers=installation.settings.broker_list, acks="all", **more)
    try:
        yield producer
    finally:
        producer.close()


def put(installation: Installation, topic: str, partition: int, timestamp_ms: int, value: bytes | None) -> None:
    with producing(installation) as producer:
        producer.send(
            installation.names.physical(topic),
            key=b"k",
            value=value,
            partition=partition,
            timestamp_ms=timestamp_ms,
            headers=[("a", b"b")],
        ).get(30)


def recorded(installation: Installation, *arguments: str) -> list[Line]:
    run = installation.kontor("record", *arguments)
    assert run.returncode == 0, run.stderr
    return list(read_lines(run.stdout.encode().splitlines()))


def now_ms() -> int:
    import time

    return int(time.time() * 1000)


def test_several_topics_are_recorded_in_the_order_of_their_timestamps(installation: Installation) -> None:
    start = now_ms() - 100_000
    put(installation, "crm.contacts", 0, start + 20_000, b"2")
    put(installation, "crm.contacts", 1, start + 10_000, b"1")
    put(installation, "crm.clients", 2, start + 30_000, None)
    put(installation, "crm.contacts", 0, start + 30_000, b"{ }")

    lines = recorded(installation, "--topics", "crm.contacts,crm.clients")

    assert lines == [
        Line("crm.contacts", b"k", start + 10_000, b"1", (("a", b"b"),), 1, 0),
        Line("crm.contacts", b"k", start + 20_000, b"2", (("a", b"b"),), 0, 0),
        Line("crm.contacts", b"k", start + 30_000, b"{ }", (("a", b"b"),), 0, 1),
        Line("crm.clients", b"k", start + 30_000, None, (("a", b"b"),), 2, 0),
    ]


def test_recording_begins_where_it_is_told_to(installation: Installation) -> None:
    from models.instants import format_instant

    start = now_ms() - 100_000
    for number in range(4):
        put(installation, "crm.contacts", 0, start + number * 1000, b"%d" % number)

    later = recorded(installation, "--topics", "crm.contacts", "--from", format_instant(start + 2000))

    assert [line.value for line in later] == [b"2", b"3"]
    assert recorded(installation, "--topics", "crm.contacts", "--from", format_instant(start + 9000)) == []
    assert recorded(installation, "--topics", "crm.contacts", "--from", "latest") == []


def test_what_a_transaction_took_back_is_not_recorded_and_its_marker_at_the_end_holds_nothing_up(
    installation: Installation,
) -> None:
    name = installation.names.physical("crm.contacts")
    with producing(installation, transactional_id=f"{name}-tx") as producer:
        producer.init_transactions()
        for value, end in ((b"kept", producer.commit_transaction), (b"taken back", producer.abort_transaction)):
            producer.begin_transaction()
            producer.send(name, key=b"k", value=value, partition=0).get(30)
            end()

    assert [line.value for line in recorded(installation, "--topics", "crm.contacts")] == [b"kept"]


def test_following_goes_on_after_the_end(installation: Installation, tmp_path: Any) -> None:
    put(installation, "crm.contacts", 0, now_ms(), b"1")
    out = tmp_path / "out.jsonl"
    with out.open("wb") as target:
        process = subprocess.Popen(
            [sys.executable, "-m", "kontor", "record", "--topics", "crm.contacts", "--follow"],
            env=installation.environment(),
            stdout=target,
        )
    try:
        until(lambda: len(out.read_bytes().splitlines()) == 1, what="the first line")
        put(installation, "crm.contacts", 2, now_ms(), b"2")
        until(lambda: len(out.read_bytes().splitlines()) == 2, what="the second line")
    finally:
        process.kill()
        process.wait()


def test_an_unknown_topic_is_named(installation: Installation) -> None:
    run = installation.kontor("record", "--topics", "crm.contact")

    assert run.returncode == 2
    assert "crm.contact is none of crm.contacts" in run.stderr.replace("'", "")


def test_a_record_that_a_recording_line_cannot_show_is_read_back_to_the_byte(installation: Installation) -> None:
    put(installation, "crm.contacts", 0, now_ms(), b"\xff{")

    assert [line.value for line in recorded(installation, "--topics", "crm.contacts")] == [b"\xff{"]


def test_a_broker_that_is_away_is_said_in_one_sentence() -> None:
    from kontor.topic_records import reading
    from streams.settings import Settings

    with pytest.raises(KontorError, match="cannot be read"), reading(Settings(brokers="localhost:1")):
        pass


def test_a_contact_is_explained_from_the_brokers_as_from_a_recording(
    installation: Installation, tmp_path: Path
) -> None:
    day = Day(5).whole(40).splitlines()
    told = [line for line in replay(day, Kind.BANK) if line.topic == "kontor.assignments"]
    recording = tmp_path / "told.jsonl"
    recording.write_bytes(b"".join(map(write_line, told)))
    with producing(installation) as producer:
        for line in [*told, *told[-5:]]:
            producer.send(installation.names.physical(line.topic), key=line.key, value=line.value)

    live = installation.kontor("explain", "X3")
    recorded = installation.kontor("explain", "X3", "--recording", str(recording))
    unknown = installation.kontor("explain", "X-unknown")

    assert (live.returncode, live.stdout) == (0, recorded.stdout), live.stderr
    assert live.stdout.startswith("Contact X3")
    assert unknown.returncode == 1
    assert "nothing was decided about a contact X-unknown on the brokers" in unknown.stderr
