"""Managers: where they are, where they go, when they are gone."""

from tests.rules.intake.bank import Bank, short


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

    assert short(sent) == [("D1", "manager.moved"), ("D2", "manager.updated"), ("D2", "manager.presence")]
    assert sent[0].data == {"manager_id": "M1", "to": "D2"}
    assert sent[2].data["state"] == "busy"


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
    assert short(bank.manager("M1", "D2")) == [("D2", "manager.updated")]


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
    assert short(bank.manager("M1", "D2"))[2] == ("D2", "manager.presence")


def test_a_leaving_or_notice_of_somebody_unknown_is_counted() -> None:
    bank = Bank()

    assert bank.says("manager.left", manager_id="M1") == []
    assert bank.says("manager.notice", manager_id="M2", last_day="2025-12-31") == []
    assert bank.counts() == {"unknown_manager": 2}
