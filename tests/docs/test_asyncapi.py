"""The AsyncAPI document has the structure of AsyncAPI 3.0, and every pointer in it leads somewhere."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from kontor.docs_pages.asyncapi import PAGE, document
from models.messages.catalogue import PUBLIC

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = {"type": "object", "required": ["$ref"], "additionalProperties": False, "properties": {"$ref": {}}}
REFERENCES = {"type": "object", "additionalProperties": REFERENCE, "minProperties": 1}
STRUCTURE: dict[str, Any] = {
    "type": "object",
    "required": ["asyncapi", "info"],
    "additionalProperties": False,
    "properties": {
        "asyncapi": {"const": "3.0.0"},
        "info": {"type": "object", "required": ["title", "version"]},
        "defaultContentType": {"type": "string"},
        "channels": {
            "additionalProperties": {
                "type": "object",
                "required": ["address", "messages"],
                "additionalProperties": False,
                "properties": {
                    "address": {"type": "string"},
                    "description": {"type": "string"},
                    "messages": REFERENCES,
                    "bindings": {"type": "object", "required": ["kafka"]},
                },
            }
        },
        "operations": {
            "additionalProperties": {
                "type": "object",
                "required": ["action", "channel"],
                "additionalProperties": False,
                "properties": {
                    "action": {"enum": ["send", "receive"]},
                    "channel": REFERENCE,
                    "messages": {"type": "array", "items": REFERENCE},
                },
            }
        },
        "components": {
            "type": "object",
            "additionalProperties": {"propertyNames": {"pattern": r"^[\w.\-]+$"}},
            "properties": {
                "messages": {
                    "additionalProperties": {
                        "type": "object",
                        "required": ["name", "payload"],
                        "properties": {"examples": {"items": {"required": ["payload"]}}},
                    }
                }
            },
        },
    },
}
"""The parts of the AsyncAPI 3.0.0 specification that this document uses, closed where it allows no more."""


@cache
def committed() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / PAGE).read_text(encoding="utf-8"))
    return document


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def followed(reference: str) -> Any:
    file, _, pointer = reference.partition("#")
    if file:
        found: Any = json.loads(((ROOT / PAGE).parent / file).read_text(encoding="utf-8"))
    else:
        found = committed()
    for step in filter(None, pointer.split("/")):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return found


def test_the_document_has_the_structure_of_asyncapi_3() -> None:
    Draft202012Validator(STRUCTURE).validate(committed())


def test_the_committed_document_says_in_yaml_what_the_code_says() -> None:
    assert committed() == document()


def test_every_pointer_leads_somewhere() -> None:
    pointers = set(references(committed()))
    assert len(pointers) > len(PUBLIC)
    for pointer in pointers:
        assert followed(pointer), pointer


def test_an_operation_only_names_messages_of_its_own_channel() -> None:
    for operation in committed()["operations"].values():
        channel = operation["channel"]["$ref"]
        named = [message["$ref"] for message in operation["messages"]]
        assert named == [f"{channel}/messages/{kind}" for kind in followed(channel)["messages"]]


def test_every_message_stands_on_its_channel_and_its_example_fits_its_payload() -> None:
    read = committed()
    for kind in PUBLIC:
        message = followed(read["channels"][kind.topic]["messages"][kind.type]["$ref"])
        payload = message["payload"]
        data = followed(payload["properties"]["data"]["$ref"])
        inline = {**payload, "properties": {**payload["properties"], "data": True}}
        for example in message["examples"]:
            Draft202012Validator(inline).validate(example["payload"])
            Draft202012Validator(data).validate(example["payload"]["data"])
