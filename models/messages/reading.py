"""
The way in: from a record's bytes to data that can be trusted.

Data come out as plain JSON-ready dicts in the contract's order, defaults filled in, unknown
fields gone: that is what the units pass on.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from models.cloudevent import Event, decode
from models.messages.plain_validator import Check, plain_check
from models.messages.said import OWN, SAID
from models.rejection import Rejection

MOST_ERRORS: Final = 20
"""Errors told of one record: a dead letter stays small however wrong the record is."""
LONGEST_ERROR: Final = 300


class Message(NamedTuple):
    """A valid message: its envelope, and its data as a plain dict."""

    event: Event
    data: dict[str, Any]


def read(
    topic: str,
    value: bytes | None,
    headers: Iterable[tuple[str, bytes]] = (),
    max_bytes: int | None = None,
) -> Message | Rejection:
    """
    Decode and check one record of `topic` (catalogue name); never raises.

    `headers` are the source record's own; `max_bytes` bounds the value. What a null value
    means on a compacted topic is for the caller to ask first: here it is `invalid`.
    """
    if max_bytes is not None and value is not None and len(value) > max_bytes:
        return Rejection("too_large", (f"value: {len(value)} bytes, at most {max_bytes} are taken",))
    event = decode(value, headers)
    if isinstance(event, Rejection):
        return event
    data = check(topic, event.type, event.data)
    if isinstance(data, Rejection):
        return data
    return Message(event, data)


def check(topic: str, kind: str, data: object) -> dict[str, Any] | Rejection:
    """The data of a message of type `kind` on `topic`, checked; never raises."""
    here = _CHECKS.get(topic)
    if here is None:
        return Rejection("unknown_type", (f"topic: {topic} is not read",))
    checked = here.get(kind)
    if checked is None:
        return Rejection("unknown_type", (f"type: {kind} does not stand on {topic}",))
    try:
        return checked(data)
    except ValidationError as error:
        return Rejection("invalid", _sentences(error))


def _sentences(error: ValidationError) -> tuple[str, ...]:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    told = [
        f"{'.'.join(('data', *map(str, fault['loc'])))}: {fault['msg']}"[:LONGEST_ERROR]
        for fault in faults[:MOST_ERRORS]
    ]
    if len(faults) > MOST_ERRORS:
        told.append(f"data: {len(faults) - MOST_ERRORS} more")
    return tuple(told)


_CHECKS: Final[dict[str, dict[str, Check]]] = {}
for _kind in (*SAID, *OWN):
    _CHECKS.setdefault(_kind.topic, {})[_kind.type] = plain_check(_kind.model)
