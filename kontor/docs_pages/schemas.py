"""`docs/contract/schemas/`: the JSON Schema of every message's data."""

import json
from typing import Any, Final

from kontor.docs_pages.field_words import words_of
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
    _put_words(kind.model.__name__, of_model)
    for name, part in of_model.get("$defs", {}).items():
        _put_words(name, part)
    of_model.pop("description", None)
    return {"$schema": DIALECT, "title": kind.type, "description": kind.sentence, **of_model}


def _put_words(model: str, part: dict[str, Any]) -> None:
    """Titles that only repeat the names go, what the model says of its fields comes."""
    part.pop("title", None)
    for name, field in part.get("properties", {}).items():
        field.pop("title", None)
        words = words_of(model, name)
        if words is not None:
            field["description"] = words


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
