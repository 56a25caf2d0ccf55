"""An inbox whose beginning the broker's retention has really deleted is verified from the checkpoints behind it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import orjson
import pytest
from kafka.admin import ConfigResource, ConfigResourceType

from streams.admin import open_admin
from streams.embedded.broker import EmbeddedBroker
from tests.bus.outside import Outside, outside
from tests.bus.running import SMALL, contact_ids, now_ms, put_in_force, settle, sigkill_tree, start_workers
from tests.installation import Installation, until

pytestmark = [pytest.mark.bus, pytest.mark.timeout(400)]
INBOXES = ("kontor.intake-inbox", "kontor.desk-inbox")
NIGHT_MS = 8000


def configure(installation: Installation, told: Mapping[str, str]) -> None:
    names = [installation.names.physical(inbox) for inbox in INBOXES]
    with open_admin(installation.settings) as admin:
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, dict(told)) for name in names])


def beginnings_gone(bus: Outside) -> bool:
    """Whether every partition that has anything has lost its first record."""
    return all(min(offsets) > 0 for inbox in INBOXES for offsets in offsets_of(bus, inbox).values())


def offsets_of(bus: Outside, inbox: str) -> dict[int, list[int]]:
    offsets: dict[int, list[int]] = {}
    for record in bus.read(inbox):
        offsets.setdefault(record.partition, []).append(record.offset)
    return offsets


def checkpointed(bus: Outside) -> set[str | None]:
    """Which partitions of which units have a whole checkpoint."""
    return {
        record.key for record in bus.read("kontor.checkpoints") if b'"last":true' in dict(record.headers)["checkpoint"]
    }


def test_what_retention_has_deleted_is_not_needed_where_checkpoints_stand_behind_it(
    own_kafka: Callable[..., EmbeddedBroker], install: Callable[..., Installation], tmp_path: Path
) -> None:
    broker = own_kafka(
        properties={"log.retention.check.interval.ms": "300", "log.segment.delete.delay.ms": "100"},
    )
    installation = install(broker.bootstrap, partitions=2)
    put_in_force(installation, tmp_path)
    configure(installation, {"segment.ms": "1000"})
    with outside(installation) as bus:
        bus.publish(SMALL.people(now_ms()))
        workers = start_workers(installation, "w1")
        first = list(SMALL.contacts(60, now_ms()))
        bus.publish(first)
        settle(bus, contact_ids(first, "contact.opened"))
        evening = now_ms()
        until(lambda: now_ms() > evening + NIGHT_MS, 60, "the night")
        sigkill_tree(workers["w1"])
        start_workers(installation, "w2")  # it does not know of any checkpoint: with its first inputs it writes one
        second = list(SMALL.contacts(60, now_ms(), first=10_000))
        bus.publish(second)
        settle(bus, contact_ids(second, "contact.opened"))
        until(lambda: checkpointed(bus) == {"intake/0", "desk/0", "desk/1"}, 60, "checkpoints")

        configure(installation, {"segment.ms": "1000", "retention.ms": str(now_ms() - evening - NIGHT_MS // 4)})
        until(lambda: beginnings_gone(bus), 60, "retention")
        configure(installation, {"segment.ms": "1000", "retention.ms": "-1"})
        third = list(SMALL.contacts(20, now_ms(), first=20_000))
        bus.publish(third)
        settle(bus, contact_ids(third, "contact.opened"))

        def holds() -> bool:  # commits follow the decisions by a moment
            done = installation.kontor("verify", "--live", "--json")
            told = [orjson.loads(line) for line in done.stdout.splitlines()]
            assert done.returncode == 0, done.stdout + done.stderr
            verdicts = {each["code"]: each["verdict"] for each in told if each["kind"] == "invariant"}
            assert {verdicts[code] for code in ("I3", "I4", "I8")} == {"holds as far as seen"}
            (scope,) = [each["sentences"] for each in told if each["kind"] == "scope"]
            start = "the fold starts at checkpoints: kontor.intake-inbox at offset "
            assert any(sentence.startswith(start) for sentence in scope)
            return not any("for want of a checkpoint" in sentence for sentence in scope) and verdicts["I2"] == "holds"

        until(holds, 30, "a verdict")
