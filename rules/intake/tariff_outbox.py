"""What the intake sends to the coverages' tariffs, as exact bytes."""

from collections.abc import Mapping
from typing import Any

import orjson

from models.inbox_headers import TARIFF_INBOX
from models.ticks import tick_cause
from models.unit import EVERY_PARTITION, Message
from rules.intake.heard import Heard


def tell_coverage(
    coverage_id: str, kind: str, heard: Heard, postings_to: str | None, data: Mapping[str, Any], **more: object
) -> Message:
    """One command of `kind` to a coverage, caused by `heard`; `more` stands beside `data`."""
    command = {
        "type": kind,
        "coverage_id": coverage_id,
        "at": heard.at_ms,
        "clock": heard.clock_ms,
        "cause": heard.cause(),
        "postings_to": postings_to,
        "data": data,
        **more,
    }
    return Message(TARIFF_INBOX, coverage_id.encode(), orjson.dumps(command), kind, heard.at_ms)


def tell_kept(coverage_id: str, kept: Mapping[str, Any], heard: Heard, postings_to: str | None) -> Message:
    """A command kept until now: with its own instant and cause, under the clock of `heard`."""
    command = {
        "type": kept["type"],
        "coverage_id": coverage_id,
        "at": kept["at"],
        "clock": heard.clock_ms,
        "cause": kept["cause"],
        "postings_to": postings_to,
        "data": kept["data"],
    }
    return Message(TARIFF_INBOX, coverage_id.encode(), orjson.dumps(command), kept["type"], kept["at"])


def tell_every_coverage(kind: str, heard: Heard, postings_to: str | None, data: Mapping[str, Any]) -> Message:
    """One command to every partition, for all coverages there and those still to come."""
    command = {
        "type": kind,
        "at": heard.at_ms,
        "clock": heard.clock_ms,
        "cause": heard.cause(),
        "postings_to": postings_to,
        "data": data,
    }
    return Message(TARIFF_INBOX, kind.encode(), orjson.dumps(command), kind, heard.at_ms, EVERY_PARTITION)


def coverage_tick(coverage_id: str, instant_ms: int, clock_ms: int, postings_to: str | None) -> Message:
    """A tick: the clock has come to `clock_ms`, at least to its own instant."""
    cause = tick_cause(coverage_id, instant_ms)
    command = {
        "type": "tick",
        "coverage_id": coverage_id,
        "at": instant_ms,
        "clock": clock_ms,
        "cause": cause,
        "postings_to": postings_to,
        "data": {},
    }
    return Message(TARIFF_INBOX, coverage_id.encode(), orjson.dumps(command), "tick", instant_ms)
