"""Managers: where they are, where they go, when they are gone."""

from typing import Any

from models.inbox_headers import NUMBER, SENDER
from models.unit import InboxRecord
from rules.intake.fold import IntakeFold
from tests.rules.intake.bank import Bank, Sent, event, short


def test_what_is_said_of_a_manager_goes_to_his_desk() -> None:
    bank = Bank()

    assert short(bank.manager("M1", "D1")) == [("D1", "manager.updated")]
    assert short(bank.says("manager.presence", manager_id="M1", state="available")) == [("D1", "manager.presence")]
    assert short(bank.says("manager.notice", manager_id="M1", last_day="2025-12-31")) == [("D1", "manager.notice")]
    assert short(bank.says("manager.left", manager_id="M1")) == [("D1", "manager.left")]


def test_a_presence_before_its_manager_waits_for_him_and_keeps_its_own_instant() -> None:
    bank = Bank()
    told_at = bank.now
    assert bank.says("manager.presence", manager_id="M1", state="available", named="early") == []

    sent = bank.manager("M1", "D1")

    assert short(sent) == [("D1", "manager.updated"), ("D1", "manager.presence")]
    assert sent[1].value["at"] == told_at
    assert sent[1].value["cause"]["id"] == "early"
    assert sent[1].value["clock"] == told_at + 1000
    assert bank.counts() == {"early_presence": 1}


def test_a_manager_who_changes_desk_leaves_the_old_one_and_takes_his_presence_along() -> None:
    bank = Bank()
    bank.manager("M1", "D1")
    bank.says("manager.presence", manager_id="M1", state="busy")

    sent = bank.manager("M1", "D2")

    assert short(sent) == [("D2", "manager.updated"), ("D2", "manager.presence"), ("D1", "manager.moved")]
    assert (sent[0].value["move"], sent[0].value["awaits"]) == (1, ["D1"])
    assert sent[1].data["state"] == "busy"
    assert sent[2].data == {"manager_id": "M1", "to": "D2", "move": 1}


def test_all_desks_where_he_worked_are_asked_what_he_did_also_after_he_left_the_bank_between() -> None:
    bank = Bank()
    bank.manager("M1", "D1")
    bank.manager("M1", "D2")
    assert short(bank.says("manager.left", manager_id="M1")) == [("D2", "manager.left"), ("D1", "manager.left")]
    restarted(bank)

    sent = bank.manager("M1", "D3")

    assert short(sent) == [("D3", "manager.updated"), ("D1", "manager.moved"), ("D2", "manager.moved")]
    assert (sent[0].value["move"], sent[0].value["awaits"]) == (2, ["D1", "D2"])
    assert short(bank.manager("M1", "D3", grade=2)) == [("D3", "manager.updated")]


def restarted(bank: Bank) -> Bank:
    """The same bank, talking to an intake that was read from its rows."""
    bank.intake = IntakeFold()
    bank.intake.restore(bank.rows, 0)
    return bank


def history(bank: Bank, former: str, move: int, **more: Any) -> list[Sent]:
    """A former desk of M1 tells what he did there."""
    data = {"manager_id": "M1", "former": former, "move": move, "clients": [], "coverages": [], "held": []} | more
    value = event("manager.history", data, time_ms=bank.now, named=f"h{bank.offset}", source="kontor")
    headers = ((SENDER, b"desk/0"), (NUMBER, b"%d" % bank.offset))
    return bank.hear(InboxRecord(bank.offset, bank.now, b"M1", value, headers))


def test_what_he_did_goes_to_the_desk_where_he_works_after_the_clients_it_is_about_and_their_rivals() -> None:
    bank = Bank()
    bank.manager("M1", "D1")
    bank.client("A", "D1", group_id="G")
    bank.client("A2", "D1", group_id="G")
    bank.client("B", "D3", rivals=["G"])
    bank.manager("M1", "D2")

    sent = history(bank, "D1", 1, clients=[{"client_id": "A", "began": 5, "until": None}])

    assert [(each.key, each.data.get("client_id"), each.type) for each in sent] == [
        ("D2", "A", "client.updated"),
        ("D2", "A2", "client.updated"),
        ("D2", "B", "client.updated"),
        ("D2", None, "manager.history"),
    ]
    again = history(bank, "D1", 1, clients=[{"client_id": "A", "began": 5, "until": 9}])
    assert [each.type for each in again] == ["manager.history"], "who is known there is not told again"
    assert "D2" in {each.key for each in bank.client("A", "D1", group_id="G", tier="vip")}


def test_what_is_told_for_an_earlier_move_or_of_one_who_left_goes_nowhere() -> None:
    bank = Bank()
    bank.manager("M1", "D1")
    bank.manager("M1", "D2")
    bank.manager("M1", "D3")

    assert history(bank, "D1", 1) == []
    assert short(history(bank, "D1", 2)) == [("D3", "manager.history")]
    bank.says("manager.left", manager_id="M1")
    assert history(bank, "D2", 2) == []
    assert bank.counts() == {"stale_history": 2}


def test_a_notice_goes_along_with_who_moves_until_he_has_left() -> None:
    bank = Bank()
    bank.manager("M1", "D1")
    bank.says("manager.notice", manager_id="M1", last_day="2025-12-31", named="notice")
    restarted(bank)

    sent = bank.manager("M1", "D2")

    assert short(sent) == [("D2", "manager.updated"), ("D2", "manager.notice"), ("D1", "manager.moved")]
    assert (sent[1].data["last_day"], sent[1].value["cause"]["id"]) == ("2025-12-31", "notice")
    bank.says("manager.left", manager_id="M1")
    assert "manager.notice" not in [each.type for each in bank.manager("M1", "D1")]


def test_an_older_profile_or_presence_heard_later_counts_for_nothing() -> None:
    bank = Bank()
    bank.manager("M1", "D2")
    bank.says("manager.presence", manager_id="M1", state="busy")

    assert bank.manager("M1", "D1", ago_ms=60_000) == []
    assert bank.says("manager.presence", manager_id="M1", state="available", ago_ms=60_000) == []
    assert bank.counts() == {"stale_snapshot": 1, "stale_presence": 1}


def test_of_two_presences_of_one_instant_the_later_in_the_log_counts() -> None:
    bank = Bank()
    bank.manager("M1", "D1")
    bank.says("manager.presence", manager_id="M1", state="busy")

    assert short(bank.says("manager.presence", manager_id="M1", state="available", ago_ms=1000)) == [
        ("D1", "manager.presence")
    ]


def test_a_profile_from_before_his_leaving_does_not_employ_a_manager_again_but_a_later_one_does() -> None:
    bank = Bank()
    bank.manager("M1", "D1")
    bank.says("manager.left", manager_id="M1")

    assert bank.manager("M1", "D1", ago_ms=1000) == []
    assert short(bank.manager("M1", "D2"))[0] == ("D2", "manager.updated")


def test_a_presence_after_his_leaving_waits_for_a_new_employment() -> None:
    bank = Bank()
    bank.manager("M1", "D1")
    bank.says("manager.presence", manager_id="M1", state="busy")
    bank.says("manager.left", manager_id="M1")

    assert bank.says("manager.presence", manager_id="M1", state="available", ago_ms=60_000) == []
    assert bank.says("manager.presence", manager_id="M1", state="available") == []
    assert bank.counts() == {"stale_presence": 1, "early_presence": 1}
    assert short(bank.manager("M1", "D1")) == [("D1", "manager.updated"), ("D1", "manager.presence")]


def test_a_null_for_a_manager_means_he_is_gone_and_after_his_leaving_nothing() -> None:
    bank = Bank()
    bank.manager("M1", "D1")

    sent = bank.raw("crm.managers", None, b"M1")

    assert short(sent) == [("D1", "manager.left")]
    assert sent[0].data == {"manager_id": "M1"}
    assert sent[0].value["cause"]["type"] is None
    assert bank.raw("crm.managers", None, b"M1") == []


def test_a_null_for_a_presence_drops_only_one_that_still_waits() -> None:
    bank = Bank()
    bank.says("manager.presence", manager_id="M1", state="available")
    bank.raw("crm.managers", None, b"M1/presence")
    assert short(bank.manager("M1")) == [("D1", "manager.updated")]
    bank.says("manager.presence", manager_id="M1", state="busy")

    assert bank.raw("crm.managers", None, b"M1/presence") == []
    assert short(bank.manager("M1", "D2"))[1] == ("D2", "manager.presence")


def test_a_leaving_or_notice_of_somebody_unknown_is_counted() -> None:
    bank = Bank()

    assert bank.says("manager.left", manager_id="M1") == []
    assert bank.says("manager.notice", manager_id="M2", last_day="2025-12-31") == []
    assert bank.counts() == {"unknown_manager": 2}
