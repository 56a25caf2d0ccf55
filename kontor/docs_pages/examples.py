"""`docs/contract/examples/`: one whole record value of every message."""

import json
from typing import Any, Final

import orjson

from kontor.docs_pages.example_case import DESK, OPENED_AT
from kontor.docs_pages.examples_alerts import ALERT_EXAMPLES
from kontor.docs_pages.examples_said import SAID_EXAMPLES
from kontor.docs_pages.examples_tariffs import TARIFF_EXAMPLES
from kontor.docs_pages.examples_told import TOLD_EXAMPLES
from models.cloudevent import encode
from models.ids import message_id
from models.messages.catalogue import PUBLIC
from models.messages.kind import Direction, MessageKind
from models.messages.told import ASSIGNMENTS

FOLDERS: Final = ("docs/contract/examples",)
DATA: Final = {**SAID_EXAMPLES, **TOLD_EXAMPLES, **ALERT_EXAMPLES, **TARIFF_EXAMPLES}
KEYS: Final = {
    "manager_id/presence": "{manager_id}/presence",
    "<desk_id>/<coverage_id>": "{desk_id}/{coverage_id}",
    "plan/<plan_id>": "plan/{plan_id}",
    "consent/<coverage_a>/<coverage_b>/<side>": "consent/{coverage_a}/{coverage_b}/{side}",
    "policy": "policy",
    "key of the rejected record": "C-1001",
}
CLIENT_OF_CONTACT: Final = {"client_id": "C-1001", "coverage_id": "G-12"}
"""What the key says that the data of some messages do not."""


def pages() -> dict[str, str]:
    """One example a message, in a folder per topic."""
    return {example_path(kind): json.dumps(example(kind), indent=2, ensure_ascii=False) + "\n" for kind in PUBLIC}


def example_path(kind: MessageKind) -> str:
    """Where the example of a message stands."""
    return f"{FOLDERS[0]}/{kind.topic}/{kind.type}.json"


def example(kind: MessageKind) -> dict[str, Any]:
    """The CloudEvent of a message's example; its `subject` is the record's key."""
    data = DATA[kind.topic, kind.type]
    key = KEYS.get(kind.key, f"{{{kind.key}}}").format(**{**CLIENT_OF_CONTACT, **data})
    if kind.direction is Direction.OUT:
        source, time = "kontor", data.get("decided_at", OPENED_AT)
        identifier = data["decision_id"] if kind.topic == ASSIGNMENTS else message_id(DESK, 4711, kind.type, key, 1)
    else:
        source = "kontor" if kind.direction is Direction.OWN else "crm/moscow-1"
        identifier, time = "9f1c2a", OPENED_AT
    value = encode(id=identifier, source=source, type=kind.type, time=time, subject=key, data=data)
    decoded: dict[str, Any] = orjson.loads(value)
    return decoded
