"""A reader that knows nothing but the contract's schemas reads what workers publish."""

from pathlib import Path

import jsonschema
import orjson
import pytest

from models.ids import decision_id
from models.recording import Line
from tests.bus.outside import outside
from tests.bus.running import SMALL, contact_ids, now_ms, put_in_force, settle, start_workers
from tests.installation import Installation

pytestmark = [pytest.mark.bus, pytest.mark.timeout(120)]
SCHEMAS = Path(__file__).parents[2] / "docs" / "contract" / "schemas"
TOPICS = ("kontor.assignments", "kontor.manager-loads", "kontor.coverage", "kontor.dead-letters")
ENVELOPE = ["specversion", "id", "source", "type", "time", "subject", "datacontenttype", "data"]


def schema(topic: str, kind: str) -> dict[str, object]:
    read = orjson.loads((SCHEMAS / topic / f"{kind}.schema.json").read_bytes())
    assert isinstance(read, dict)
    return read


def test_what_is_published_is_what_the_contract_says(installation: Installation, tmp_path: Path) -> None:
    put_in_force(installation, tmp_path)
    with outside(installation) as bus:
        bus.publish(SMALL.people(now_ms()))
        start_workers(installation, "w1")
        day = [*SMALL.contacts(60, now_ms()), Line("crm.contacts", b"k", now_ms(), b"{")]
        bus.publish(day)
        settle(bus, contact_ids(day, "contact.opened"))
        records = [record for topic in TOPICS for record in bus.read(topic)]

    kinds = {record.event["type"] for record in records}
    assert kinds >= {"contact.assigned", "contact.finished", "manager.load", "coverage.started", "record.rejected"}
    for record in records:
        event = record.event
        assert list(event) == ENVELOPE
        assert event["subject"] == record.key
        assert event["source"] == "kontor"
        jsonschema.validate(event["data"], schema(record.topic, event["type"]))
        if record.topic == "kontor.assignments":
            assert (
                event["id"]
                == event["data"]["decision_id"]
                == decision_id(event["data"]["desk_id"], event["data"]["seq"])
            )
            assert event["time"] == event["data"]["decided_at"]
