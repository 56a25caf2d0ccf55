"""`docs/contract/schemas/`: the JSON Schema of every message's data."""

import json
from typing import Any, Final

from models.messages.catalogue import PUBLIC
from models.messages.kind import Direction, MessageKind

FOLDERS: Final = ("docs/contract/schemas",)
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def pages() -> dict[str, str]:
    """One schema a message, in a folder per topic: a type may stand on two topics."""
    return {schema_path(kind): _text(schema(kind)) for kind in PUBLIC}


def schema_path(kind: MessageKind) -> str:
    """Where the schema of a message stands."""
    return f"{FOLDERS[0]}/{kind.topic}/{kind.type}.schema.json"


def schema(kind: MessageKind) -> dict[str, Any]:
    """The JSON Schema of a message's `data`."""
    told = kind.direction is Direction.OUT
    of_model = kind.model.model_json_schema(mode="serialization" if told else "validation")
    for part in (of_model, *of_model.get("$defs", {}).values()):
        part.pop("title", None)
        for field in part.get("properties", {}).values():
            field.pop("title", None)
    of_model.pop("description", None)
    return {"$schema": DIALECT, "title": kind.type, "description": kind.sentence, **of_model}


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
