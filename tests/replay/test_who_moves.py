"""Somebody goes to another desk: what he did and what he holds at the one before counts there, through the intake."""

from typing import Any

import orjson

from models.recording import Line
from rules.replay.kind import Kind
from tests.replay.day import NINE
from tests.replay.live import Live, compared
from tests.replay.test_overflow import Helping, of
from tests.replay.test_replay_is_what_was_live import replayed

RULES: dict[str, Any] = {"overflow": {}, "lines": [{"mandatory": []}]}


def leaving(day: Helping, manager_id: str) -> Helping:
    day.texts.append(day.line("crm.managers", manager_id, "manager.left", {"manager_id": manager_id}))
    return day


def served_a() -> Helping:
    """M1 of D1 served A, whose home is D1, and works at D2 now; B, whose home is D2, names A as a rival."""
    day = Helping(**RULES).known("A", desk_id="D1").known("B", desk_id="D2", rivals=["A"])
    day.staff("M1", "D1", capacity=9).at(1).open("a", "A", desk_id="D1").at(2).say("closed", "a")
    return day.at(3).staff("M1", "D2", capacity=9)


def loads(lines: list[Line], manager_id: str) -> list[tuple[str, int, int, int]]:
    rows = [orjson.loads(each.value or b"null")["data"] for each in lines if each.topic == "kontor.manager-loads"]
    mine = [each for each in rows if each["manager_id"] == manager_id]
    return list(
        dict.fromkeys((each["desk_id"], each["load"], each["open_contacts"], each["wrap_up_units"]) for each in mine)
    )


def test_who_served_a_client_at_another_desk_is_kept_from_his_rival_at_the_new_one() -> None:
    waits = of(served_a().at(4).open("b", "B", desk_id="D2").told(), "b")
    assert [(each["kind"], each["explanation"]["refused"]) for each in waits] == [("queued", {"wall": 1})]
    free = of(served_a().at(4).open("c", "C", desk_id="D1").told(), "c")
    assert [each["kind"] for each in free] == ["queued"], "he works at D1 no more"


def test_he_is_kept_from_the_rival_of_whom_he_led_or_holds_still_and_from_strangers() -> None:
    for how in ("in his plan", "in hand", "served"):
        planned = {"manager_id": "M1"} if how == "in his plan" else {}
        day = Helping(**RULES).known("A", desk_id="D1", **planned).known("B", desk_id="D2")
        day.staff("M1", "D1", capacity=9)
        if how != "in his plan":
            day.at(1).open("a", "A", desk_id="D1")
        if how == "served":
            day.at(2).say("closed", "a")
        day.at(3).staff("M1", "D2", capacity=9)
        before = of(day.at(4).open("k", "stranger", desk_id="D2").told(), "k")
        assert before[0]["kind"] == "assigned", "nothing is walled yet"
        day.at(5).known("B", desk_id="D2", rivals=["A"]).at(6).open("b", "B", desk_id="D2")
        day.at(7).open("s", "another stranger", desk_id="D2")
        lines = day.told()
        assert of(lines, "b")[0]["explanation"]["refused"] == {"wall": 1}
        assert of(lines, "s")[0]["explanation"]["refused"] == {"wall": 1}


def test_a_wall_comes_along_over_several_desks_and_through_a_new_employment() -> None:
    third = served_a().at(4).staff("M1", "D0", capacity=9).at(5).open("b", "B", desk_id="D0")
    assert of(third.told(), "b")[0]["explanation"]["refused"] == {"wall": 1}
    again = leaving(served_a().at(4), "M1").at(5).staff("M1", "D0", capacity=9).at(6).open("b", "B", desk_id="D0")
    assert of(again.told(), "b")[0]["explanation"]["refused"] == {"wall": 1}


def test_after_the_cooling_off_since_the_other_desk_ended_it_the_wall_is_gone() -> None:
    rules = RULES | {"walls": {"cooling_off_s": 100}}
    for second, kind in ((101.9, "queued"), (102, "assigned")):
        day = Helping(**rules).known("A", desk_id="D1").known("B", desk_id="D2", rivals=["A"])
        day.staff("M1", "D1", capacity=9).at(1).open("a", "A", desk_id="D1").at(2).staff("M1", "D2", capacity=9)
        day.say("closed", "a").at(second).open("b", "B", desk_id="D2")
        assert of(day.told(), "b")[0]["kind"] == kind


def test_of_two_rivals_the_one_he_served_first_is_his_at_whichever_desk_that_was() -> None:
    for planned, first in ((0, "b"), (2, "a")):
        day = Helping(**RULES).known("A", desk_id="D1").staff("M1", "D1", capacity=9)
        if planned == 0:
            day.known("B", desk_id="D2", manager_id="M1")
        day.at(1).open("a", "A", desk_id="D1").at(2).staff("M1", "D2", capacity=9)
        if planned == 2:
            day.at(3).known("B", desk_id="D2", manager_id="M1")
        day.at(4).known("A", desk_id="D1", rivals=["B"]).at(5).open("b2", "B", desk_id="D2")
        refused = of(day.told(), "b2")[0]
        assert (refused["kind"] == "assigned") == (first == "b"), planned


def test_what_he_holds_at_the_other_desk_counts_against_his_capacity_until_it_ends_there() -> None:
    rules = RULES | {"wrap_up_s": {"phone": 10}, "desks": {"D2": {"contact_weight": {"channel": {"phone": 3}}}}}
    day = Helping(**rules).staff("M1", "D1", capacity=4).at(1).open("a", "A", desk_id="D1", channel="phone")
    day.at(2).staff("M1", "D2", capacity=4).at(3).open("b", "B", desk_id="D2").at(4).open("c", "C", desk_id="D2")
    day.at(20).say("closed", "a").at(60)
    lines = day.told(60)
    assert [(each["kind"], each["load_after"]) for each in of(lines, "b")] == [("assigned", 4)], (
        "a phone call is 3 there"
    )
    c = of(lines, "c")
    assert [(each["kind"], each["decided_at"][17:19]) for each in c] == [("queued", "04"), ("assigned", "30")]
    assert (c[0]["explanation"]["refused"], c[1]["cause"]["type"]) == ({"at_capacity": 1}, "manager.history")
    at_d2 = [each for each in loads(lines, "M1") if each[0] == "D2"]
    assert at_d2 == [("D2", 0, 0, 0), ("D2", 3, 1, 0), ("D2", 4, 2, 0), ("D2", 4, 1, 3), ("D2", 2, 2, 0)]


def test_a_limit_of_a_channel_counts_what_he_holds_at_the_other_desk() -> None:
    day = Helping(**RULES).staff("M1", "D1", capacity=9).at(1).open("a", "A", desk_id="D1")
    day.at(2).staff("M1", "D2", capacity=9, channels={"chat": 1}).at(3).open("b", "B", desk_id="D2")
    day.at(4).say("closed", "a")
    told = of(day.told(), "b")
    assert [each["kind"] for each in told] == ["queued", "assigned"]
    assert told[0]["explanation"]["refused"] == {"channel_limit": 1}


def test_until_the_other_desk_has_told_he_is_not_present() -> None:
    day = served_a().known("C", desk_id="D2").at(4).open("c", "C", desk_id="D2")
    live = Live(3, 1, jitter_ms=0, slow=1)
    for text in day.texts:
        live.hear(text)
    assert [(each["kind"], each["explanation"]["refused"]) for each in of(live.told, "c")] == [
        ("queued", {"not_present": 1})
    ]
    live.pass_on_asides(live.now, last=True)
    taken = of(live.told, "c")[-1]
    assert (taken["kind"], taken["manager_id"], taken["cause"]["type"]) == ("assigned", "M1", "manager.history")
    assert compared(replayed(live.inbox, Kind.INTAKE)) == compared(live.told)


def test_who_leaves_the_bank_gives_back_what_he_still_had_at_the_desk_before() -> None:
    day = Helping(**RULES).staff("M1", "D1", capacity=9).at(1).open("a", "A", desk_id="D1")
    day.at(2).staff("M2", "D1").at(3).staff("M1", "D2")
    told = of(leaving(day.at(4), "M1").told(), "a")
    assert [(each["kind"], each["manager_id"], each["reason"]) for each in told[1:]] == [
        ("released", "M1", "manager_left"),
        ("assigned", "M2", None),
    ]


def test_who_gave_notice_and_moves_hands_over_at_the_new_desk_too() -> None:
    day = Helping(**RULES).known("A", desk_id="D2", manager_id="M1").staff("M2", "D2").staff("M1", "D1")
    day.at(1).texts.append(
        day.line("crm.managers", "M1", "manager.notice", {"manager_id": "M1", "last_day": "2025-12-31"})
    )
    lines = day.at(2).staff("M1", "D2").told()
    plans = [orjson.loads(each.value or b"") for each in lines if each.topic == "kontor.coverage"]
    done = [each["data"]["steps"] for each in plans if each["type"] == "coverage.handover"][-1]
    assert [(each["coverage_id"], each["to"]) for each in done] == [("A", "M2")]


def test_whom_he_served_counts_for_the_holding_that_client_is_of_now_before_the_other_desk_says_so() -> None:
    day = Helping(**RULES).known("A", desk_id="D1").known("B", desk_id="D2", rivals=["G"])
    day.staff("M1", "D1", capacity=9).at(1).open("a", "A", desk_id="D1").at(2).say("closed", "a")
    day.at(3).staff("M1", "D2", capacity=9)
    live = Live(3, 1, jitter_ms=0, slow=1)
    for text in day.texts:
        live.hear(text)
    live.pass_on_asides(live.now, last=True)
    heard = len(day.texts)
    day.at(4).known("A", desk_id="D1", group_id="G").at(5).open("b", "B", desk_id="D2")
    for text in day.texts[heard:]:
        live.hear(text)
    assert live.asides, "the other desk's word is still on its way"
    assert of(live.told, "b")[0]["explanation"]["refused"] == {"wall": 1}


def test_a_stranger_is_kept_from_him_though_only_a_third_desks_client_names_whom_he_served() -> None:
    day = Helping(**RULES).known("A", desk_id="D1").known("B", desk_id="D0", rivals=["A"])
    day.staff("M1", "D1", capacity=9).at(1).open("a", "A", desk_id="D1").at(2).say("closed", "a")
    day.at(3).staff("M1", "D2", capacity=9).at(4).open("s", "stranger", desk_id="D2")
    assert of(day.told(), "s")[0]["explanation"]["refused"] == {"wall": 1}


def test_of_client_and_holding_it_is_told_since_which_record_he_serves_them_and_until_when_he_did() -> None:
    day = Helping(**RULES).known("A", desk_id="D1", group_id="G").staff("M1", "D1", capacity=9)
    day.at(1).open("a", "A", desk_id="D1").at(2).staff("M1", "D2", capacity=9).at(3).say("closed", "a").at(4)
    live = Live(1, 1, jitter_ms=0)
    for text in day.known("B", desk_id="D2").texts:
        live.hear(text)
    told = [orjson.loads(each.value or b"") for each in live.desk_inbox]
    first, *_, last = [each["data"] for each in told if each["type"] == "manager.history"]
    for kind, name in (("client", "A"), ("coverage", "G")):
        (serves,), (served,) = first[f"{kind}s"], last[f"{kind}s"]
        assert (serves[f"{kind}_id"], serves["until"]) == (served[f"{kind}_id"], None) == (name, None)
        assert served["began"] == serves["began"] > 0
        assert served["until"] == NINE + 3_000


def test_a_long_history_comes_in_parts_and_he_is_present_after_the_last() -> None:
    day = Helping(**RULES).staff("M1", "D1", capacity=9)
    for number in range(450):
        day.at(1 + number).open(f"c{number}", f"K{number}", desk_id="D1").say("closed", f"c{number}")
    day.at(500).staff("M1", "D2", capacity=9).known("F", desk_id="D2").at(501).open("f", "F", desk_id="D2")
    live = Live(1, 1, jitter_ms=0)
    day.at(502).known("B", desk_id="D2", rivals=["K0", "K449"])
    for text in day.at(503).open("b", "B", desk_id="D2").texts:
        live.hear(text)
    told = [orjson.loads(each.value or b"") for each in live.desk_inbox]
    parts = [each["data"] for each in told if each["type"] == "manager.history"]
    assert [len(each["clients"]) + len(each["coverages"]) for each in parts] == [200, 200, 200, 200, 100]
    assert [each["held"] for each in parts] == [None, None, None, None, []]
    assert of(live.told, "f")[0]["kind"] == "assigned"
    assert of(live.told, "b")[0]["explanation"]["refused"] == {"wall": 1}


def test_what_ends_at_the_other_desk_by_time_alone_is_heard_before_the_next_line() -> None:
    rules = RULES | {"wrap_up_s": {"phone": 10}}
    day = Helping(**rules).staff("M1", "D1", capacity=2).at(1).open("a", "A", desk_id="D1", channel="phone")
    day.at(2).staff("M1", "D2", capacity=2).at(4).open("c", "C", desk_id="D2").at(20).say("closed", "a")
    told = of(day.at(60).staff("M1", "D0", capacity=2).told(), "c")
    assert [(each["kind"], each["decided_at"][17:19]) for each in told] == [("queued", "04"), ("assigned", "30")]
