"""What the CRM says is checked against the models, strictly, and comes out as plain data."""

import json
from functools import cache
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kontor.docs_pages.examples_said import SAID_EXAMPLES
from models.messages.kind import MessageKind
from models.messages.plain_validator import by_instance, plain_check
from models.messages.reading import LONGEST_ERROR, MOST_ERRORS, Message, check, read
from models.messages.said import OWN, SAID
from models.rejection import Rejection

OPENED: dict[str, Any] = {"contact_id": "K-1", "client_id": "C-1", "channel": "phone"}
containers = st.sampled_from([[], {}, [1], ["x"], [None], {"fx": 3}, {"fx": "3"}, {"": 1}, [{"skill": "fx"}]])
scalars = st.sampled_from([None, True, False, 2**63, -(2**63) - 1, 0.5, 1.0, "", "1", "phone"])
odd = st.integers(-3, 12) | scalars | containers | st.text(max_size=3)
quick = cache(plain_check)


def as_json(value: object) -> bytes:
    """By the standard library, which writes whole numbers of any size."""
    return json.dumps(value).encode()


def fault(kind: str, data: object, topic: str = "crm.contacts") -> Rejection:
    told = check(topic, kind, data)
    assert isinstance(told, Rejection), told
    return told


def test_defaults_are_filled_in_and_unknown_fields_are_gone() -> None:
    assert check("crm.contacts", "contact.opened", {**OPENED, "mood": "bad", "required_skills": [{"skill": "fx"}]}) == {
        "contact_id": "K-1",
        "client_id": "C-1",
        "channel": "phone",
        "purpose": None,
        "product": None,
        "language": None,
        "complexity": 1,
        "priority": 0,
        "required_skills": [{"skill": "fx", "min_level": 1, "mandatory": True}],
        "requested_manager_id": None,
        "desk_id": None,
    }


def test_two_messages_never_share_a_list_that_was_filled_in() -> None:
    first, second = (check("crm.contacts", "contact.opened", OPENED) for _ in range(2))
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert first["required_skills"] is not second["required_skills"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"contact_id": ""}, "data.contact_id: String should have at least 1 character"),
        ({"contact_id": "K" * 257}, "data.contact_id: String should have at most 256 characters"),
        ({"contact_id": 7}, "data.contact_id: Input should be a valid string"),
        ({"channel": "fax"}, "data.channel: Input should be"),
        ({"complexity": 0}, "data.complexity: "),
        ({"complexity": 6}, "data.complexity: "),
        ({"complexity": 2.0}, "data.complexity: Input should be a valid integer"),
        ({"complexity": "2"}, "data.complexity: Input should be a valid integer"),
        ({"complexity": True}, "data.complexity: Input should be a valid integer"),
        ({"priority": 10}, "data.priority: "),
        ({"required_skills": [{"skill": "fx", "min_level": 6}]}, "data.required_skills.0.min_level: "),
        ({"required_skills": {"skill": "fx"}}, "data.required_skills: "),
        ({"desk_id": "moscow/1"}, "data.desk_id: Value error, a desk_id has no slash"),
    ],
)
def test_a_wrong_field_is_named(change: dict[str, Any], error: str) -> None:
    told = fault("contact.opened", {**OPENED, **change})
    assert told.reason == "invalid"
    assert told.errors[0].startswith(error)


@pytest.mark.parametrize(
    ("topic", "kind", "change"),
    [
        ("crm.activity", "turnover.posted", {"amount_minor": 2**63}),
        ("crm.activity", "turnover.posted", {"amount_minor": 1.0}),
        ("crm.activity", "turnover.posted", {"amount_minor": -1}),
        ("crm.activity", "turnover.posted", {"currency": "rub"}),
        ("crm.activity", "turnover.posted", {"value_date": "2026-02-30"}),
        ("crm.activity", "turnover.posted", {"value_date": "20260220"}),
        ("crm.activity", "margin.recorded", {"month": "2026-13"}),
        ("crm.managers", "manager.updated", {"skills": {"fx": 6}}),
        ("crm.managers", "manager.updated", {"channels": {"fax": 1}}),
        ("crm.managers", "manager.updated", {"capacity": -1}),
        ("crm.managers", "manager.presence", {"state": "asleep"}),
        ("crm.managers", "manager.presence", {"until": "2026-12-01"}),
        ("crm.clients", "client.updated", {"tier": "gold"}),
        ("crm.clients", "wall.consent", {"coverage_a": "G-77", "coverage_b": "G-12"}),
        ("crm.offers", "offer.requested", {"committee_exception": True}),
        ("crm.offers", "offer.requested", {"terms": orjson.loads(b'{"a":' * 40 + b"1" + b"}" * 40)}),
        ("kontor.policies", "policy.activated", {"version": "1"}),
    ],
)
def test_the_limits_of_the_contract_hold(topic: str, kind: str, change: dict[str, Any]) -> None:
    data = SAID_EXAMPLES[topic, kind]
    assert isinstance(check(topic, kind, data), dict)
    assert fault(kind, {**data, **change}, topic).reason == "invalid"


def test_instants_come_out_in_utc_with_three_decimals() -> None:
    data = {"manager_id": "M-1", "state": "away", "until": "2026-11-23T12:15:00+03:00"}
    checked = check("crm.managers", "manager.presence", data)
    assert isinstance(checked, dict)
    assert checked["until"] == "2026-11-23T09:15:00.000Z"


def test_a_type_is_known_on_its_own_topic_only() -> None:
    assert fault("contact.vanished", {}).reason == "unknown_type"
    assert fault("contact.opened", OPENED, "crm.clients").reason == "unknown_type"
    assert fault("contact.opened", OPENED, "crm.gossip").reason == "unknown_type"


def test_a_record_above_the_limit_is_not_looked_at() -> None:
    told = read("crm.contacts", b"{" * 11, max_bytes=10)
    assert isinstance(told, Rejection)
    assert told.reason == "too_large"
    assert isinstance(read("crm.contacts", b"{" * 10, max_bytes=10), Rejection)


def test_however_much_is_wrong_little_is_said() -> None:
    told = fault("contact.opened", {**OPENED, "required_skills": [{"skill": ""}] * 5000})
    assert len(told.errors) == MOST_ERRORS + 1
    assert told.errors[-1] == f"data: {5000 - MOST_ERRORS} more"
    long = {**SAID_EXAMPLES["crm.managers", "manager.updated"], "skills": {"x" * 100_000: 9}}
    assert all(len(error) <= LONGEST_ERROR for error in fault("manager.updated", long, "crm.managers").errors)


@pytest.mark.parametrize("kind", [*SAID, *OWN], ids=lambda kind: kind.type)
@settings(max_examples=40)
@given(data=st.data())
def test_the_quick_check_says_what_the_model_says(kind: MessageKind, data: st.DataObject) -> None:
    fields = list(kind.model.model_fields)
    changed = data.draw(st.dictionaries(st.sampled_from([*fields, "unheard_of"]), odd, max_size=2))
    dropped = data.draw(st.sets(st.sampled_from(fields), max_size=1)) if fields else set()
    example = SAID_EXAMPLES.get((kind.topic, kind.type), {"desk_id": "D", "start": "2026-01-01T00:00:00Z"})
    given_data = {name: value for name, value in {**example, **changed}.items() if name not in dropped}
    try:
        expected = by_instance(kind.model)(given_data)
    except ValidationError:
        with pytest.raises(ValidationError):
            quick(kind.model)(given_data)
        return
    checked = quick(kind.model)(given_data)
    assert checked == expected
    assert list(checked) == list(expected)
    assert orjson.loads(orjson.dumps(checked)) == checked


@pytest.mark.parametrize("topic", ["crm.contacts", "crm.managers", "kontor.ticks", "nowhere"])
@given(
    st.binary(max_size=50)
    | st.dictionaries(st.sampled_from(["specversion", "id", "source", "type", "data"]), odd).map(as_json)
)
def test_any_bytes_are_a_message_or_a_rejection(topic: str, value: bytes) -> None:
    told = read(topic, value)
    assert isinstance(told, Message | Rejection)
