"""CloudEvents come in structured or binary, go out structured, and nothing else comes through."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cloudevent import Event, decode, encode
from models.instants import EARLIEST_MS, LATEST_MS
from models.rejection import Rejection

words = st.text(min_size=1, max_size=20, alphabet=st.characters(codec="utf-8"))
whole = st.integers(min_value=-(2**63), max_value=2**63 - 1)
json_values = st.recursive(
    st.none() | st.booleans() | whole | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
)
json_objects = st.dictionaries(words, json_values, max_size=4)
headers = st.lists(
    st.tuples(st.sampled_from(["ce_id", "ce_specversion", "ce_type", "ce_time", "x"]), st.binary(max_size=9))
)
GOOD: dict[str, Any] = {"specversion": "1.0", "id": "1", "source": "crm", "type": "t", "data": {}}


@given(words, words, words, st.integers(EARLIEST_MS, LATEST_MS), words, json_objects)
def test_what_is_encoded_is_decoded(
    identifier: str, source: str, kind: str, time_ms: int, subject: str, data: dict[str, Any]
) -> None:
    value = encode(id=identifier, source=source, type=kind, time=time_ms, subject=subject, data=data)
    event = decode(value)
    assert isinstance(event, Event)
    assert event[:5] == (source, identifier, kind, time_ms, subject)
    assert event.data == data
    assert list(orjson.loads(value)) == [
        *("specversion", "id", "source", "type", "time", "subject", "datacontenttype", "data"),
    ]


@given(words, words, words, json_objects.filter(lambda data: "specversion" not in data))
def test_the_binary_mode_says_the_same_as_the_structured_one(
    identifier: str, source: str, kind: str, data: dict[str, Any]
) -> None:
    time = "2026-11-23T12:15:00.5+03:00"
    attributes = {"specversion": "1.0", "id": identifier, "source": source, "type": kind, "time": time}
    structured = decode(orjson.dumps({**attributes, "data": data}))
    binary = decode(orjson.dumps(data), [(f"ce_{name}", text.encode()) for name, text in attributes.items()])
    assert isinstance(structured, Event)
    assert isinstance(binary, Event)
    assert structured._replace(attributes={}) == binary._replace(attributes={})


def test_headers_that_a_bridge_wrote_in_capitals_say_the_same() -> None:
    told = [
        ("CE_SpecVersion", b"1.0"),
        ("Ce_Id", b"1"),
        ("CE_SOURCE", b"crm"),
        ("ce_TYPE", b"t"),
        ("Content-Type", b""),
    ]

    event = decode(b"{}", told)

    assert isinstance(event, Event)
    assert (event.source, event.id, event.type, event.data) == ("crm", "1", "t", {})


def test_a_complete_envelope_is_read_as_one_whatever_headers_came_with_it() -> None:
    value = orjson.dumps({**GOOD, "data": {"contact_id": "K-1"}})
    event = decode(value, [("ce_specversion", b"1.0"), ("ce_id", b"other"), ("ce_type", b"\xff")])
    assert isinstance(event, Event)
    assert (event.id, event.data) == ("1", {"contact_id": "K-1"})


def test_extension_attributes_pass() -> None:
    event = decode(orjson.dumps({**GOOD, "simservice": 240, "simpatience": 60}))
    assert isinstance(event, Event)
    assert (event.attributes["simservice"], event.attributes["simpatience"]) == (240, 60)


def test_an_event_without_a_time_is_one() -> None:
    event = decode(orjson.dumps(GOOD))
    assert isinstance(event, Event)
    assert event.time_ms is None


@pytest.mark.parametrize(
    ("value", "reason", "error"),
    [
        (None, "invalid", "value: null"),
        (b"", "not_json", "value: "),
        (b"{", "not_json", "value: "),
        (b"\xff\xfe", "not_json", "value: "),
        (b'{"specversion": NaN}', "not_json", "value: "),
        (b"[" * 5000, "not_json", "value: "),
        (b"null", "not_cloudevent", "specversion: neither"),
        (b"[]", "not_cloudevent", "specversion: neither"),
        (b'{"contact_id":"K-1"}', "not_cloudevent", "specversion: neither"),
        ({"specversion": "0.3"}, "not_cloudevent", "specversion: only 1.0"),
        ({"specversion": 1.0}, "not_cloudevent", "specversion: only 1.0"),
        ({"id": ""}, "not_cloudevent", "id: empty"),
        ({"id": 7}, "not_cloudevent", "id: not a string"),
        ({"source": None}, "not_cloudevent", "source: missing"),
        ({"type": "t" * 513}, "not_cloudevent", "type: longer than 512"),
        ({"subject": []}, "not_cloudevent", "subject: not a string"),
        ({"time": "yesterday"}, "not_cloudevent", "time: not an RFC 3339"),
        ({"time": 1764000000}, "not_cloudevent", "time: not a string"),
    ],
)
def test_a_bad_record_is_told_its_reason(value: bytes | dict[str, Any] | None, reason: str, error: str) -> None:
    rejection = decode(orjson.dumps({**GOOD, **value}) if isinstance(value, dict) else value)
    assert isinstance(rejection, Rejection)
    assert rejection.reason == reason
    assert rejection.errors[0].startswith(error)


@given(st.none() | st.binary(max_size=60) | json_values.map(orjson.dumps), headers)
def test_any_bytes_are_an_event_or_a_rejection_with_an_error(value: bytes | None, given_headers: Any) -> None:
    told = decode(value, given_headers)
    assert isinstance(told, Event) or (told.errors and all(told.errors))


@given(st.dictionaries(st.sampled_from([*GOOD, "time", "subject"]), json_values))
def test_any_envelope_is_an_event_or_a_rejection_with_an_error(changed: dict[str, Any]) -> None:
    told = decode(orjson.dumps({**GOOD, **changed}))
    assert isinstance(told, Event) or (told.errors and all(told.errors))
