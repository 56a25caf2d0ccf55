"""Journals whose old records the broker's cleaner has really taken away still give the state back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from kafka.admin import ConfigResource, ConfigResourceType

from models.recording import Line
from models.unit import InboxRecord
from rules.desk.partition import DeskPartition
from streams.admin import open_admin
from streams.embedded.broker import EmbeddedBroker
from streams.engine.journal_reading import ENGINE_KEY, interpret
from streams.engine.journal_records import read_records
from tests.bus.check import check
from tests.bus.outside import Outside, Record, outside
from tests.bus.running import SMALL, contact_ids, now_ms, put_in_force, settle, sigkill_tree, start_workers
from tests.engine.fake_log import Stored
from tests.installation import Installation, until
from tests.journaling import journal

pytestmark = [pytest.mark.bus, pytest.mark.timeout(400)]
JOURNALS = ("kontor.intake-journal", "kontor.desk-journal")
AGGRESSIVE = {
    "min.cleanable.dirty.ratio": "0.001",
    "segment.ms": "1000",
    "min.compaction.lag.ms": "0",
    "delete.retention.ms": "0",
}
GONE = 0.2
"""Of all records written so many at least must have been cleaned away: rows of events are written once and stay."""


def let_the_cleaner_loose(installation: Installation) -> None:
    names = [installation.names.physical(journal) for journal in JOURNALS]
    with open_admin(installation.settings) as admin:
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, AGGRESSIVE) for name in names])


def cleaned(bus: Outside) -> bool:
    """Whether a good part of what was written is gone from both journals."""
    return all(len(bus.read(topic)) < (1 - GONE) * sum(bus.ends(topic).values()) for topic in JOURNALS)


def rows_of_the_journal(records: list[Record]) -> dict[str, bytes]:
    """As a new owner would read it."""
    stored = [Stored(r.offset, (r.key or "").encode(), r.raw, list(r.headers)) for r in records]
    rows = interpret(read_records(stored)).rows
    return {key: row for key, row in rows.items() if not key.startswith(ENGINE_KEY)}


def rows_of_a_replay(records: list[Record]) -> dict[str, bytes]:
    """The desks' rows by the whole log of their inbox; a number told before counts once."""
    fold, rows, last = DeskPartition(), dict[str, bytes](), -1
    fold.restore({}, 1)
    for record in records:
        number = int(dict(record.headers)["n"])
        if number <= last:
            continue
        last = number
        key = None if record.key is None else record.key.encode()
        fold.apply(InboxRecord(record.offset, record.timestamp_ms, key, record.raw, record.headers))
        journal(fold, rows)
    return rows


def check_state(bus: Outside) -> None:
    inbox, journal = bus.read("kontor.desk-inbox"), bus.read("kontor.desk-journal")
    for partition in {record.partition for record in inbox}:
        told = [record for record in inbox if record.partition == partition]
        kept = rows_of_the_journal([record for record in journal if record.partition == partition])
        assert kept == rows_of_a_replay(told)


def test_a_worker_recovers_from_compacted_journals_what_a_replay_of_the_inbox_says(
    own_kafka: Callable[..., EmbeddedBroker], install: Callable[..., Installation], tmp_path: Path
) -> None:
    broker = own_kafka(properties={"log.cleaner.backoff.ms": "200", "log.segment.delete.delay.ms": "1000"})
    installation = install(broker.bootstrap, partitions=2)
    put_in_force(installation, tmp_path)
    let_the_cleaner_loose(installation)
    with outside(installation) as bus:
        bus.publish(SMALL.people(now_ms()))
        workers = start_workers(installation, "w1")
        lines = list(SMALL.contacts(60, now_ms()))
        bus.publish(lines)
        settle(bus, contact_ids(lines, "contact.opened"))
        until(lambda: more(bus, lines) and cleaned(bus), 200, "compaction")
        settle(bus, contact_ids(lines, "contact.opened"))

        sigkill_tree(workers["w1"])
        start_workers(installation, "w2")
        check_state(bus)
        after = list(SMALL.contacts(40, now_ms(), first=50_000))
        bus.publish(after)
        settle(bus, contact_ids(after, "contact.opened"))
        check_state(bus)

        opened = contact_ids([*lines, *after], "contact.opened")
        verdict = check(bus.decisions(), opened, contact_ids([*lines, *after], "contact.closed"))
    assert verdict.faults == []
    done = installation.kontor("verify", "--live")
    assert done.returncode == 0, done.stdout + done.stderr


def more(bus: Outside, lines: list[Line]) -> bool:
    """A few more contacts: only what is no longer written to is compacted, and only writing closes a segment."""
    few = list(SMALL.contacts(3, now_ms(), first=10_000 + len(lines)))
    lines += few
    return len(bus.publish(few)) == len(few)
