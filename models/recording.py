"""
A recording: JSON lines, one record of a topic each, in the order in which they are to be handled.

    {"topic":"crm.contacts","key":"C-1","timestamp_ms":1764000000000,"value":{...},"headers":{}}

plus `partition` and `offset` where they are known. What JSON cannot hold exactly is kept beside it:
`key_b64` for a key that is no UTF-8, `value_b64` for a value whose bytes `value` does not give back
(no JSON, or spaced otherwise), `headers_b64` (`[[name, base64], ...]`) for headers with a repeated
name or bytes that are no UTF-8. So dead letters come out of a replay as they came out live.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import orjson

from models.errors import KontorError
from models.inbox_headers import Headers


class Line(NamedTuple):
    """One record, raw. `value` None is a tombstone."""

    topic: str
    """Catalogue name, whatever the installation's prefix."""
    key: bytes | None
    timestamp_ms: int
    value: bytes | None
    headers: Headers = ()
    partition: int | None = None
    offset: int | None = None


def write_line(line: Line) -> bytes:
    """The line as JSON, with its newline."""
    fields: dict[str, Any] = {"topic": line.topic, "key": None}
    try:
        fields["key"] = None if line.key is None else line.key.decode()
    except UnicodeDecodeError:
        fields["key_b64"] = b64encode(line.key or b"").decode()
    if line.partition is not None:
        fields["partition"] = line.partition
    if line.offset is not None:
        fields["offset"] = line.offset
    fields["timestamp_ms"] = line.timestamp_ms
    fields["value"] = None
    if line.value is not None:
        _put_value(fields, line.value)
    _put_headers(fields, line.headers)
    return orjson.dumps(fields, option=orjson.OPT_APPEND_NEWLINE)


def _put_value(fields: dict[str, Any], value: bytes) -> None:
    try:
        parsed = orjson.loads(value)
        compact = orjson.dumps(parsed)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        # No JSON, or nested deeper than can be written again.
        fields["value_b64"] = b64encode(value).decode()
        return
    if parsed is None or compact != value:
        fields["value_b64"] = b64encode(value).decode()
    fields["value"] = orjson.Fragment(compact)


def _put_headers(fields: dict[str, Any], headers: Headers) -> None:
    try:
        named = {name: value.decode() for name, value in headers}
    except UnicodeDecodeError:
        named = {}
    fields["headers"] = named
    if len(named) != len(headers):
        fields["headers_b64"] = [[name, b64encode(value).decode()] for name, value in headers]


def read_line(text: bytes | str, number: int = 1) -> Line:
    """The record of one line; KontorError (exit code 2) names `number`, the line's place in its file from 1."""
    try:
        fields = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        sentence = f"line {number} of the recording is not JSON: {error.msg}"
        raise KontorError(sentence) from error
    try:
        return _line(fields)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        sentence = f"line {number} of the recording is no record of a topic: {_reason(error)}"
        raise KontorError(sentence) from error


def _reason(error: Exception) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)


def _line(fields: dict[str, Any]) -> Line:
    topic, timestamp = fields["topic"], fields["timestamp_ms"]
    if not isinstance(topic, str) or not topic:
        msg = "topic is not a name"
        raise ValueError(msg)
    if type(timestamp) is not int:
        msg = "timestamp_ms is not a whole number of milliseconds"
        raise ValueError(msg)
    places = (fields.get("partition"), fields.get("offset"))
    if any(place is not None and type(place) is not int for place in places):
        msg = "partition and offset are whole numbers"
        raise ValueError(msg)
    if "key_b64" in fields:
        key: bytes | None = b64decode(fields["key_b64"], validate=True)
    else:
        key = None if fields.get("key") is None else fields["key"].encode()
    if "headers_b64" in fields:
        headers = tuple((name, b64decode(value, validate=True)) for name, value in fields["headers_b64"])
    else:
        headers = tuple((name, value.encode()) for name, value in (fields.get("headers") or {}).items())
    return Line(topic, key, timestamp, _value(fields), headers, *places)


def _value(fields: dict[str, Any]) -> bytes | None:
    value = fields["value"]
    if "value_b64" in fields:
        exact = b64decode(fields["value_b64"], validate=True)
        # A value edited by hand beside its old bytes: the edit is what its author means.
        if value is None or orjson.loads(exact) == value:
            return exact
    return None if value is None else orjson.dumps(value)


def read_lines(texts: Iterable[bytes | str]) -> Iterator[Line]:
    """The records of a recording's lines; empty lines are passed over."""
    for number, text in enumerate(texts, start=1):
        if text.strip():
            yield read_line(text, number)
