"""Where a recording enters, what is passed over, how far the clock goes."""

from typing import Any

import orjson
import pytest

from models.errors import KontorError
from models.inbox_headers import DESK_INBOX, INTAKE_INBOX
from models.instants import format_instant
from models.policy import Policy
from models.recording import Line, write_line
from rules.replay.driver import replay
from rules.replay.kind import Kind, kind_of
from tests.replay.day import NINE, Day, policy
from tests.rules.desk.bank import Bank


def opened(day: Day, contact: str, desk: str = "D1") -> bytes:
    data = {"contact_id": contact, "client_id": "C", "channel": "web", "desk_id": desk}
    return day.line("crm.contacts", "C", "contact.opened", data)


def waiting(day: Day, *contacts: str) -> list[bytes]:
    """Contacts of a bank in which nobody works."""
    data = {"policy": policy().canonical, "version": policy().version}
    return [
        day.line("kontor.policies", "policy", "policy.activated", data),
        *(opened(day, contact) for contact in contacts),
    ]


def told(lines: list[Line]) -> list[tuple[str, str, str]]:
    """Type, subject and instant of what stands on `kontor.assignments`."""
    values = [orjson.loads(line.value or b"") for line in lines if line.topic == "kontor.assignments"]
    return [(value["type"], value["subject"], value["time"]) for value in values]


def kinds(lines: list[Line]) -> list[tuple[str, str]]:
    return [(kind, subject) for kind, subject, _ in told(lines)]


def test_nothing_is_ticked_after_the_last_line() -> None:
    assert kinds(list(replay(waiting(Day(), "X1"), Kind.BANK))) == [("contact.queued", "X1")]


def test_with_until_the_clock_goes_on() -> None:
    lines = list(replay(waiting(Day(), "X1"), Kind.BANK, until_ms=NINE + 600_000))

    assert told(lines) == [
        ("contact.queued", "X1", format_instant(NINE)),
        ("contact.escalated", "X1", format_instant(NINE + 600_000)),
    ]


def test_what_is_due_one_millisecond_after_until_is_not_yet_due() -> None:
    lines = list(replay(waiting(Day(), "X1"), Kind.BANK, until_ms=NINE + 599_999))

    assert kinds(lines) == [("contact.queued", "X1")]


def test_lines_that_arrived_after_until_are_left_out() -> None:
    day = Day()
    texts = waiting(day, "X1")
    day.now += 10_000
    texts.append(opened(day, "X2"))

    assert kinds(list(replay(texts, Kind.BANK, until_ms=NINE + 9_999))) == [("contact.queued", "X1")]
    assert len(told(list(replay(texts, Kind.BANK, until_ms=NINE + 10_000)))) == 2
    day.now = NINE + 9_999
    texts.append(opened(day, "X3"))
    assert [subject for _, subject in kinds(list(replay(texts, Kind.BANK, until_ms=NINE + 9_999)))] == ["X1", "X3"]


def test_a_tick_due_at_the_next_lines_instant_comes_before_it() -> None:
    day = Day()
    texts = waiting(day, "X1")
    day.now += 600_000
    texts.append(opened(day, "X2", "D0"))

    assert kinds(list(replay(texts, Kind.BANK))) == [
        ("contact.queued", "X1"),
        ("contact.escalated", "X1"),
        ("contact.queued", "X2"),
    ]


def test_instants_due_at_once_are_ticked_desk_by_desk() -> None:
    day = Day()
    texts = [*waiting(day), opened(day, "X1", "D2"), opened(day, "X2", "D1")]

    lines = list(replay(texts, Kind.BANK, until_ms=NINE + 3_600_000))

    assert kinds(lines)[2:] == [("contact.escalated", "X2"), ("contact.escalated", "X1")]


def test_a_policy_given_is_in_force_from_the_start_and_those_recorded_do_not_count() -> None:
    day = Day()
    first, *rest = waiting(day, "X1")
    given = Policy.from_canonical({"name": "given", "lines": [{"priority": 1}]})

    lines = list(replay([*rest, first, opened(day, "X2")], Kind.BANK, given))

    versions = [orjson.loads(line.value or b"")["data"]["policy_version"] for line in lines]
    assert versions == [given.version] * 2


def test_a_policy_that_cannot_come_into_force_is_told() -> None:
    asks_too_much = Policy.from_canonical({"name": "p", "lines": [{"priority": 1}, {}]})

    with pytest.raises(KontorError, match="cannot come into force"):
        list(replay([], Kind.BANK, asks_too_much))


def test_without_a_policy_nothing_is_decided_and_a_later_one_decides() -> None:
    day = Day()
    first, *rest = waiting(day, "X1")

    assert list(replay(rest, Kind.BANK)) == []
    assert kinds(list(replay([*rest, first], Kind.BANK))) == [("contact.queued", "X1")]


def inbox(text: bytes, number: int) -> bytes:
    fields: dict[str, Any] = orjson.loads(text)
    headers = {"topic": fields["topic"], "sender": "s", "n": str(number), "partition": "0", "offset": "5"}
    return orjson.dumps({**fields, "topic": INTAKE_INBOX, "headers": headers})


def test_of_a_mixed_recording_the_intakes_inbox_counts_and_outputs_are_passed_over() -> None:
    day = Day()
    texts = waiting(day, "X1")
    outputs = [write_line(line) for line in replay(texts, Kind.BANK)]
    mixed = [*texts, *outputs, *(inbox(text, number) for number, text in enumerate(texts))]

    assert kind_of(mixed) is Kind.INTAKE
    assert kind_of([*texts, *outputs]) is Kind.BANK
    assert kinds(list(replay(mixed, Kind.INTAKE))) == [("contact.queued", "X1")]
    assert kinds(list(replay([*texts, *outputs], Kind.BANK))) == [("contact.queued", "X1")]


def test_what_collect_copied_twice_counts_once_even_without_an_id() -> None:
    day = Day()
    forget = day.raw("crm.clients", "C", None)
    texts = [*waiting(day), day.client("C"), forget]
    texts = [inbox(text, number) for number, text in enumerate(texts)]

    lines = list(
        replay([*texts, texts[2], inbox(b'{"topic":"crm.clients","timestamp_ms":1,"value":7}', 4)], Kind.INTAKE)
    )

    assert [line.topic for line in lines] == ["kontor.dead-letters"]


def test_a_record_from_a_recording_without_places_is_named_by_its_line_within_its_topic() -> None:
    day = Day()
    bad = day.raw("crm.contacts", "bad", {"no": "event"})

    lines = list(replay([day.client("C0"), bad, day.client("C1"), bad], Kind.BANK))

    places = [orjson.loads(line.value or b"")["data"] for line in lines]
    assert [(place["partition"], place["offset"]) for place in places] == [(0, 0), (0, 1)]


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        (b"{", Kind.BANK, "line 3 of the recording is not JSON"),
        (b"[]", Kind.BANK, "line 3 of the recording is no record of a topic"),
        (b'{"topic":"crm.contacts","value":null}', Kind.BANK, "line 3 .* 'timestamp_ms' is missing"),
        (
            b'{"topic":"kontor.intake-inbox","timestamp_ms":1,"value":1,"headers":{"offset":"x"}}',
            Kind.INTAKE,
            "line 3 of the recording is no record of kontor.intake-inbox",
        ),
        (
            b'{"topic":"kontor.desk-inbox","timestamp_ms":1,"value":{"type":"x"}}',
            Kind.DESK,
            "line 3 of the recording is no record of kontor.desk-inbox: not a command to a desk",
        ),
        (
            write_line(Line(DESK_INBOX, None, 1, b"{")),
            Kind.DESK,
            "line 3 of the recording is no record of kontor.desk-inbox: not JSON",
        ),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: bytes, kind: Kind, sentence: str) -> None:
    with pytest.raises(KontorError, match=sentence) as caught:
        list(replay([b"\n", b'{"topic":"other","timestamp_ms":1,"value":null}', text], kind))

    assert caught.value.exit_code == 2


def test_a_line_that_only_tells_of_the_desks_inbox_makes_no_recording_of_it() -> None:
    day = Day()
    telling = day.raw("crm.contacts", "kontor.desk-inbox", {"no": "event"})
    unreadable = b'{"topic":"kontor.desk-inbox","timestamp_ms":'

    assert kind_of([telling, unreadable, day.client("C")]) is Kind.BANK


def told_to_a_desk(bank: Bank) -> list[bytes]:
    """What a desk was told, as a recording of its inbox."""
    return [write_line(Line(DESK_INBOX, each.key, each.timestamp_ms, each.value, (), 0)) for each in bank.log]


def test_a_policy_given_takes_the_place_of_those_a_desk_was_told_and_of_nothing_else() -> None:
    bank = Bank()
    bank.open("X1", 1)
    bank.tick(601)
    given = Policy.from_canonical({"name": "given", "lines": [{"escalate_after_s": 600}]})

    lines = list(replay(told_to_a_desk(bank), Kind.DESK, given))

    assert kinds(lines) == [("contact.queued", "X1"), ("contact.escalated", "X1")]
    versions = {
        orjson.loads(line.value or b"")["data"]["policy_version"]
        for line in lines
        if line.topic == "kontor.assignments"
    }
    assert versions == {given.version}
