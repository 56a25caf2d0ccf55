"""Cases 13, 19 and 22 of the routing page: who waits, and what changes while one does."""

from typing import Any

from tests.rules.desk.bank import POLICY, Bank, kinds


def test_case_13_an_ordinary_contact_is_assigned_at_once_behind_150_that_need_a_skill_nobody_has() -> None:
    bank = Bank()
    bank.manager("M1")
    skill = [{"skill": "sanskrit", "min_level": 1, "mandatory": True}]
    for number in range(150):
        bank.open(f"C-{number:03}", 1 + number / 10, required_skills=skill)

    told = bank.open("ordinary", 20)

    assert kinds(told) == [("assigned", "ordinary")]
    assert bank.last("ordinary")["waited_s"] == 0


def test_case_19_a_client_who_becomes_vip_while_waiting_is_looked_at_anew_at_that_event() -> None:
    vip = {"when": {"tier": "vip"}, "priority": 5, "min_grade": 4, "steps": [{"after_s": 0, "who": ["anyone"]}]}
    bank = Bank(
        {**POLICY, "lines": [vip, {"steps": [{"after_s": 0, "who": ["plan"]}, {"after_s": 60, "who": ["anyone"]}]}]}
    )
    bank.manager("M1", grade=5)
    bank.manager("M2", state="busy")
    bank.client("C1", manager_id="M2")
    bank.open("K", 1, client="C1")
    assert bank.last("K")["type"] == "contact.queued"

    told = bank.client("C1", 9, manager_id="M2", tier="vip")

    assert kinds(told) == [("assigned", "K")]
    decided = bank.last("K")
    assert (decided["manager_id"], decided["line"], decided["tier"], decided["waited_s"]) == ("M1", 0, "vip", 8)


def test_case_22_a_feed_silent_for_five_minutes_is_one_alert_and_nobody_is_reassigned() -> None:
    for when_silent in ("last_known", "nobody"):
        presence: dict[str, Any] = {"debounce_s": 0, "silent_after_s": 300, "when_silent": when_silent}
        bank = Bank({**POLICY, "presence": presence})
        bank.manager("M1", capacity=1)
        bank.open("held", 1)
        bank.open("waits", 2)

        told = [*bank.tick(299.999), *bank.tick(300), *bank.tick(2_000)]

        alerts = [each for each in told if each["topic"] == "kontor.alerts"]
        assert [(each["type"], each["cleared"]) for each in alerts if "silent" in each["type"]] == [
            ("alert.presence_silent", False)
        ]
        assert all(kind in ("queued", "escalated") for kind, _ in kinds(told))
        after = bank.close("held", 2_001)
        expected = [("finished", "held"), *([("assigned", "waits")] if when_silent == "last_known" else [])]
        assert kinds(after) == expected
