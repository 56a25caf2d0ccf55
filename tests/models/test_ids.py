"""Derived ids are exactly the uuid5 the contract names."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from models.ids import KONTOR, decision_id, kontor_uuid, message_id


def test_the_namespace_is_the_one_of_the_contract() -> None:
    assert uuid.uuid5(uuid.NAMESPACE_URL, "kontor") == KONTOR
    assert str(KONTOR) == "5e719a38-3339-53f7-b1b5-15a7199cd5df"


@given(st.text())
def test_the_quick_uuid5_is_the_uuid5_of_the_standard_library(name: str) -> None:
    assert kontor_uuid(name) == str(uuid.uuid5(KONTOR, name))


def test_ids_of_decisions_and_messages_are_of_their_parts_joined() -> None:
    assert decision_id("D-1", 7) == str(uuid.uuid5(KONTOR, "D-1|7"))
    assert message_id("D-1", 7, "manager.load", "M-1", 2) == str(uuid.uuid5(KONTOR, "D-1|7|manager.load|M-1|2"))
