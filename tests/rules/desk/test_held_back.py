"""Capacity is held back for who waits past the bound, so that light contacts do not starve a heavy one."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.desk.bank import LINE, POLICY, Bank, kinds, text_s
from tests.rules.desk.restarted import restarted

WAIT = LINE | {"escalate_after_s": None}
HELD: dict[str, Any] = POLICY | {
    "queue": {"ageing_s": 600, "bound_s": 60},
    "lines": [WAIT],
    "presence": {"debounce_s": 0, "silent_after_s": 1_000_000},
}
HEAVY: dict[str, Any] = {"channel": "phone", "complexity": 5}
"""Weighs 4."""


def busy_desk(**profile: Any) -> Bank:
    """One manager of four units, two of them in light hands, and a heavy contact that waits since second 1."""
    bank = Bank(HELD)
    bank.manager("M1", 0, **{"capacity": 4} | profile)
    bank.open("a", 0)
    bank.open("b", 0)
    bank.open("HEAVY", 1, **HEAVY)
    return bank


def test_before_the_bound_light_contacts_pass_a_heavy_one_from_the_bound_on_none_does() -> None:
    for at, expected in ((60.999, "assigned"), (61, "queued")):
        bank = busy_desk()

        assert kinds(bank.open("light", at)) == [(expected, "light")], at
    assert bank.last("light")["explanation"]["refused"] == {"held_back": 1}
    assert bank.load("M1") is not None


def test_what_is_held_back_goes_to_the_heavy_one_and_what_is_over_to_the_others() -> None:
    bank = busy_desk(capacity=5)
    bank.open("light", 61)

    assert kinds(bank.close("a", 70)) == [("finished", "a"), ("assigned", "HEAVY")]
    assert kinds(bank.close("b", 80)) == [("finished", "b"), ("assigned", "light")]


def test_the_row_of_a_manager_says_for_whom_he_is_held_back() -> None:
    bank = busy_desk()
    bank.tick(61)
    bank.presence("M1", 62, "available")

    assert bank.load("M1")["held_back_for"] == "HEAVY"  # type: ignore[index]
    bank.abandon("HEAVY", 63)
    assert bank.load("M1")["held_back_for"] is None  # type: ignore[index]


def test_one_contact_holds_back_one_manager_the_one_who_lacks_the_fewest_units() -> None:
    bank = Bank(HELD)
    bank.manager("M1", 0, capacity=5)
    bank.manager("M2", 0, capacity=4)
    for number in range(5):
        bank.open(f"c{number}", 0, requested_manager_id="M1" if number < 2 else "M2")
    bank.open("HEAVY", 1, **HEAVY)

    # M1 has 3 of 5 free and lacks 1, M2 has 1 of 4 free and lacks 3.
    assert bank.open("x", 61)[0]["manager_id"] == "M2"
    assert [bank.load(each)["held_back_for"] for each in ("M1", "M2")] == ["HEAVY", None]  # type: ignore[index]


def test_two_contacts_hold_back_two_managers() -> None:
    bank = Bank(HELD)
    for name in ("M1", "M2"):
        bank.manager(name, 0)
        bank.open(f"of-{name}", 0, requested_manager_id=name)
    bank.open("H1", 1, **HEAVY)
    bank.open("H2", 2, **HEAVY)

    assert kinds(bank.open("light", 61.5)) == [("assigned", "light")]
    assert kinds(bank.open("later", 62)) == [("queued", "later")]
    assert bank.last("later")["explanation"]["refused"] == {"held_back": 2}


def test_nobody_is_held_back_who_could_never_hold_it_or_is_refused_for_more_than_room() -> None:
    profiles: tuple[dict[str, Any], ...] = ({"capacity": 3}, {"channels": {"phone": 0}}, {"segments": ["retail"]})
    for profile in profiles:
        bank = Bank(HELD)
        bank.client("K", segment="sme")
        bank.client("L", segment=profile.get("segments", ["sme"])[0])
        bank.manager("M1", 0, **profile)
        bank.open("a", 0, "L")
        bank.open("HEAVY", 1, "K", **HEAVY)

        assert kinds(bank.open("light", 100, "L")) == [("assigned", "light")], profile


def test_a_channel_at_its_limit_holds_the_manager_back() -> None:
    bank = Bank(HELD)
    bank.manager("M1", 0, capacity=9, channels={"phone": 1})
    bank.open("first", 0, channel="phone")
    bank.open("second", 1, channel="phone")

    assert kinds(bank.open("light", 61)) == [("queued", "light")]
    assert kinds(bank.close("first", 62)) == [("finished", "first"), ("assigned", "second"), ("assigned", "light")]


def test_who_stands_before_it_in_the_queue_takes_the_manager_all_the_same() -> None:
    bank = busy_desk()
    bank.open("c", 2)
    bank.open("urgent", 2, channel="phone", priority=5)
    bank.open("usual", 2, channel="phone")

    # All are past the bound; the one of higher priority stands before it, whatever they waited.
    assert kinds(bank.close("a", 63)) == [("finished", "a"), ("assigned", "urgent")]


def test_a_persons_act_ignores_it() -> None:
    bank = busy_desk()
    bank.open("light", 61)

    assert bank.move("light", "M1", 62)[0]["flags"] == []


def test_the_leads_being_held_back_is_why_a_holding_is_split() -> None:
    bank = busy_desk()
    bank.client("K", manager_id="M1")
    bank.manager("M2", 2, capacity=1)
    (told, *_) = bank.open("light", 61, "K")

    assert (told["manager_id"], told["split_reason"]) == ("M2", "held_back")
    assert told["explanation"]["refused"] == {"held_back": 1}


def test_the_alert_is_said_once_and_cleared_when_it_waits_no_more() -> None:
    bank = busy_desk()
    said = [
        each for each in bank.tick(61) + bank.open("x", 70) + bank.open("y", 80) if "queue_over" in str(each["type"])
    ]

    (alert,) = said
    assert (alert["subject_id"], alert["since"], alert["cleared"]) == ("HEAVY", text_s(61), False)
    assert alert["figures"] == {"contact_id": "HEAVY", "waited_s": 69, "bound_s": 60}
    (cleared,) = [each for each in bank.abandon("HEAVY", 90) if "queue_over" in str(each["type"])]
    assert (cleared["since"], cleared["cleared"], cleared["figures"]["waited_s"]) == (text_s(61), True, 89)


def test_who_is_served_by_the_command_that_finds_it_past_the_bound_is_nobodys_alert() -> None:
    bank = busy_desk()
    told = bank.close("a", 61) + bank.close("b", 62)

    assert bank.last("HEAVY")["type"] == "contact.assigned"
    assert [each["cleared"] for each in told if each["type"] == "alert.queue_over_bound"] == [False, True]
    lone = busy_desk()
    lone.close("a", 2)
    assert not [each for each in lone.close("b", 61) if each["type"] == "alert.queue_over_bound"]


def test_a_policy_that_moves_the_bound_sets_free_who_was_held_back() -> None:
    bank = busy_desk()
    bank.open("light", 61)
    told = bank.activate(HELD | {"queue": {"ageing_s": 600, "bound_s": 600}}, 62)

    assert ("assigned", "light") in kinds(told)
    assert [each["cleared"] for each in told if each["type"] == "alert.queue_over_bound"] == [True]


def test_a_contact_nobody_can_ever_serve_holds_back_nobody_and_blocks_nobody() -> None:
    bank = Bank(HELD)
    bank.manager("M1", 0)
    wanted = [{"skill": "gold", "min_level": 1, "mandatory": True}]
    for number in range(150):
        bank.open(f"S{number:03}", 0, required_skills=wanted)

    assert kinds(bank.open("ordinary", 700)) == [("assigned", "ordinary")]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 40), st.integers(0, 9)), min_size=20, max_size=60),
    st.integers(1, 3),
)
def test_a_heavy_contact_is_not_starved_by_light_ones_whatever_keeps_arriving(
    arrivals: list[tuple[int, int, int]], managers: int
) -> None:
    """Each light contact is served for at most 40 s; the heavy one is with a manager by bound + 40 s at the latest."""
    bank = Bank(HELD | {"queue": {"ageing_s": 30, "bound_s": 120}})
    for number in range(managers):
        bank.manager(f"M{number}", 0)
        for unit in range(4):
            bank.open(f"first-{number}-{unit}", 0)
    bank.open("HEAVY", 1, priority=9, **HEAVY)
    ends: list[tuple[float, str]] = [(40, f"first-{number}-{unit}") for number in range(managers) for unit in range(4)]
    served_at: dict[str, float] = {}
    for number in range(120):
        gap, service, priority = arrivals[number % len(arrivals)]
        now = 1 + number * (1 + gap % 3)
        while ends and min(ends)[0] <= now:
            at, contact = min(ends)
            ends.remove((at, contact))
            _note(bank.close(contact, at), at, service, ends, served_at)
        _note(bank.open(f"L{number}", now, priority=priority), now, service, ends, served_at)

    assert served_at["HEAVY"] <= 1 + 120 + 40


def _note(
    told: list[dict[str, Any]], now: float, service: int, ends: list[tuple[float, str]], served_at: dict[str, float]
) -> None:
    for kind, contact in kinds(told):
        if kind == "assigned":
            served_at[contact] = now
            if contact != "HEAVY":
                ends.append((now + service, contact))


def test_a_restart_after_any_command_changes_nothing_of_what_is_held_back() -> None:
    bank = busy_desk()
    bank.open("light", 61)
    bank.manager("M2", 62, capacity=5)
    bank.open("SECOND", 63, **HEAVY)
    bank.open("THIRD", 64, priority=3, **HEAVY)
    bank.tick(130)
    bank.close("a", 131)
    bank.presence("M2", 132, "away")
    bank.abandon("HEAVY", 133)
    bank.close("b", 134)

    restarted(bank)
