"""Repeats, what comes too early, what is over, what is history."""

import orjson

from models.unit import InboxRecord
from tests.rules.intake.bank import NOON, WEEK, Bank, event, short


def test_the_same_event_five_times_counts_once() -> None:
    bank = Bank()

    sent = [bank.opens("X1", desk_id="D1", named="same") for _ in range(5)]

    assert [len(each) for each in sent] == [1, 0, 0, 0, 0]
    assert bank.counts() == {"duplicate": 4}


def test_the_same_id_from_another_source_is_another_event() -> None:
    bank = Bank()
    bank.opens("X1", desk_id="D1", named="same")

    assert short(bank.opens("X2", desk_id="D1", named="same", source="other")) == [("D1", "contact.opened")]


def test_a_repeat_counts_as_one_until_the_horizon_and_no_longer() -> None:
    bank = Bank()
    bank.client("C1", named="same")

    bank.now = NOON + WEEK - 1
    assert bank.client("C1", named="same") == []
    bank.now = NOON + WEEK
    assert short(bank.client("C1", named="same")) == [("D1", "client.updated")]


def test_what_was_seen_is_forgotten_a_hundred_at_a_time_and_counts_no_longer_though_not_yet_forgotten() -> None:
    bank = Bank()
    for number in range(250):
        bank.client("C1", named=f"e{number}")
    seen = [key for key in bank.rows if key.startswith("seen/")]
    assert len(seen) == 250

    bank.now += WEEK
    assert short(bank.client("C1", named="e249")) == [("D1", "client.updated")]
    left = sum(key.startswith("seen/") for key in bank.rows)
    assert left == 150
    bank.client("C1", named="another")
    bank.client("C1", named="third")

    assert {key for key in bank.rows if key.startswith("seen/")} == {
        "seen/3/crm/e249",
        "seen/3/crm/another",
        "seen/3/crm/third",
    }


def test_a_contact_id_is_not_opened_twice_while_it_is_open_nor_within_the_horizon_after_its_end() -> None:
    bank = Bank()
    bank.opens("X1", desk_id="D1")
    bank.now = NOON + 2 * WEEK
    assert bank.opens("X1", desk_id="D2") == []
    bank.says("contact.closed", contact_id="X1")
    ended = bank.now - 1000

    bank.now = ended + WEEK - 1
    assert bank.opens("X1", desk_id="D3") == []
    bank.now = ended + WEEK
    assert short(bank.opens("X1", desk_id="D4")) == [("D4", "contact.opened")]
    assert bank.counts()["contact_again"] == 2


def test_a_contact_reopened_after_the_horizon_is_not_forgotten_for_its_former_end() -> None:
    bank = Bank()
    for number in range(150):
        bank.opens(f"X{number}", desk_id="D1")
        bank.says("contact.closed", contact_id=f"X{number}")
    bank.now += WEEK
    bank.opens("X149", desk_id="D4")
    for _ in range(10):
        bank.client("C1")

    assert "contact/X148" not in bank.rows
    assert short(bank.says("contact.closed", contact_id="X149")) == [("D4", "contact.closed")]


def test_what_comes_before_the_opening_is_handed_over_with_it_in_order_of_arrival() -> None:
    bank = Bank()
    assert bank.says("contact.reassigned", contact_id="X1", manager_id="M1", by="boss", named="r") == []
    assert bank.says("contact.closed", contact_id="X1", named="c", ago_ms=5000) == []

    (sent,) = bank.opens("X1", desk_id="D1")

    assert [(each["type"], each["at"], each["cause"]["id"]) for each in sent.value["early"]] == [
        ("contact.reassigned", NOON, "r"),
        ("contact.closed", NOON + 1000 - 5000, "c"),
    ]
    assert set(sent.value["early"][0]) == {"type", "at", "cause", "data"}
    assert "early/X1" not in bank.rows
    assert bank.opens("X1", desk_id="D1") == [], "it was over when it began"


def test_what_comes_too_early_is_kept_no_longer_than_the_horizon() -> None:
    bank = Bank()
    bank.says("contact.reassigned", contact_id="X1", manager_id="M1", by="boss")
    bank.now = NOON + WEEK - 1
    bank.says("contact.reassigned", contact_id="X1", manager_id="M2", by="boss")
    assert len(orjson.loads(bank.rows["early/X1"])) == 2

    bank.now = NOON + WEEK
    (sent,) = bank.opens("X1", desk_id="D1")

    assert [each["data"]["manager_id"] for each in sent.value["early"]] == ["M2"]


def test_what_never_gets_an_opening_leaves_nothing_behind() -> None:
    bank = Bank()
    bank.says("contact.closed", contact_id="X1")
    bank.says("contact.closed", contact_id="X1")
    bank.now += WEEK
    bank.client("C1", named="c")

    assert sorted(bank.rows) == ["client/C1", "intake", "seen/3/crm/c"]


def test_more_early_records_of_one_contact_than_any_sender_means_are_counted_and_left() -> None:
    bank = Bank()
    for _ in range(25):
        bank.says("contact.reassigned", contact_id="X1", manager_id="M1", by="boss")

    assert bank.counts() == {"early": 20, "early_too_many": 5}
    assert len(bank.opens("X1", desk_id="D1")[0].value["early"]) == 20


def started(bank: Bank, start_ms: int) -> None:
    from models.instants import format_instant

    value = event("kontor.started", {"start": format_instant(start_ms)}, time_ms=bank.now, named="started/w/1")
    bank.hear(InboxRecord(bank.offset, bank.now, None, value, (("topic", b"kontor.started"),)))
    bank.offset += 1


def test_a_contact_from_before_the_start_is_history_with_all_that_is_said_of_it() -> None:
    bank = Bank()
    started(bank, NOON)
    started(bank, NOON - WEEK)

    assert bank.says("contact.accepted", contact_id="X0", manager_id="M1") == []
    assert bank.opens("X0", desk_id="D1", timestamp_ms=NOON - 1) == []
    assert bank.says("contact.closed", contact_id="X0") == []
    assert short(bank.opens("X1", desk_id="D1", timestamp_ms=NOON)) == [("D1", "contact.opened")]
    assert bank.counts() == {"early": 1, "history": 2}
    assert "early/X0" not in bank.rows


def test_a_record_without_a_timestamp_is_no_history() -> None:
    bank = Bank()
    started(bank, NOON)

    assert short(bank.opens("X1", desk_id="D1", timestamp_ms=-1)) == [("D1", "contact.opened")]
    assert bank.opens("X0", desk_id="D1", timestamp_ms=0) == []
    assert [each.data["reason"] for each in bank.opens("X2", timestamp_ms=-1)] == ["invalid"], "nobody knows its desk"


def test_without_a_start_nothing_is_history() -> None:
    bank = Bank()

    assert short(bank.opens("X0", desk_id="D1", timestamp_ms=1)) == [("D1", "contact.opened")]
