"""Cases 2, 3, 4, 5, 18 and 21 of the routing page: repeats, races, refusals, flapping."""

from typing import Any

import pytest

from models.unit import InboxRecord
from rules.desk.partition import DeskPartition
from tests.journaling import journal
from tests.rules.desk.bank import POLICY, Bank, kinds

OFFERED: dict[str, Any] = {**POLICY, "offer": {"enabled": True, "timeout_s": 30, "decline_limit": 2}}


def _answer(bank: Bank, kind: str, contact_id: str, manager_id: str, at: float) -> list[dict[str, Any]]:
    more: dict[str, Any] = {"reason": None} if kind == "declined" else {}
    data = {"contact_id": contact_id, "manager_id": manager_id, "reservation_id": None, **more}
    return bank.send(f"contact.{kind}", at, data)


def _restarted(bank: Bank) -> None:
    """The same bank from the rows that a fold has journaled when it has heard all of this."""
    fold, rows = DeskPartition(), dict[str, bytes]()
    for record in bank.log:
        fold.apply(InboxRecord(record.offset, record.timestamp_ms, record.key, record.value))
        journal(fold, rows)
    bank.fold = DeskPartition()
    bank.fold.restore(rows, 0)


def test_case_2_the_same_opening_five_times_also_after_a_restart_is_one_decision() -> None:
    bank = Bank()
    bank.manager("M1")
    for _ in range(3):
        bank.open("C", 1)
    _restarted(bank)
    for _ in range(2):
        bank.open("C", 2)

    assert kinds(bank.told) == [("assigned", "C")]
    assert bank.counts["duplicate"] == 4


def test_case_3_closed_before_opened_is_finished_with_no_load_and_no_assignment() -> None:
    bank = Bank()
    bank.manager("M1")
    early = {
        "type": "contact.closed",
        "at": 0,
        "cause": {"source": "crm/test", "id": "x", "type": "contact.closed", "at": "2026-11-23T09:00:00.000Z"},
        "data": {"contact_id": "C", "outcome": "sold"},
    }

    bank.open("C", 1, early=[early])

    assert kinds(bank.told) == [("finished", "C")]
    assert bank.load("M1")["load"] == 0  # type: ignore[index]


def test_case_4_of_accept_and_timeout_in_one_millisecond_the_earlier_in_the_log_counts_and_units_once() -> None:
    in_time, too_late = Bank(OFFERED), Bank(OFFERED)
    for bank in (in_time, too_late):
        bank.manager("M1", capacity=1)
        bank.open("C", 1)
        assert kinds(bank.told) == [("offered", "C")]

    accepted = _answer(in_time, "accepted", "C", "M1", 30.999)
    passed = _answer(too_late, "accepted", "C", "M1", 31)

    assert kinds(accepted) == [("assigned", "C")]
    assert in_time.load("M1")["load"] == 1  # type: ignore[index]
    assert kinds(passed)[0] == ("released", "C")
    assert too_late.load("M1")["load"] == 0  # type: ignore[index]
    assert kinds(in_time.tick(40)) == []


def test_case_5_a_pending_offer_of_one_who_goes_away_is_rescinded_and_the_contact_keeps_its_age() -> None:
    bank = Bank(OFFERED)
    bank.manager("M1")
    bank.open("C", 1)
    bank.manager("M2", 5, state="available")

    told = bank.presence("M1", 9, "away")

    assert kinds(told) == [("released", "C"), ("offered", "C")]
    assert told[0]["reason"] == "rescinded"
    assert (told[1]["manager_id"], told[1]["waited_s"], told[1]["attempt"]) == ("M2", 8, 2)
    assert told[0]["opened_at"] == told[1]["opened_at"]


def test_case_18_when_everybody_declines_the_contact_is_queued_and_escalated_and_never_closed_by_us() -> None:
    bank = Bank(OFFERED)
    bank.manager("M1")
    bank.manager("M2")
    first = bank.open("C", 1)[0]["manager_id"]
    second = _answer(bank, "declined", "C", first, 2)[1]["manager_id"]

    told = _answer(bank, "declined", "C", second, 3)

    assert {first, second} == {"M1", "M2"}
    assert kinds(told) == [("released", "C"), ("queued", "C"), ("escalated", "C")]
    assert told[2]["reason"] == "declined"
    assert all(kind != "finished" for kind, _ in kinds(bank.tick(86_400)))


@pytest.mark.parametrize("policy", [POLICY, OFFERED])
def test_case_21_a_presence_that_flaps_twenty_times_in_ten_seconds_brings_no_storm_of_offers(
    policy: dict[str, Any],
) -> None:
    bank = Bank({**policy, "presence": {"debounce_s": 2}})
    bank.manager("M1", state="away")
    bank.open("C", 1)
    told: list[dict[str, Any]] = []
    for number in range(20):
        state = "away" if number % 2 else "available"
        told += bank.presence("M1", 2 + number / 2, state)
    assert kinds(told) == []

    bank.presence("M1", 12, "available")

    assert [kind for kind, _ in kinds(bank.tick(14))] == ["offered" if policy is OFFERED else "assigned"]
