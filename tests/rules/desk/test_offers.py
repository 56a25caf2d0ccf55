"""Managers who are asked first: accept, decline, timeout, taken back, set aside; races by the order of the log."""

from typing import Any

from tests.rules.desk.bank import LINE, POLICY, Bank, kinds, text_s
from tests.rules.desk.restarted import restarted

OFFERS: dict[str, Any] = POLICY | {
    "offer": {"enabled": True, "timeout_s": 30, "decline_limit": 3, "missed_in_a_row": 2},
    "lines": [LINE | {"escalate_after_s": None}],
}


def asked(*managers: str, policy: dict[str, Any] = OFFERS, **profile: Any) -> Bank:
    """Managers of four units, of whom the first was asked to take C at second 10."""
    bank = Bank(policy)
    for manager in managers:
        bank.manager(manager, 0, **profile)
    bank.open("C", 10, requested_manager_id=managers[0])
    return bank


def answer(
    bank: Bank, kind: str, at: float, manager: str, contact: str = "C", reservation: str | None = None
) -> list[dict[str, Any]]:
    data = {"contact_id": contact, "manager_id": manager, "reservation_id": reservation}
    return bank.send(f"contact.{kind}", at, data | ({"reason": None} if kind == "declined" else {}))


def test_who_is_best_is_asked_and_holds_the_units_until_he_answers() -> None:
    bank = asked("M1", "M2")

    offer = bank.last("C")
    assert (offer["type"], offer["status"], offer["manager_id"]) == ("contact.offered", "offered", "M1")
    assert (offer["reservation_id"], offer["expires_at"]) == (offer["decision_id"], text_s(40))
    assert (offer["load_before"], offer["load_after"], offer["origin"], offer["step"]) == (0, 1, "chosen", 0)
    row = bank.load("M1")
    assert row is not None
    assert (row["load"], row["open_contacts"], row["by_channel"]) == (1, 1, {"chat": 1})


def test_the_accept_is_the_assignment_and_repeats_what_the_offer_said() -> None:
    bank = asked("M1", "M2")
    offer = bank.last("C")

    (told, *_) = answer(bank, "accepted", 25, "M1")

    assert (told["type"], told["status"], told["waited_s"], told["expires_at"]) == (
        "contact.assigned",
        "assigned",
        15,
        None,
    )
    assert (told["load_before"], told["load_after"]) == (1, 1)
    for same in ("origin", "step", "introduced_by", "introduced_why", "explanation", "reservation_id", "split_reason"):
        assert told[same] == offer[same]
    assert bank.close("C", 45)[0]["served_s"] == 20


def test_accepting_twice_counts_once() -> None:
    bank = asked("M1")
    answer(bank, "accepted", 20, "M1")

    assert answer(bank, "accepted", 21, "M1") == []
    assert bank.counts["stale_answer"] == 1


def test_an_answer_to_another_offer_or_of_another_manager_changes_nothing() -> None:
    bank = asked("M1", "M2")

    assert answer(bank, "accepted", 20, "M2") == []
    assert answer(bank, "declined", 20, "M1", reservation="another") == []
    assert bank.counts["stale_answer"] == 2
    assert bank.last("C")["type"] == "contact.offered"


def test_who_declined_is_not_asked_again_and_the_contact_keeps_its_age() -> None:
    bank = asked("M1", "M2")

    told = answer(bank, "declined", 20, "M1")

    assert kinds(told) == [("released", "C"), ("offered", "C")]
    assert (told[0]["reason"], told[0]["attempt"], told[0]["manager_id"]) == ("declined", 1, "M1")
    assert (told[1]["manager_id"], told[1]["attempt"], told[1]["waited_s"]) == ("M2", 2, 10)
    assert told[1]["explanation"]["refused"] == {"declined": 1}


def test_no_answer_within_the_timeout_is_a_decline_from_exactly_then_on() -> None:
    bank = asked("M1", "M2")

    assert kinds(bank.tick(39.999)) == []
    told = bank.tick(40)
    assert kinds(told) == [("released", "C"), ("offered", "C")]
    assert (told[0]["reason"], told[1]["manager_id"]) == ("timeout", "M2")


def test_accept_and_timeout_in_the_same_millisecond_are_settled_by_the_order_of_the_log() -> None:
    late = asked("M1")
    told = answer(late, "accepted", 40, "M1")
    assert [kind for kind, _ in kinds(told)] == ["released", "queued"]
    assert late.counts["stale_answer"] == 1
    assert late.load("M1")["load"] == 0  # type: ignore[index]

    early = asked("M1")
    answer(early, "accepted", 39.999, "M1")
    assert kinds(early.tick(40)) == []
    assert early.load("M1")["load"] == 1  # type: ignore[index]


def test_away_leave_and_offline_take_a_pending_offer_back_at_once_busy_and_wrap_up_do_not() -> None:
    for state, kept in (("away", False), ("leave", False), ("offline", False), ("busy", True), ("wrap_up", True)):
        bank = asked("M1", "M2")
        told = bank.presence("M1", 15, state)

        if kept:
            assert kinds(told) == []
            continue
        assert kinds(told) == [("released", "C"), ("offered", "C")], state
        assert (told[0]["reason"], told[1]["manager_id"], told[1]["opened_at"]) == ("rescinded", "M2", text_s(10))


def test_what_is_taken_back_may_be_offered_to_him_again() -> None:
    bank = asked("M1")
    bank.presence("M1", 15, "away")

    assert kinds(bank.presence("M1", 20, "available")) == [("offered", "C")]


def test_a_leaver_loses_what_he_was_asked_to_take() -> None:
    bank = asked("M1", "M2")

    assert bank.left("M1", 15)[0]["reason"] == "rescinded"


def test_everybody_declines_queued_escalated_never_closed_by_us() -> None:
    bank = asked("M1", "M2", "M3", "M4")
    for at, manager in ((11, "M1"), (12, None), (13, None)):
        told = answer(bank, "declined", at, manager or bank.last("C")["manager_id"])

    assert [kind for kind, _ in kinds(told)] == ["released", "queued", "escalated"]
    escalated = bank.last("C")
    assert (escalated["reason"], escalated["status"]) == ("declined", "queued")
    # It waits for a person: nobody is asked any more, and a person's act ends it.
    assert kinds(bank.presence("M4", 30, "available")) == []
    assert kinds(bank.move("C", "M4", 40)) == [("reassigned", "C")]


def test_one_who_misses_too_many_in_a_row_is_set_aside_until_he_is_available_again() -> None:
    bank = asked("M1")
    bank.open("D", 10)
    told = bank.tick(40)

    (alert,) = [each for each in told if each["type"] == "alert.manager_set_aside"]
    assert (alert["subject_id"], alert["cleared"]) == ("M1", False)
    assert bank.load("M1")["set_aside"]  # type: ignore[index]
    bank.open("E", 41)
    assert bank.last("E")["explanation"]["refused"] == {"set_aside": 1}

    back = bank.presence("M1", 50, "available")
    assert [each["cleared"] for each in back if each["type"] == "alert.manager_set_aside"] == [True]
    assert ("offered", "E") in kinds(back)


def test_an_answer_ends_a_row_of_misses() -> None:
    bank = asked("M1")
    bank.tick(40)
    bank.open("D", 41)
    answer(bank, "declined", 42, "M1", "D")
    bank.open("E", 43)
    told = bank.tick(73)

    assert [each for each in told if each["type"] == "alert.manager_set_aside"] == []


def test_offers_count_against_capacity_and_channels() -> None:
    bank = asked("M1", capacity=2, channels={"chat": 1})
    bank.open("D", 11)

    assert bank.last("D")["explanation"]["refused"] == {"channel_limit": 1}


def test_one_closed_or_abandoned_while_offered_has_no_wrap_up_and_no_service() -> None:
    for kind, word in (("closed", "finished"), ("abandoned", "released")):
        bank = asked("M1", policy=OFFERS | {"wrap_up_s": {"chat": 60}})
        (told, *_) = bank.close("C", 20) if kind == "closed" else bank.abandon("C", 20)

        assert told["type"] == f"contact.{word}"
        assert told.get("served_s") is None
        assert (told["load_before"], told["load_after"]) == (1, 0)
        assert bank.load("M1")["load"] == 0  # type: ignore[index]


def test_a_person_may_give_it_to_the_very_one_who_was_asked() -> None:
    bank = asked("M1")

    (told, *_) = bank.move("C", "M1", 20)
    assert (told["type"], told["load_before"], told["load_after"]) == ("contact.reassigned", 0, 1)
    assert kinds(bank.tick(40)) == []


def test_a_restart_after_any_command_changes_nothing_of_offers() -> None:
    bank = asked("M1", "M2", policy=OFFERS | {"wrap_up_s": {"chat": 5}})
    bank.open("D", 11, requested_manager_id="M1")
    bank.open("E", 12)
    answer(bank, "declined", 13, "M1")
    answer(bank, "accepted", 14, "M2", "E")
    bank.tick(41)
    bank.presence("M2", 42, "away")
    bank.tick(75)
    bank.presence("M1", 80, "available")
    bank.presence("M2", 81, "available")
    bank.tick(120)
    bank.activate(OFFERS | {"offer": {"enabled": True, "timeout_s": 9, "decline_limit": 1}}, 121)
    bank.move("D", "M2", 122)
    bank.close("E", 123)
    bank.left("M1", 124)

    restarted(bank)
