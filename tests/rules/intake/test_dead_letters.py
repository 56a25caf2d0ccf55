"""What cannot be taken in, and what is said of it."""

from base64 import b64decode

import orjson
import pytest

from models.messages.told import told_fault
from models.unit import InboxRecord
from rules.intake.fold import IntakeFold
from tests.rules.intake.bank import NOON, Bank, Sent, event, short

GOOD = {"contact_id": "X", "client_id": "C", "channel": "web", "desk_id": "D"}


@pytest.mark.parametrize(
    ("topic", "value", "reason"),
    [
        ("crm.contacts", b"{", "not_json"),
        ("crm.contacts", b"\xff\xfe", "not_json"),
        ("crm.contacts", b"[]", "not_cloudevent"),
        ("crm.contacts", b'{"specversion":"1.0","id":"1"}', "not_cloudevent"),
        ("crm.contacts", event("contact.sang", {}, time_ms=NOON, named="1"), "unknown_type"),
        ("crm.managers", event("contact.opened", GOOD, time_ms=NOON, named="1"), "unknown_type"),
        ("crm.contacts", event("contact.opened", {**GOOD, "complexity": 6}, time_ms=NOON, named="1"), "invalid"),
        ("crm.contacts", event("contact.opened", None, time_ms=NOON, named="1"), "invalid"),
        ("crm.contacts", None, "invalid"),
        ("crm.activity", None, "invalid"),
        ("crm.offers", None, "invalid"),
        ("kontor.policies", None, "invalid"),
        ("", b"{}", "not_cloudevent"),
    ],
)
def test_a_bad_record_becomes_a_dead_letter_with_its_reason(topic: str, value: bytes | None, reason: str) -> None:
    bank = Bank()

    (letter,) = bank.raw(topic, value, b"the key")

    assert (letter.topic, letter.key, letter.type) == ("kontor.dead-letters", "the key", f"record.rejected:{reason}")
    assert letter.data["reason"] == reason
    assert letter.data["errors"]
    assert (letter.data["topic"], letter.data["partition"], letter.data["offset"]) == (topic, 3, 100)
    assert letter.data["rejected_at"] == "2025-11-24T16:00:00.000Z"
    assert letter.data["value_b64"] is None if value is None else b64decode(letter.data["value_b64"]) == value
    assert b64decode(letter.data["key_b64"]) == b"the key"
    assert told_fault("kontor.dead-letters", orjson.dumps(letter.value)) is None
    assert bank.counts() == {f"rejected_{reason}": 1}


def test_a_rejected_event_is_not_remembered_and_may_come_again_mended() -> None:
    bank = Bank()
    bank.raw("crm.contacts", event("contact.opened", {**GOOD, "priority": 77}, time_ms=NOON, named="1"))

    mended = bank.raw("crm.contacts", event("contact.opened", GOOD, time_ms=NOON, named="1"))

    assert short(mended) == [("D", "contact.opened")]


def test_the_headers_of_the_source_record_are_told_without_the_intakes_own() -> None:
    bank = Bank()

    (letter,) = bank.raw("crm.contacts", b"{", headers=(("ce_id", b"7"), ("raw", b"\xff")))

    assert letter.data["headers"] == {"ce_id": "7", "raw": "base64:/w=="}


def test_a_binary_cloudevent_is_taken_in() -> None:
    bank = Bank()
    headers = {"ce_specversion": "1.0", "ce_id": "1", "ce_source": "crm", "ce_type": "contact.opened"}

    sent = bank.raw(
        "crm.contacts", orjson.dumps(GOOD), headers=tuple((name, value.encode()) for name, value in headers.items())
    )

    assert short(sent) == [("D", "contact.opened")]


def test_a_record_too_large_is_told_without_its_value() -> None:
    bank = Bank(IntakeFold(max_record_bytes=20_000))

    (letter,) = bank.raw("crm.contacts", b'"' + b"x" * 20_000 + b'"')

    assert letter.data["reason"] == "too_large"
    assert letter.data["value_b64"] is None


def test_a_record_copied_without_its_value_since_it_was_too_large_says_so() -> None:
    bank = Bank()

    (letter,) = bank.raw("crm.clients", None, b"C1", more=(("too_large", b"9000000"),))

    assert letter.data["reason"] == "too_large"
    assert letter.data["errors"] == ["value: 9000000 bytes, at most 524288 are taken"]


def test_a_client_of_the_crm_cannot_say_that_a_record_was_too_large() -> None:
    bank = Bank()
    bank.client("C1")

    assert short(bank.raw("crm.clients", None, b"C1", headers=(("too_large", b"1"),))) == [("D1", "client.forgotten")]


def test_a_dead_letter_is_never_larger_than_a_record_may_be() -> None:
    bank = Bank(IntakeFold(max_record_bytes=20_000))

    (letter,) = bank.raw("crm.contacts", b"{" + b" " * 18_000, headers=(("h", b"v"),))
    (bulky,) = bank.raw("crm.contacts", b"{", headers=(("h", b"v" * 20_000),))

    assert letter.data["reason"] == "not_json"
    assert letter.data["value_b64"] is None
    assert letter.data["headers"] == {"h": "v"}
    assert bulky.data["headers"] == {}


@pytest.mark.parametrize("key", [None, b"", b"\xff"])
def test_a_null_without_a_key_that_says_whom_it_is_about_is_rejected(key: bytes | None) -> None:
    bank = Bank()

    (letter,) = bank.raw("crm.clients", None, key)

    assert letter.data["reason"] == "invalid"


def test_a_dead_letter_has_the_same_id_whenever_it_is_made() -> None:
    first, second = (Bank().raw("crm.contacts", b"{")[0] for _ in range(2))

    assert first == second
    assert isinstance(first, Sent)


def test_a_tick_or_start_that_cannot_be_read_is_a_dead_letter_too() -> None:
    bank = Bank()

    (letter,) = bank.hear(InboxRecord(0, NOON, None, b"{}", (("topic", b"kontor.ticks"),)))

    assert letter.data["topic"] == "kontor.ticks"
