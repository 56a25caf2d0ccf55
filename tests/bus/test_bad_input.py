"""Whatever the CRM sends: a dead letter with the reason, or the documented handling; nothing behind it waits."""

import base64
from pathlib import Path
from typing import Any

import orjson
import pytest

from models.instants import parse_instant
from models.recording import Line
from tests.bus.outside import Outside, outside
from tests.bus.running import SMALL, now_ms, put_in_force, start_workers
from tests.installation import Installation

pytestmark = [pytest.mark.bus, pytest.mark.timeout(180)]


def event(kind: str, data: Any, **more: Any) -> bytes:
    base = {"specversion": "1.0", "id": f"bad/{kind}/{len(str(data))}", "source": "crm/t", "type": kind, "data": data}
    return orjson.dumps(base | more)


BAD: dict[str, tuple[bytes | None, str]] = {
    "not_json": (b'{"specversion": ', "not_json"),
    "not_a_cloudevent": (b'{"contact_id": "C-1"}', "not_cloudevent"),
    "unknown_type": (event("contact.sneezed", {"contact_id": "C-1"}), "unknown_type"),
    "wrong_field": (event("contact.opened", {"contact_id": "C-1", "client_id": "c", "channel": "pigeon"}), "invalid"),
    "missing_field": (event("contact.closed", {}), "invalid"),
    "no_object": (event("contact.opened", [1, 2]), "invalid"),
    "null": (None, "invalid"),
    "oversize": (
        event("contact.opened", {"contact_id": "C-1", "client_id": "x" * 600_000, "channel": "web"}),
        "too_large",
    ),
    "no_desk": (event("contact.opened", {"contact_id": "C-9", "client_id": "nobody", "channel": "web"}), "invalid"),
}


def test_every_kind_of_bad_record_is_set_aside_with_its_reason_and_what_follows_is_decided(
    installation: Installation, tmp_path: Path
) -> None:
    put_in_force(installation, tmp_path)
    with outside(installation) as bus:
        bus.publish(SMALL.people(now_ms()))
        start_workers(installation, "w1")
        for name, (value, _) in BAD.items():
            # The same key: the good contact stands in the same partition, right behind the bad record.
            good = SMALL.opened(f"behind-{name}", 1, now_ms())
            bus.publish([Line("crm.contacts", good.key, now_ms(), value), good])
        elsewhere = SMALL.opened("wrong-partition", 2, now_ms())
        right = bus.send(SMALL.opened("right-partition", 2, now_ms())).get(30).partition
        bus.send(elsewhere, partition=(right + 1) % installation.settings.partitions).get(30)
        _aborted(bus, SMALL.opened("aborted", 3, now_ms()))
        bus.publish([SMALL.opened("behind-aborted", 3, now_ms())])
        ahead_ms = now_ms() + 86_400_000
        bus.publish([SMALL.opened("from-the-future", 4, ahead_ms), SMALL.opened("from-long-ago", 5, 0)])

        names = {
            *(f"behind-{name}" for name in [*BAD, "aborted"]),
            "wrong-partition",
            "from-the-future",
            "from-long-ago",
        }
        bus.await_decided("contact.assigned", names)
        letters = bus.read("kontor.dead-letters")
        decided = {record.data["contact_id"]: record for record in bus.decisions("contact.assigned")}

    assert sorted(letter.data["reason"] for letter in letters) == sorted(reason for _, reason in BAD.values())
    assert "aborted" not in decided
    for letter in letters:
        _as_promised(letter.data, {value for value, _ in BAD.values()})
    # A clock that runs ahead or stands still moves nobody: the event's own time is believed within bounds only.
    assert parse_instant(decided["from-the-future"].data["opened_at"]) < now_ms()
    assert parse_instant(decided["from-long-ago"].data["opened_at"]) > now_ms() - 2 * 3_600_000


def _as_promised(letter: dict[str, Any], values: set[bytes | None]) -> None:
    assert list(letter) == [
        "topic", "partition", "offset", "key_b64", "value_b64", "headers", "reason", "errors", "rejected_at",
    ]  # fmt: skip
    assert letter["topic"] == "crm.contacts"
    assert letter["errors"]
    if letter["value_b64"] is not None:
        assert base64.b64decode(letter["value_b64"]) in values


def _aborted(bus: Outside, line: Line) -> None:
    confluent = pytest.importorskip("confluent_kafka")
    producer = confluent.Producer(
        {
            "bootstrap.servers": bus.installation.settings.brokers,
            "transactional.id": f"{bus.installation.settings.app}-crm",
        }
    )
    producer.init_transactions(30)
    producer.begin_transaction()
    producer.produce(bus.physical(line.topic), line.value, line.key)
    producer.flush(30)
    producer.abort_transaction(30)
