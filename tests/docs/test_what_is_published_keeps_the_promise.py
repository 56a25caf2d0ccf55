"""What a replay publishes for the contract's own examples is what the contract promises, to the field."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import orjson

from kontor.docs_pages.example_case import POLICY
from kontor.docs_pages.examples_said import SAID_EXAMPLES
from models.cloudevent import encode
from models.messages.said import CLIENTS, CONTACTS, MANAGERS
from models.messages.told import told_fault
from models.recording import Line, write_line
from rules.replay.driver import replay
from rules.replay.kind import Kind

START_MS: Final = 1_795_425_300_000
STEP_MS: Final = 5_000
HERE: Final = {"state": "available", "until": None}
ORDINARY: Final[dict[str, Any]] = {"required_skills": []}
SAID: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    (CONTACTS, "contact.opened", ORDINARY | {"contact_id": "K-1", "desk_id": "moscow-1"}),
    (MANAGERS, "manager.updated", {}),
    (MANAGERS, "manager.presence", HERE),
    (CLIENTS, "client.updated", {"rivals": [], "conflict_classes": []}),
    (CONTACTS, "contact.opened", ORDINARY),
    (MANAGERS, "manager.updated", {"manager_id": "M-2"}),
    (MANAGERS, "manager.presence", HERE | {"manager_id": "M-2"}),
    (CONTACTS, "contact.reassigned", {"manager_id": "M-2"}),
    (CONTACTS, "contact.reassigned", {"manager_id": "M-99"}),
    (CONTACTS, "contact.closed", {}),
    (CONTACTS, "contact.opened", ORDINARY | {"contact_id": "K-2"}),
    (CONTACTS, "contact.opened", {"contact_id": "K-3"}),
    (CONTACTS, "contact.abandoned", {"contact_id": "K-3"}),
    (MANAGERS, "manager.left", {}),
    (CONTACTS, "contact.opened", {"contact_id": "K-4", "channel": "fax"}),
    (MANAGERS, "contact.opened", {"contact_id": "K-5"}),
)


def recorded() -> Iterator[bytes]:
    """A few minutes at the desk of the examples, and what no CRM should send."""
    for number, (topic, kind, changed) in enumerate(SAID):
        at = START_MS + number * STEP_MS
        data = SAID_EXAMPLES.get((topic, kind), SAID_EXAMPLES[CONTACTS, "contact.opened"]) | changed
        value = encode(id=str(number), source="crm/moscow-1", type=kind, time=at, subject="C-1001", data=data)
        yield write_line(Line(topic, b"C-1001", at, value))
    for broken in (b"{not json", b'{"contact_id":"K-6"}', b"\xff", None):
        yield write_line(Line(CONTACTS, b"\xff", START_MS + 900_000, broken, (("trace", b"\xff"),)))


def test_every_record_a_replay_publishes_is_what_the_contract_promises() -> None:
    seen: Counter[str] = Counter()
    for line in replay(recorded(), Kind.BANK, POLICY, until_ms=START_MS + 1_800_000):
        if line.value is not None:
            assert told_fault(line.topic, line.value) is None, line
            seen[orjson.loads(line.value)["type"]] += 1
    assert seen["record.rejected"] == 6
    decisions = {kind for kind in seen if kind.startswith("contact.")}
    assert decisions == {
        *("contact.assigned", "contact.queued", "contact.reassigned"),
        *("contact.finished", "contact.released", "contact.escalated"),
    }
    assert seen["alert.act_refused"] == 1
    assert seen["manager.load"] > 0


def test_the_same_recording_gives_the_same_bytes() -> None:
    first, second = ([write_line(line) for line in replay(recorded(), Kind.BANK, POLICY)] for _ in range(2))
    assert first == second
