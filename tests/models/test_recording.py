"""A recording gives back every byte it was given, and stays readable."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import KontorError
from models.recording import Line, read_line, read_lines, write_line

values = (
    st.none()
    | st.binary(max_size=40)
    | st.dictionaries(st.text(max_size=5), st.integers(-(2**63), 2**64 - 1)).map(orjson.dumps)
    | st.sampled_from(
        [b"null", b"{}", b'{"a": 1}', b'{"a":1e2}', b'{"a":1,"a":1}', b"123456789012345678901234567890", b""]
    )
)
lines = st.builds(
    Line,
    st.sampled_from(["crm.contacts", "kontor.intake-inbox"]),
    st.none() | st.binary(max_size=10) | st.text(max_size=10, alphabet=st.characters(codec="utf-8")).map(str.encode),
    st.integers(0, 2**50),
    values,
    st.lists(st.tuples(st.sampled_from(["n", "ce_id", "h.ce_id"]), st.binary(max_size=4))).map(tuple),
    st.none() | st.integers(0, 99),
    st.none() | st.integers(0, 2**62),
)


@given(lines)
def test_a_line_survives_being_written_and_read_to_the_byte(line: Line) -> None:
    text = write_line(line)
    assert text.count(b"\n") == 1
    assert read_line(text) == line


@pytest.mark.parametrize("depth", [100, 253, 254, 255, 1023, 1024, 1025])
def test_a_deeply_nested_value_survives_too(depth: int) -> None:
    line = Line("crm.contacts", None, 1, b"[" * depth + b"]" * depth)
    assert read_line(write_line(line)) == line


def test_an_ordinary_record_looks_as_the_contract_shows_it() -> None:
    line = Line("crm.contacts", b"C-1", 1764000000000, b'{"specversion":"1.0","id":"1"}')
    assert write_line(line) == (
        b'{"topic":"crm.contacts","key":"C-1","timestamp_ms":1764000000000,'
        b'"value":{"specversion":"1.0","id":"1"},"headers":{}}\n'
    )


def test_a_tombstone_is_a_null_value() -> None:
    text = b'{"topic":"crm.clients","key":"C-1","timestamp_ms":1764000000000,"value":null,"headers":{}}'
    assert read_line(text) == Line("crm.clients", b"C-1", 1764000000000, None)


def test_a_spaced_value_keeps_its_bytes_and_stays_readable() -> None:
    line = Line("crm.contacts", b"C-1", 1, b'{"a": 1}')
    fields = orjson.loads(write_line(line))
    assert fields["value"] == {"a": 1}
    assert "value_b64" in fields


def test_an_edited_value_counts_against_its_old_bytes() -> None:
    fields = orjson.loads(write_line(Line("crm.contacts", b"C-1", 1, b'{"a": 1}')))
    fields["value"] = {"a": 2}
    assert read_line(orjson.dumps(fields)).value == b'{"a":2}'


def test_empty_lines_are_passed_over_and_a_bad_one_is_named_by_its_place() -> None:
    good = write_line(Line("crm.contacts", b"C-1", 1, None))
    assert len(list(read_lines([good, b"\n", good, b""]))) == 2
    with pytest.raises(KontorError, match="line 3 of the recording is not JSON") as caught:
        list(read_lines([good, b"\n", b"{"]))
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"topic": None}, "topic is not a name"),
        ({"topic": ""}, "topic is not a name"),
        ({"timestamp_ms": "1"}, "timestamp_ms is not a whole number"),
        ({"timestamp_ms": True}, "timestamp_ms is not a whole number"),
        ({"partition": 0.5}, "partition and offset are whole numbers"),
        ({"key": 7}, "line 1"),
        ({"headers": [1]}, "line 1"),
        ({"headers_b64": [["a", "?"]]}, "line 1"),
        ({"value_b64": "?"}, "line 1"),
    ],
)
def test_a_line_that_is_no_record_says_what_is_wrong(change: dict[str, Any], sentence: str) -> None:
    fields = {"topic": "crm.contacts", "key": "C-1", "timestamp_ms": 1, "value": {}, "headers": {}}
    with pytest.raises(KontorError, match=sentence):
        read_line(orjson.dumps({**fields, **change}))


@pytest.mark.parametrize("missing", ["topic", "timestamp_ms", "value"])
def test_a_line_that_lacks_a_field_names_it(missing: str) -> None:
    fields = {"topic": "crm.contacts", "timestamp_ms": 1, "value": {}}
    with pytest.raises(KontorError, match=f"'{missing}' is missing"):
        read_line(orjson.dumps({name: value for name, value in fields.items() if name != missing}))


@given(st.binary(max_size=60) | st.recursive(st.none() | st.integers(0, 9), st.lists).map(orjson.dumps))
def test_any_line_is_a_record_or_a_sentence(text: bytes) -> None:
    try:
        read_line(text)
    except KontorError as error:
        assert error.sentence.startswith("line 1 of the recording")  # noqa: PT017
