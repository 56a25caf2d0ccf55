"""A contact that nobody at home can take, from desk to desk: through the intake, live and replayed."""

from typing import Any

import orjson
import pytest

from models.instants import format_instant
from models.policy import Policy
from models.recording import Line
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.replay.day import NINE, Day
from tests.replay.live import Live, compared
from tests.replay.test_replay_is_what_was_live import replayed

STEPS = [
    {"after_s": 0, "who": ["chosen", "incumbent", "plan", "anyone"]},
    {"after_s": 30, "who": ["anyone"], "overflow": True},
]
RULES: dict[str, Any] = {
    "name": "helping",
    "presence": {"debounce_s": 0},
    "overflow": {"D0": ["D1", "D2"]},
    "lines": [{"when": {}, "steps": STEPS, "escalate_after_s": 60}],
}


class Helping(Day):
    """Three desks; D0 asks D1, then D2."""

    def __init__(self, seed: int = 1, **rules: Any) -> None:
        super().__init__(seed)
        self.policy = Policy.from_canonical(RULES | rules)
        self.texts = [self.line("kontor.policies", "policy", "policy.activated", self.activation)]

    @property
    def activation(self) -> dict[str, Any]:
        return {"policy": self.policy.canonical, "version": self.policy.version}

    def at(self, second: float) -> "Helping":
        self.now = NINE + round(second * 1000)
        return self

    def staff(self, manager: str, desk: str, capacity: int = 1, **more: Any) -> "Helping":
        data = {"manager_id": manager, "desk_id": desk, "segments": ["sme"], "languages": ["ru"], "capacity": capacity}
        self.texts.append(self.line("crm.managers", manager, "manager.updated", data | more))
        self.texts.append(self.presence(manager, "available"))
        return self

    def known(self, client: str, **snapshot: Any) -> "Helping":
        data = {"client_id": client, "segment": "sme", "desk_id": "D0", **snapshot}
        self.texts.append(self.line("crm.clients", client, "client.updated", data))
        return self

    def open(self, contact: str, client: str = "K", **more: Any) -> "Helping":
        data = {"contact_id": contact, "client_id": client, "channel": "chat", "desk_id": "D0", **more}
        self.texts.append(self.line("crm.contacts", client, "contact.opened", data))
        return self

    def say(self, kind: str, contact: str, **more: Any) -> "Helping":
        self.texts.append(self.line("crm.contacts", contact, f"contact.{kind}", {"contact_id": contact, **more}))
        return self

    def told(self, until: float | None = None) -> list[Line]:
        return list(replay(self.texts, Kind.BANK, until_ms=None if until is None else NINE + round(until * 1000)))

    def decisions(self, contact: str, until: float | None = None) -> list[tuple[str, str, str | None]]:
        return [(each["kind"], each["desk_id"], each["manager_id"]) for each in of(self.told(until), contact)]


def of(lines: list[Line], contact: str) -> list[dict[str, Any]]:
    values = [orjson.loads(line.value or b"") for line in lines if line.topic == "kontor.assignments"]
    return [
        {**value["data"], "kind": value["type"].removeprefix("contact.")}
        for value in values
        if value["subject"] == contact
    ]


def busy_home(**rules: Any) -> Helping:
    """Nobody at home has room: M0 holds H."""
    return Helping(**rules).staff("M0", "D0").staff("M1", "D1").staff("M2", "D2").at(1).open("H", "KH")


def test_a_contact_nobody_at_home_can_take_goes_to_the_first_desk_that_can() -> None:
    day = busy_home().at(10).open("A")
    last = of(day.told(40), "A")
    assert [(each["kind"], each["desk_id"]) for each in last] == [("queued", "D0"), ("assigned", "D1")]
    told = last[1]
    assert (told["manager_id"], told["origin"], told["step"], told["seq"]) == ("M1", "overflow", 1, 1)
    assert (told["opened_at"], told["waited_s"]) == (format_instant(NINE + 10_000), 30)
    assert (told["cause"]["type"], told["cause"]["source"], told["attempt"]) == ("overflow.asked", "kontor", 1)
    assert told["decided_at"] == format_instant(NINE + 40_000)


def test_before_its_step_is_open_nobody_else_is_asked() -> None:
    day = busy_home().at(10).open("A")
    assert day.decisions("A", 39.999) == [("queued", "D0", None)]


def test_desks_are_asked_in_order_and_one_that_has_nobody_says_nothing() -> None:
    day = busy_home().open("H1", "KH", desk_id="D1").at(10).open("A")
    assert day.decisions("A", 60) == [("queued", "D0", None), ("assigned", "D2", "M2")]


def test_each_desk_is_asked_once_in_its_life_and_then_home_goes_on() -> None:
    day = busy_home().open("H1", "KH", desk_id="D1").open("H2", "KH", desk_id="D2").at(10).open("A")
    day.at(50).say("closed", "H1").say("closed", "H2")
    day.at(80).say("closed", "H")
    assert day.decisions("A", 100) == [("queued", "D0", None), ("escalated", "D0", None), ("assigned", "D0", "M0")]


def test_it_ends_where_it_lives_and_frees_who_has_it() -> None:
    day = busy_home().at(10).open("A").at(45).open("B").at(90).say("closed", "A", outcome="done")
    assert day.decisions("A") == [("queued", "D0", None), ("assigned", "D1", "M1"), ("finished", "D1", "M1")]
    assert day.decisions("B")[-1] == ("assigned", "D2", "M2")
    assert of(day.told(), "A")[-1]["load_after"] == 0


def test_a_person_moves_it_where_it_lives() -> None:
    day = busy_home().staff("N1", "D1").at(10).open("A").at(50).say("reassigned", "A", manager_id="N1", by="boss")
    day.say("reassigned", "A", manager_id="M1", by="boss")
    moved = of(day.told(), "A")[-1]
    assert (moved["kind"], moved["desk_id"], moved["manager_id"]) == ("reassigned", "D1", "M1")


def test_a_person_at_home_comes_first_and_no_other_desk_is_asked() -> None:
    day = busy_home().at(10).open("A").at(20).say("reassigned", "A", manager_id="M0", by="boss").at(60)
    assert day.decisions("A", 90) == [("queued", "D0", None), ("reassigned", "D0", "M0")]


def test_the_other_desk_decides_by_the_lines_of_home_and_by_its_own_weights() -> None:
    own = {"lines": [{"min_grade": 5}], "contact_weight": {"channel": {"chat": 3}}}
    day = (
        Helping(desks={"D1": own})
        .staff("M0", "D0")
        .staff("M1", "D1", capacity=4)
        .at(1)
        .open("H", "KH")
        .at(10)
        .open("A")
    )
    told = of(day.told(40), "A")[-1]
    assert (told["desk_id"], told["weight"], told["load_after"]) == ("D1", 3, 3)


def test_the_lead_of_home_travels_along() -> None:
    day = busy_home().known("K", manager_id="M0").at(10).open("A")
    lines = day.told(40)
    told = of(lines, "A")[-1]
    assert (told["manager_id"], told["split_reason"]) == ("M1", "at_capacity")
    assert not [line for line in lines if line.topic == "kontor.coverage" and line.key == b"D1/K"]


def test_a_contact_taken_elsewhere_that_loses_its_manager_is_offered_to_who_else_helps_its_home() -> None:
    day = busy_home().at(10).open("A").at(45)
    day.texts.append(day.line("crm.managers", "M1", "manager.left", {"manager_id": "M1"}))
    lines = of(day.told(), "A")
    assert [(each["kind"], each["desk_id"], each["manager_id"]) for each in lines[1:]] == [
        ("assigned", "D1", "M1"),
        ("released", "D1", "M1"),
        ("queued", "D1", None),
        ("assigned", "D2", "M2"),
    ]
    assert (lines[-1]["attempt"], lines[-1]["opened_at"], lines[-1]["origin"]) == (
        2,
        format_instant(NINE + 10_000),
        "overflow",
    )


def test_a_contact_taken_elsewhere_that_loses_its_manager_waits_there_with_its_age_where_nobody_else_helps() -> None:
    day = busy_home().open("H2", "KH", desk_id="D2").at(10).open("A").at(45)
    day.texts.append(day.line("crm.managers", "M1", "manager.left", {"manager_id": "M1"}))
    day.at(50).staff("N1", "D1")
    lines = of(day.told(), "A")
    assert [(each["kind"], each["desk_id"]) for each in lines[2:]] == [
        ("released", "D1"),
        ("queued", "D1"),
        ("assigned", "D1"),
    ]
    assert (lines[-1]["attempt"], lines[-1]["opened_at"]) == (2, format_instant(NINE + 10_000))


def helping_day(seed: int) -> Helping:
    """A busy day of three desks, of which the first is far too small."""
    day = Helping(seed, overflow={"D0": ["D1", "D2"], "D1": ["D2"]})
    random = day.random
    for manager, desk in zip(("M0", "M1", "M2", "M3", "M4"), ("D0", "D1", "D1", "D2", "D2"), strict=True):
        day.staff(manager, desk, capacity=random.choice([2, 3]))
    for client in day.clients[:15]:
        plan = random.choice([None, "M0", "M1"])
        day.known(client, desk_id=random.choice(["D0", "D0", "D1"]), manager_id=plan)
    open_now: list[str] = []
    for number in range(120):
        day.now += random.randint(1, 9000)
        contact, client = f"X{number}", random.choice(day.clients[:20])
        day.open(contact, client, desk_id=random.choice(["D0", "D0", "D1", "D2"]))
        open_now.append(contact)
        if len(open_now) > 9:
            day.now += random.randint(0, 500)
            day.say(random.choice(["closed", "closed", "abandoned"]), open_now.pop(random.randrange(len(open_now))))
        if random.random() < 0.3:
            manager = random.choice(["M0", "M1", "M2", "M3"])
            day.say("reassigned", random.choice(open_now), manager_id=manager, by="boss")
        if random.random() < 0.2:
            state = random.choice(["available", "away"])
            day.texts.append(day.presence(random.choice(["M0", "M1", "M3"]), state))
    return day


def lived(seed: int, partitions: int, jitter_ms: int = 300) -> Live:
    """The day live; desks hear of each other late, and begin again from their rows now and then."""
    live = Live(partitions, seed, jitter_ms, slow=0.5, restarts=0.2)
    for text in helping_day(seed).texts:
        live.hear(text)
    live.timers(live.now + 600_000)
    live.pass_on_asides(live.now, last=True)
    return live


@pytest.mark.parametrize("seed", range(8))
def test_the_intakes_inbox_replayed_gives_what_was_live_on_any_number_of_partitions(seed: int) -> None:
    for partitions in (1, 3):
        live = lived(seed, partitions)
        assert compared(replayed(live.inbox, Kind.INTAKE)) == compared(live.told)
        assert any(b'"origin":"overflow"' in (line.value or b"") for line in live.told)


@pytest.mark.parametrize("seed", range(4))
def test_the_desks_inbox_replays_as_it_stands(seed: int) -> None:
    live = lived(seed, 3)
    from_desks = [line for line in live.told if line.topic != "kontor.dead-letters"]
    assert compared(replayed(live.desk_inbox, Kind.DESK)) == compared(from_desks)


def test_nobody_has_a_contact_twice_and_none_is_lost() -> None:
    for seed in range(8):
        holders: dict[str, str | None] = {}
        for line in lived(seed, 3).told:
            if line.topic != "kontor.assignments":
                continue
            value = orjson.loads(line.value or b"")
            kind, data = value["type"], value["data"]
            held = holders.get(data["contact_id"])
            if kind == "contact.assigned":
                assert held is None
            if kind in ("contact.assigned", "contact.reassigned"):
                holders[data["contact_id"]] = data["manager_id"]
            elif kind in ("contact.finished", "contact.released"):
                assert held == data["manager_id"]
                holders[data["contact_id"]] = None


def test_what_was_said_before_an_offer_makes_it_void_and_what_is_said_during_one_is_kept() -> None:
    counted: dict[str, int] = {}
    for seed in range(8):
        for name, count in lived(seed, 3).counts.items():
            counted[name] = counted.get(name, 0) + count
    assert counted["overflow_void"] > 0
    assert counted["early"] > 0


def test_who_has_left_before_the_offer_is_heard_is_offered_to_nobody() -> None:
    live = Live(2, 1, slow=1)
    day = busy_home().at(10).open("A").at(41).say("closed", "A")
    for text in day.texts:
        live.hear(text)
    live.pass_on_asides(live.now, last=True)
    assert [(each["kind"], each["desk_id"]) for each in of(live.told, "A")] == [("queued", "D0"), ("finished", "D0")]


@pytest.mark.parametrize("walled", [{"rivals": ["R"]}, {"conflict_classes": ["oil"]}])
def test_the_wall_travels_along_with_a_contact_to_another_desk(walled: dict[str, Any]) -> None:
    day = busy_home().known("R", desk_id="D1", manager_id="M1", **walled if "conflict_classes" in walled else {})
    day.known("K", **walled).at(10).open("A")

    assert day.decisions("A", 60) == [("queued", "D0", None), ("assigned", "D2", "M2")]


def test_what_is_known_of_a_client_travels_along_with_his_contact() -> None:
    rules: dict[str, Any] = {"lines": [{"when": {"tier": "vip"}, "min_grade": 4, "steps": STEPS}, RULES["lines"][0]]}
    day = Helping(**rules).staff("M0", "D0", capacity=0).staff("M1", "D1", grade=3).staff("M2", "D2", grade=4)
    day.known("K", tier="vip", group_id="G").at(10).open("A")

    told = of(day.told(60), "A")[-1]
    assert (told["desk_id"], told["manager_id"], told["tier"], told["coverage_id"]) == ("D2", "M2", "vip", "G")


def test_steps_that_are_open_at_home_are_open_at_the_desk_that_is_asked() -> None:
    steps = [{"after_s": 0, "who": ["chosen"]}, {"after_s": 30, "who": ["anyone"], "overflow": True}]
    day = Helping(lines=[{"when": {}, "steps": steps}]).staff("M0", "D0", capacity=0)
    day.staff("M1", "D1").staff("N1", "D1")
    day.texts.append(day.presence("M1", "busy"))
    day.at(10).open("A", requested_manager_id="M1")  # of nobody at home: its steps open at once

    assert day.decisions("A", 11)[-1] == ("assigned", "D1", "N1")
