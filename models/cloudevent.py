"""
CloudEvents 1.0 over Kafka: both content modes in, the structured one out.

Sources: CloudEvents core specification 1.0.2, its JSON event format, its Kafka protocol binding.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import orjson

from models.instants import format_instant, parse_instant
from models.rejection import Rejection

SPEC_VERSION: Final = "1.0"
JSON: Final = "application/json"
HEADER_PREFIX: Final = "ce_"
LONGEST_ATTRIBUTE: Final = 512
"""Most characters of `id`, `source`, `type` and `subject`: they become keys and are kept."""

_REQUIRED: Final = ("id", "source", "type")


class Event(NamedTuple):
    """One CloudEvent; of its data no more is known than that it was JSON."""

    source: str
    id: str
    type: str
    time_ms: int | None
    """UTC milliseconds. None: the sender gave no time, its arrival counts."""
    subject: str | None
    attributes: Mapping[str, Any]
    """All context attributes as given, extensions too (`simservice`). Binary mode: all strings.
    In structured mode `data` is among them."""
    data: Any


def decode(value: bytes | None, headers: Iterable[tuple[str, bytes]] = ()) -> Event | Rejection:
    """
    Read a record's value (and, for the binary mode, its headers) as a CloudEvent.

    A value that itself has `specversion` is structured, whatever headers came along:
    Debezium's outbox router sets `ce_*` headers on complete envelopes too. Never raises.
    """
    if value is None:
        return Rejection("invalid", ("value: null where a message is due",))
    try:
        parsed = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        return Rejection("not_json", (f"value: {error.msg} at character {error.pos}",))
    if isinstance(parsed, dict) and "specversion" in parsed:
        return _event(parsed, parsed.get("data"))
    attributes: dict[str, Any] = {}
    for name, raw in headers:
        # Bridges from HTTP hand names on as they came; attributes are lower case by their own rule.
        lower = name.lower()
        if lower.startswith(HEADER_PREFIX):
            try:
                attributes[lower[len(HEADER_PREFIX) :]] = raw.decode()
            except UnicodeDecodeError:
                return Rejection("not_cloudevent", (f"header {name}: not UTF-8",))
    if "specversion" not in attributes:
        return Rejection("not_cloudevent", ("specversion: neither in the value nor in a ce_specversion header",))
    return _event(attributes, parsed)


def _event(attributes: Mapping[str, Any], data: object) -> Event | Rejection:
    get = attributes.get
    identifier, source, kind, subject, time = get("id"), get("source"), get("type"), get("subject"), get("time")
    # One test for the healthy case; only a bad event pays for being told what is wrong with it.
    if (
        attributes["specversion"] == SPEC_VERSION
        and type(identifier) is type(source) is type(kind) is str
        and 0 < len(identifier) <= LONGEST_ATTRIBUTE
        and 0 < len(source) <= LONGEST_ATTRIBUTE
        and 0 < len(kind) <= LONGEST_ATTRIBUTE
        and (subject is None or (type(subject) is str and len(subject) <= LONGEST_ATTRIBUTE))
        and (time is None or type(time) is str)
    ):
        try:
            time_ms = None if time is None else parse_instant(time)
        except ValueError:
            pass
        else:
            return Event(source, identifier, kind, time_ms, subject, attributes, data)
    return Rejection("not_cloudevent", tuple(_faults(attributes)))


def _faults(attributes: Mapping[str, Any]) -> Iterable[str]:
    if attributes["specversion"] != SPEC_VERSION:
        yield f"specversion: only {SPEC_VERSION} is understood"
    for name in _REQUIRED:
        if attributes.get(name) is None:
            yield f"{name}: missing"
        elif attributes[name] == "":
            yield f"{name}: empty"
    for name in (*_REQUIRED, "subject", "time"):
        text = attributes.get(name)
        if text is not None and not isinstance(text, str):
            yield f"{name}: not a string"
        elif text is not None and name != "time" and len(text) > LONGEST_ATTRIBUTE:
            yield f"{name}: longer than {LONGEST_ATTRIBUTE} characters"
    if isinstance(attributes.get("time"), str):
        try:
            parse_instant(attributes["time"])
        except ValueError as error:
            yield f"time: {error}"


def encode(
    *,
    id: str,  # noqa: A002  # the attribute's own name
    source: str,
    type: str,  # noqa: A002  # the same
    time: int | str,
    subject: str,
    data: object,
) -> bytes:
    """
    A structured CloudEvent, attributes in the contract's order, as compact UTF-8 JSON.

    `time` in UTC milliseconds or already written; `data` is a JSON-ready dict or an `orjson.Fragment`.
    """
    return orjson.dumps(
        {
            "specversion": SPEC_VERSION,
            "id": id,
            "source": source,
            "type": type,
            "time": time if isinstance(time, str) else format_instant(time),
            "subject": subject,
            "datacontenttype": JSON,
            "data": data,
        }
    )
