"""The committed pages say what the code says, and the schemas mean what the models mean."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kontor.docs_pages import pages as frame
from kontor.docs_pages.examples import example, example_path
from kontor.docs_pages.schemas import schema, schema_path
from models.messages.catalogue import PUBLIC
from models.messages.kind import Direction, MessageKind
from models.messages.reading import Message, read
from models.messages.told import told_fault

ROOT = Path(__file__).resolve().parents[2]
each_message = pytest.mark.parametrize("kind", PUBLIC, ids=lambda kind: f"{kind.topic}-{kind.type}")


def test_every_committed_page_is_what_the_code_would_write() -> None:
    assert frame.differing(ROOT) == [], "run `python -m kontor.docs_pages` and commit what it writes"


def test_a_page_that_says_something_else_or_is_no_longer_written_is_noticed(tmp_path: Path) -> None:
    written = frame.write_all(tmp_path)
    assert frame.differing(tmp_path) == []
    (tmp_path / written[0]).write_text("another word", encoding="utf-8")
    stale = tmp_path / frame.generated_folders()[0] / "crm.contacts" / "contact.gone.schema.json"
    stale.write_text("{}", encoding="utf-8")
    wrong = sorted([written[0], stale.relative_to(tmp_path).as_posix()])
    assert frame.differing(tmp_path) == wrong
    assert frame.write_all(tmp_path) == wrong
    assert not stale.exists()
    assert frame.write_all(tmp_path) == []


@each_message
def test_a_schema_is_one_and_its_example_fits_it(kind: MessageKind) -> None:
    of_kind = schema(kind)
    Draft202012Validator.check_schema(of_kind)
    validator = Draft202012Validator(of_kind, format_checker=Draft202012Validator.FORMAT_CHECKER)
    validator.validate(example(kind)["data"])
    assert json.loads((ROOT / schema_path(kind)).read_text(encoding="utf-8")) == of_kind


@each_message
def test_an_example_is_read_or_published_exactly_as_it_stands(kind: MessageKind) -> None:
    text = (ROOT / example_path(kind)).read_bytes()
    if kind.direction is Direction.OUT:
        compact = json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False).encode()
        assert told_fault(kind.topic, compact) is None
        return
    message = read(kind.topic, text)
    assert isinstance(message, Message), message
    data = json.loads(text)["data"]
    assert message.data == data
    assert list(message.data) == list(data), "the example shows every field, in order"


@each_message
def test_a_schema_asks_for_what_the_model_asks_for(kind: MessageKind) -> None:
    data: dict[str, Any] = example(kind)["data"]
    validator = Draft202012Validator(schema(kind))
    for name in data:
        without = {field: value for field, value in data.items() if field != name}
        assert validator.is_valid(without) == _accepted(kind, without), f"without {name}"
    more = {**data, "unheard_of": 1}
    assert validator.is_valid(more) == _accepted(kind, more) == (kind.direction is not Direction.OUT)


def _accepted(kind: MessageKind, data: dict[str, Any]) -> bool:
    value = json.dumps({**example(kind), "data": data}).encode()
    if kind.direction is Direction.OUT:
        return told_fault(kind.topic, value) is None
    return isinstance(read(kind.topic, value), Message)
