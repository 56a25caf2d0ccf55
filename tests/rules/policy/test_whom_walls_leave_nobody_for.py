"""By today's plans: for whom nobody at a desk is free of walls."""

from typing import Any, NamedTuple

from models.policy import Policy
from rules.policy import Clients, check
from tests.rules.policy.test_static_checks import Manager, policy_of

OPEN = {"unknown_client": "open"}


class Client(NamedTuple):
    client_id: str
    manager_id: str | None = None
    rivals: tuple[str, ...] = ()
    conflict_classes: tuple[str, ...] = ()
    group_id: str | None = None
    desk_id: str = "D1"


def told(*clients: Client, at: tuple[str, ...] = ("D1", "D1"), consent: str = "", **policy: Any) -> list[str]:
    """What is found with M0, M1 … at these desks; `consent`: two coverages that both consent."""
    people = [Manager(desk_id, manager_id=f"M{number}") for number, desk_id in enumerate(at)]
    consents = frozenset({frozenset(consent)}) if consent else frozenset[frozenset[str]]()
    known = Clients(clients, consents)
    return [str(each) for each in check(policy_of(**policy), people, clients=known) if each.kind.code == "walled_off"]


def test_a_coverage_is_named_whose_rivals_are_in_the_plans_of_everybody_at_its_desk() -> None:
    apart = [Client("A", "M0"), Client("B", "M1"), Client("C", rivals=("A", "B"))]
    said = "walls: nobody at D1 may serve coverage C: each has a rival of it in his plan"

    assert told(*apart, walls=OPEN) == [said]
    assert told(*apart, walls=OPEN, consent="AC") == []
    assert told(*apart, walls=OPEN, at=("D1", "D1", "D1")) == [], "the third is free"
    assert told(*apart, walls=OPEN, at=("D1", "D2")) == [said], "who works elsewhere is no help"
    assert told(*apart[:2], Client("C", "M0", ("A", "B")), walls=OPEN) == [], "whose own client it is may keep it"


def test_a_holding_is_one_coverage_and_of_several_the_first_is_named() -> None:
    apart = [
        Client("A", "M0", group_id="G"),
        Client("B", rivals=("A",)),
        Client("C", rivals=("G",)),
        Client("E", group_id="G"),
    ]
    assert told(*apart, walls=OPEN, at=("D1",)) == [
        "walls: nobody at D1 may serve one of 2 coverages, the first B: each has a rival of it in his plan"
    ]


def test_a_class_is_named_of_which_everybody_has_a_coverage() -> None:
    of_class = [Client("A", "M0", conflict_classes=("oil",)), Client("B", "M1", conflict_classes=("oil", "tin"))]

    assert told(*of_class, walls=OPEN) == [
        "walls: nobody at D1 may serve one more coverage of oil: each has one of them in his plan"
    ]


def test_an_unknown_client_needs_somebody_without_walled_coverages_where_the_policy_is_closed_to_him() -> None:
    apart = [Client("A", "M0", rivals=("X",)), Client("B", "M1", rivals=("Y",))]
    said = "nobody at D1 may serve a client nobody knows: each has a coverage with rivals in his plan"

    assert told(*apart) == [f"walls: {said}"]
    assert told(*apart, walls=OPEN) == []
    assert told(*apart[:1]) == []
    assert told(*apart, walls=OPEN, desks={"D1": {"walls": {"unknown_client": "closed"}}}) == [
        f"desks.D1.walls: {said}"
    ]


def test_without_clients_or_managers_nothing_is_said_of_walls() -> None:
    assert check(Policy.from_canonical({"name": "x", "lines": [{}]}), clients=Clients((Client("A", "M0"),))) == ()
