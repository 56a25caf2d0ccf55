"""Who is there: what was said, debounce, until."""

from tests.rules.desk.bank import POLICY, Bank, kinds

DEBOUNCED = POLICY | {"presence": {"debounce_s": 2}}


def test_only_available_is_available() -> None:
    for state in ("busy", "wrap_up", "away", "leave", "offline", None):
        bank = Bank()
        bank.manager("M1", state=state)

        assert kinds(bank.open("C", 1)) == [("queued", "C")]
        assert bank.last("C")["explanation"]["refused"] == {"not_present": 1}


def test_becoming_available_counts_from_its_instant_and_the_debounce() -> None:
    bank = Bank(DEBOUNCED)
    bank.manager("M1", 10)
    bank.open("C", 11)

    assert bank.fold.next_due() == bank.log[0].timestamp_ms + 12_000
    assert kinds(bank.tick(11.999)) == []
    assert kinds(bank.tick(12)) == [("assigned", "C")]


def test_a_state_between_begins_the_debounce_anew() -> None:
    bank = Bank(DEBOUNCED)
    bank.manager("M1", 10)
    bank.presence("M1", 11, "busy")
    bank.presence("M1", 11.5, "available")
    bank.open("C", 13)

    assert bank.last("C")["type"] == "contact.queued"
    assert kinds(bank.tick(13.5)) == [("assigned", "C")]


def test_available_said_again_is_no_other_state_between() -> None:
    bank = Bank(DEBOUNCED)
    bank.manager("M1", 10)
    bank.presence("M1", 11.5, "available", until=100)

    assert kinds(bank.open("C", 12)) == [("assigned", "C")]


def test_becoming_unavailable_counts_at_once() -> None:
    bank = Bank()
    bank.manager("M1")
    bank.presence("M1", 5, "busy")

    assert kinds(bank.open("C", 5)) == [("queued", "C")]


def test_an_older_presence_is_stale_and_an_equal_one_the_later_in_the_log_counts() -> None:
    bank = Bank()
    bank.manager("M1", 10)
    bank.presence("M1", 9, "offline")

    assert bank.counts["stale_presence"] == 1
    assert kinds(bank.open("C1", 11)) == [("assigned", "C1")]

    bank.presence("M1", 10, "offline")
    assert kinds(bank.open("C2", 12)) == [("queued", "C2")]


def test_becoming_available_again_drains_the_queue() -> None:
    bank = Bank()
    bank.manager("M1", state="away")
    bank.open("C", 1)

    told = bank.presence("M1", 2, "available")

    assert kinds(told) == [("assigned", "C")]
    assert bank.last("C")["cause"]["type"] == "manager.presence"
    assert bank.last("C")["waited_s"] == 1


def test_the_end_of_until_changes_no_state_but_is_an_instant_of_the_desk() -> None:
    bank = Bank()
    bank.manager("M1", state=None)
    bank.presence("M1", 1, "away", until=60)
    bank.open("C", 2)
    bank.open("C2", 59)  # after the end of C's last due instant there is only the end of until left, and silence

    assert bank.last("C")["status"] == "queued"
    assert kinds(bank.tick(60)) == []
    assert bank.load("M1")["presence"] == "away"  # type: ignore[index]


def test_a_flapping_presence_is_debounced_and_offers_no_storm() -> None:
    bank = Bank(DEBOUNCED)
    bank.manager("M1", 0, "offline")
    bank.open("C", 1)
    told = []
    for flap in range(20):
        told += bank.presence("M1", 10 + flap / 2, "available" if flap % 2 else "offline")

    assert kinds(told) == []
    assert kinds(bank.tick(30)) == [("assigned", "C")]


def test_a_present_manager_is_shown_as_said_and_never_heard_of_as_null() -> None:
    bank = Bank()
    bank.manager("M1", state=None)
    assert bank.load("M1")["presence"] is None  # type: ignore[index]

    bank.presence("M1", 1, "leave", until=90)
    row = bank.load("M1")
    assert row is not None
    assert (row["presence"], row["until"]) == ("leave", "2026-11-23T09:01:30.000Z")
