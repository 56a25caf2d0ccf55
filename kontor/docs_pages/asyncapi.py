"""`docs/contract/asyncapi.yaml`: the contract as an AsyncAPI 3.0 document."""

from itertools import groupby
from typing import Any, Final

import yaml

from kontor.docs_pages.examples import example
from kontor.docs_pages.schemas import schema_path
from models.messages.catalogue import PUBLIC
from models.messages.fields import LONGEST_ID
from models.messages.kind import Direction, MessageKind
from streams.topic import DAY_MS, Spread
from streams.topics import topic_named

PAGE: Final = "docs/contract/asyncapi.yaml"
HEAD: Final = "# Written by `python -m kontor.docs_pages`; a test fails when it differs from the code.\n"
BINDING: Final = "0.5.0"


class _Dumper(yaml.SafeDumper):
    """No anchors: the same part written twice is easier to read than a pointer to it."""

    def ignore_aliases(self, data: object) -> bool:
        """Never an alias."""
        del data
        return True


def pages() -> dict[str, str]:
    """The one document."""
    text = yaml.dump(document(), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return {PAGE: HEAD + text}


def document() -> dict[str, Any]:
    """AsyncAPI 3.0, seen from Kontor: it receives what the CRM says and sends what it decides."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for topic, kinds in groupby(PUBLIC, key=lambda kind: kind.topic):
        here = list(kinds)
        channels[topic] = _channel(topic, here)
        for action in _actions(here[0].direction):
            operations[f"{action}.{topic}"] = _operation(action, topic, here)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kontor",
            "version": "1.0.0",
            "description": "Which manager serves the client, which tariff the client can earn, and why.",
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": {_name(kind): _message(kind) for kind in PUBLIC}},
    }


def _actions(direction: Direction) -> tuple[str, ...]:
    return {Direction.IN: ("receive",), Direction.OUT: ("send",), Direction.OWN: ("send", "receive")}[direction]


def _name(kind: MessageKind) -> str:
    return f"{kind.topic}.{kind.type}"


def _channel(topic: str, kinds: list[MessageKind]) -> dict[str, Any]:
    about = topic_named(topic)
    configuration: dict[str, Any] = {"cleanup.policy": ["compact" if about.compacted else "delete"]}
    if about.retention_days is not None:
        configuration["retention.ms"] = about.retention_days * DAY_MS
    kafka: dict[str, Any] = {"topicConfiguration": configuration, "bindingVersion": BINDING}
    if about.spread is Spread.ONE:
        kafka["partitions"] = 1
    return {
        "address": topic,
        "description": about.sentence,
        "messages": {kind.type: {"$ref": f"#/components/messages/{_name(kind)}"} for kind in kinds},
        "bindings": {"kafka": kafka},
    }


def _operation(action: str, topic: str, kinds: list[MessageKind]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{topic}"},
        "messages": [{"$ref": f"#/channels/{topic}/messages/{kind.type}"} for kind in kinds],
    }


def _message(kind: MessageKind) -> dict[str, Any]:
    return {
        "name": kind.type,
        "title": kind.type,
        "summary": kind.sentence,
        "contentType": "application/cloudevents+json",
        "payload": _envelope(kind),
        "bindings": {"kafka": {"key": {"type": "string", "description": kind.key}, "bindingVersion": BINDING}},
        "examples": [{"name": kind.type, "payload": example(kind)}],
    }


def _envelope(kind: MessageKind) -> dict[str, Any]:
    """The CloudEvent around the data; what Kontor sends has every attribute, what it reads needs four and the data."""
    text = {"type": "string", "minLength": 1}
    told = kind.direction is not Direction.IN
    required = ["specversion", "id", "source", "type"]
    required += ["time", "subject", "datacontenttype", "data"] if told else ["data"]
    return {
        "type": "object",
        "required": required,
        "properties": {
            "specversion": {"const": "1.0"},
            "id": text,
            "source": text,
            "type": {"const": kind.type},
            "time": {"type": "string", "format": "date-time"},
            "subject": {"type": "string", "maxLength": 2 * LONGEST_ID},
            "datacontenttype": {"type": "string"},
            "data": {"$ref": f"./{schema_path(kind).removeprefix('docs/contract/')}"},
        },
    }
