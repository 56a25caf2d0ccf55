"""A presence feed that says nothing while people wait."""

from typing import Any

from tests.rules.desk.bank import POLICY, Bank, kinds, text_s

LAST_KNOWN = POLICY | {"presence": {"debounce_s": 0, "silent_after_s": 300}}
NOBODY = POLICY | {"presence": {"debounce_s": 0, "silent_after_s": 300, "when_silent": "nobody"}}


def alerts(told: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    return [(each["kind"], each["cleared"]) for each in told if each["topic"] == "kontor.alerts"]


def busy_desk(policy: dict[str, Any]) -> Bank:
    bank = Bank(policy)
    bank.manager("M1", 0, capacity=1)
    bank.open("C1", 10)
    bank.open("C2", 20)
    return bank


def test_one_alert_is_told_when_the_last_presence_is_exactly_so_old_and_people_wait() -> None:
    bank = busy_desk(LAST_KNOWN)

    assert alerts(bank.tick(299.999)) == []
    assert alerts(bank.tick(300)) == [("presence_silent", False)]
    assert alerts(bank.tick(599)) == []


def test_where_nobody_waits_no_feed_is_silent() -> None:
    bank = Bank(LAST_KNOWN)
    bank.manager("M1", 0)
    bank.open("C1", 10)

    assert bank.fold.next_due() is None
    assert alerts(bank.tick(1000)) == []


def test_last_known_goes_on_as_if_nothing_were() -> None:
    bank = busy_desk(LAST_KNOWN)
    bank.tick(300)

    assert kinds(bank.close("C1", 301)) == [("finished", "C1"), ("assigned", "C2")]


def test_nobody_gives_nothing_to_anybody_until_the_feed_speaks() -> None:
    bank = busy_desk(NOBODY)
    bank.tick(300)

    assert kinds(bank.close("C1", 301)) == [("finished", "C1")]
    told = bank.presence("M1", 302, "available")
    assert kinds(told) == [("assigned", "C2")]
    assert alerts(told) == [("presence_silent", True)]


def test_nobody_is_unassigned_by_silence() -> None:
    bank = busy_desk(NOBODY)

    assert kinds(bank.tick(300)) == []
    assert bank.last("C1")["type"] == "contact.assigned"


def test_whoever_begins_to_wait_when_the_feed_is_long_silent_makes_it_silent() -> None:
    bank = Bank(NOBODY)
    bank.manager("M1", 0, capacity=1)

    assert alerts(bank.open("C1", 400)) == []
    assert bank.last("C1")["type"] == "contact.assigned"
    assert alerts(bank.open("C2", 401)) == [("presence_silent", False)]


def test_a_desk_that_never_heard_presence_counts_from_its_first_record() -> None:
    bank = Bank(LAST_KNOWN)
    bank.open("C1", 50)

    told = bank.tick(350)

    assert alerts(told) == [("presence_silent", False)]
    assert told[0]["since"] == text_s(50)


def test_silence_is_told_after_the_decisions_of_its_instant() -> None:
    policy = LAST_KNOWN | {
        "lines": [{"when": {}, "steps": [{"after_s": 0, "who": ["anyone"]}], "escalate_after_s": 290}]
    }
    bank = Bank(policy)
    bank.manager("M1", 0, "busy")
    bank.open("C", 10)

    told = bank.tick(300)

    assert [each["type"] for each in told] == ["contact.escalated", "alert.presence_silent"]
