"""Walls over a whole bank: looked at from outside, by what the CRM said and by who got whom."""

from random import Random
from typing import Any

import orjson
import pytest

from models.recording import Line
from rules.replay.kind import Kind
from tests.replay.live import Live, compared
from tests.replay.test_overflow import Helping, of
from tests.replay.test_replay_is_what_was_live import replayed

RULES: dict[str, Any] = {"overflow": {}, "lines": [{"mandatory": []}]}
DESKS = ("D0", "D1", "D2")


def one_bank() -> Helping:
    """M1 of D1 has A in his plan, whose home is D0; B, whose rival A is, is known at D2 only."""
    day = Helping(**RULES).known("A", manager_id="M1").known("B", desk_id="D2", rivals=["A"])
    return day.staff("M1", "D1", capacity=9).at(1)


def consent(day: Helping, side: str, **more: Any) -> Helping:
    data = {"coverage_a": "A", "coverage_b": "B", "by": "legal", "side": side, **more}
    key = f"consent/{data['coverage_a']}/{data['coverage_b']}/{side}"
    day.texts.append(day.line("crm.clients", key, "wall.consent", data))
    return day


def test_who_joins_a_desk_after_his_clients_were_known_is_kept_from_their_rivals() -> None:
    waits = of(one_bank().open("K", "B", desk_id="D1").told(), "K")
    assert [(each["kind"], each["explanation"]["refused"]) for each in waits] == [("queued", {"wall": 1})]


def test_a_stranger_is_kept_from_whom_only_another_desks_client_names_as_a_rival() -> None:
    day = Helping(**RULES).known("A", desk_id="D1", manager_id="M1").staff("M1", "D1").known("B", desk_id="D2")
    assert of(day.at(1).open("K", "stranger", desk_id="D1").told(), "K")[0]["kind"] == "assigned"
    named = Helping(**RULES).known("A", desk_id="D1", manager_id="M1").staff("M1", "D1")
    named.known("B", desk_id="D2", rivals=["A"])
    assert of(named.at(1).open("K", "stranger", desk_id="D1").told(), "K")[0]["kind"] == "queued"


def test_consents_of_both_sides_open_a_pair_at_every_desk_until_one_ends() -> None:
    one = consent(one_bank(), "a").open("K", "B", desk_id="D1")
    assert of(one.told(), "K")[-1]["kind"] == "queued"
    both = consent(consent(one_bank(), "a"), "b", until="2025-11-25T09:10:00Z").open("K", "B", desk_id="D1")
    assert of(both.told(), "K")[-1]["kind"] == "assigned"
    late = consent(consent(one_bank(), "a"), "b", until="2025-11-25T09:10:00Z").at(601).open("K", "B", desk_id="D1")
    assert of(late.told(), "K")[-1]["kind"] == "queued"


class Seen:
    """Who serves whom, told from the CRM's records and from `contact.assigned` alone."""

    def __init__(self, texts: list[bytes]) -> None:
        self.clients: dict[str, dict[str, Any]] = {}
        self.consents: set[tuple[str, str, str]] = set()
        self.since: dict[str, dict[str, int]] = {}
        """Manager to coverages, each with the line in which he began to serve it."""
        joined: dict[str, int] = {}
        planned: dict[str, int] = {}
        for place, text in enumerate(texts):
            value = orjson.loads(text)["value"]
            data, kind = value["data"], value["type"]
            if kind == "client.updated":
                self.clients[data["client_id"]], planned[data["client_id"]] = data, place
            elif kind == "manager.updated":
                joined.setdefault(data["manager_id"], place)  # going to another desk ends no service
            elif kind == "wall.consent":
                self.consents.add((data["coverage_a"], data["coverage_b"], data["side"]))
        for client_id, data in self.clients.items():
            manager_id = data.get("manager_id")
            if manager_id in joined:
                self.begin(manager_id, self.coverage(client_id), max(planned[client_id], joined[manager_id]))

    def begin(self, manager_id: str, coverage_id: str, place: int) -> None:
        mine = self.since.setdefault(manager_id, {})
        mine[coverage_id] = min(place, mine.get(coverage_id, place))

    def coverage(self, client_id: str) -> str:
        return self.clients.get(client_id, {}).get("group_id") or client_id

    def apart(self, one: str, other: str) -> bool:
        """Whether two coverages may not share a manager."""
        if all((*sorted((one, other)), side) in self.consents for side in "ab"):
            return False
        named: dict[str, set[str]] = {one: set(), other: set()}
        classes: dict[str, set[str]] = {one: set(), other: set()}
        for client_id, data in self.clients.items():
            if self.coverage(client_id) in named:
                named[self.coverage(client_id)].update(map(self.coverage, data.get("rivals", ())))
                classes[self.coverage(client_id)].update(data.get("conflict_classes", ()))
        return other in named[one] or one in named[other] or bool(classes[one] & classes[other])

    def breach(self, manager_id: str, coverage_id: str, place: int) -> str | None:
        """Whom the manager served before, though it is the coverage's rival; he serves the coverage from now on."""
        self.begin(manager_id, coverage_id, place)
        mine = self.since[manager_id]
        ours = (mine[coverage_id], coverage_id)
        earlier = (other for other, since in sorted(mine.items()) if other != coverage_id and (since, other) < ours)
        return next((other for other in earlier if self.apart(other, coverage_id)), None)


PEOPLE = {f"M{number}": DESKS[number % 3] for number in range(6)}
CLIENTS = [f"C{number}" for number in range(10)]


def random_client(random: Random) -> dict[str, Any]:
    more: dict[str, Any] = {"desk_id": random.choice(DESKS), "group_id": random.choice((None, None, "G1", "G2"))}
    if random.random() < 0.5:
        more["manager_id"] = random.choice([*PEOPLE])
    if random.random() < 0.5:
        more["rivals"] = [random.choice((*CLIENTS, "G1", "G2"))]
    if random.random() < 0.2:
        more["conflict_classes"] = [random.choice(("oil", "tin"))]
    return more


def random_bank(seed: int, *, moves: bool = False) -> Helping:
    """
    People known before their clients in every second bank, and after them in the others; then forty contacts.

    With `moves` somebody goes to another desk now and then, or leaves and comes back at another.
    """
    random, day = Random(seed), Helping(seed, **RULES)
    for what in ("people", "clients") if seed % 2 else ("clients", "people"):
        if what == "people":
            for manager_id, desk_id in PEOPLE.items():
                day.staff(manager_id, desk_id, capacity=6)
        else:
            for client_id in CLIENTS:
                day.known(client_id, **random_client(random))
    consent(consent(day, "a", coverage_a="C1", coverage_b="C2"), "b", coverage_a="C1", coverage_b="C2")
    for number in range(40):
        day.at(1 + number).open(f"K{number}", random.choice(CLIENTS), desk_id=random.choice(DESKS))
        if number > 8 and random.random() < 0.6:
            day.say("closed", f"K{number - 8}")
        if moves and random.random() < 0.4:
            manager_id = random.choice([*PEOPLE])
            if random.random() < 0.2:
                day.texts.append(day.line("crm.managers", manager_id, "manager.left", {"manager_id": manager_id}))
                day.at(1.5 + number)
            day.staff(manager_id, random.choice(DESKS), capacity=6)
    return day


@pytest.mark.parametrize("seed", range(12))
def test_nobody_of_the_whole_bank_is_given_two_rivals(seed: int) -> None:
    day = random_bank(seed)
    assert nobody_is_given_two_rivals(day, day.told(300)) >= 5, "a bank in which nobody is served shows nothing"


@pytest.mark.parametrize("seed", range(24))
def test_a_wall_holds_whichever_desks_a_manager_comes_from(seed: int) -> None:
    day = random_bank(seed, moves=True)
    assert nobody_is_given_two_rivals(day, day.told(300)) >= 5
    live = Live(3, seed, slow=0.7, restarts=0.2)
    for text in day.texts:
        live.hear(text)
    live.timers(live.now + 300_000)
    live.pass_on_asides(live.now, last=True)
    assert nobody_is_given_two_rivals(day, live.told) >= 5, "late words between desks open no wall either"
    assert compared(replayed(live.inbox, Kind.INTAKE)) == compared(live.told)


def nobody_is_given_two_rivals(day: Helping, told: list[Line]) -> int:
    """How many contacts the rules gave to somebody."""
    seen, given = Seen(day.texts), 0
    for place, line in enumerate(told):
        value = orjson.loads(line.value or b"null")
        if line.topic == "kontor.assignments" and value["type"] == "contact.assigned":
            data = value["data"]
            coverage_id = seen.coverage(data["client_id"])
            rival = seen.breach(data["manager_id"], coverage_id, len(day.texts) + place)
            assert rival is None, f"{data['manager_id']} serves {rival} and was given {coverage_id}"
            given += 1
    return given
