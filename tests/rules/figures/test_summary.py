"""Figures from a handful of decisions, worked out by hand."""

from typing import Any

import pytest

from models.instants import format_instant
from rules.figures.lives import Lives, same_person_again
from rules.figures.occupation import Occupations
from rules.figures.service_level import within
from rules.figures.summary import Promise, group_of, summarise


def decision(seq: int, contact: str, second: int, **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "decision_id": f"d{seq}",
        "contact_id": contact,
        "desk_id": "D",
        "coverage_id": "G",
        "segment": "retail",
    }
    base |= {"tier": "standard", "line": 1, "opened_at": format_instant(0), "manager_id": None, "reason": None}
    return base | {"decided_at": format_instant(second * 1000)} | more


def load(seq: int, manager: str, second: int, load: int, **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "manager_id": manager,
        "desk_id": "D",
        "presence": "available",
        "load": load,
        "capacity": 4,
        "seq": seq,
    }
    return base | {"at": format_instant(second * 1000)} | more


@pytest.fixture
def lives() -> Lives:
    lives = Lives()
    opened = {"opened_at": format_instant(10_000)}
    for kind, data in [
        ("contact.assigned", decision(1, "A", 0, manager_id="M1")),
        ("contact.queued", decision(2, "B", 0, tier="vip", line=0)),
        ("contact.queued", decision(3, "C", 0)),
        ("contact.finished", decision(4, "A", 20, manager_id="M1")),
        ("contact.assigned", decision(5, "B", 20, manager_id="M1", tier="vip", line=0)),
        ("contact.assigned", decision(5, "B", 20, manager_id="M1", tier="vip", line=0)),
        ("contact.escalated", decision(6, "C", 25)),
        ("contact.released", decision(7, "C", 30, reason="abandoned")),
        ("contact.released", decision(8, "B", 35, manager_id="M1", reason="manager_left", tier="vip", line=0)),
        ("contact.assigned", decision(9, "B", 35, manager_id="M2", tier="vip", line=0)),
        ("contact.finished", decision(10, "B", 50, manager_id="M2", tier="vip", line=0)),
        ("contact.assigned", decision(11, "E", 60, manager_id="M2", **opened)),
        ("contact.finished", decision(12, "E", 70, manager_id="M2", **opened)),
    ]:
        lives.decision(kind, data)
    return lives


def test_a_contact_waits_until_its_first_assignment_and_is_served_by_who_finished_it(lives: Lives) -> None:
    life = lives.by_contact["B"]

    assert (life.wait_ms, life.served_by, life.queued) == (20_000, "M2", True)
    assert lives.by_contact["C"].abandoned_ms == 30_000
    assert not lives.by_contact["C"].served


def test_the_same_person_again_counts_from_the_second_served_contact_of_a_coverage(lives: Lives) -> None:
    assert same_person_again(lives.by_contact.values()) == (1, 2)  # A: M1, B: M2 (other), E: M2 (again)


def test_each_contact_is_held_against_the_one_before_it_and_not_against_the_first(lives: Lives) -> None:
    opened = {"opened_at": format_instant(75_000)}
    lives.decision("contact.assigned", decision(13, "F", 80, manager_id="M2", **opened))
    lives.decision("contact.finished", decision(14, "F", 90, manager_id="M2", **opened))

    assert same_person_again(lives.by_contact.values()) == (2, 3)


def test_an_unknown_client_does_not_count_as_a_coverage(lives: Lives) -> None:
    for life in lives.by_contact.values():
        life.known = False

    assert same_person_again(lives.by_contact.values()) == (0, 0)


def test_the_three_methods_give_three_numbers(lives: Lives) -> None:
    lives.answered("B", 41_000)
    everyone = list(lives.by_contact.values())

    assert within(everyone, "offered", 40_000) == (2, 4)  # A, B in time; E after 50 s; C left
    assert within(everyone, "answered", 40_000) == (1, 4)  # B was taken up after 41 s
    assert within(everyone, "positive", 40_000) == (2, 4)  # C left before 40 s were over


def test_occupation_is_units_held_over_units_on_offer() -> None:
    occupations = Occupations()
    for data in [
        load(1, "M1", 0, 0), load(2, "M1", 10, 2), load(3, "M1", 20, 4, presence="away"), load(4, "M1", 30, 0),
        load(4, "M1", 30, 0, presence="away"), load(3, "M1", 20, 4, presence="away"),
    ]:  # fmt: skip
        occupations.load(data)
    occupations.until(100_000)

    # 10 s free, 10 s half, 10 s full though away; 70 s away with nothing in hand are not on offer
    assert occupations.utilisation() == (10 * 2 + 10 * 4) / (30 * 4)


def test_the_summary_puts_it_together(lives: Lives) -> None:
    occupations = Occupations()
    for manager, held in (("M1", 1), ("M2", 3), ("M3", 4)):
        occupations.load(load(1, manager, 0, held))
    occupations.until(100_000)
    sets = {"M1": group_of({"desk_id": "D"}), "M2": group_of({"desk_id": "D"}), "M3": group_of({"desk_id": "X"})}

    figures = summarise(lives, occupations, {("D", 0): Promise("answered", 20), ("D", 1): Promise("offered", 1)}, sets)

    assert (figures.contacts, figures.served, figures.abandoned, figures.escalated, figures.queued) == (4, 3, 1, 1, 2)
    assert figures.waits["vip"] == (1, 20_000.0, 20_000, 20_000, 20_000)
    assert figures.waits["standard"] == (2, 25_000.0, 0, 50_000, 50_000)
    assert figures.patience == (1, 30_000.0, 30_000, 30_000, 30_000)
    assert [(kept.line, kept.in_time, kept.counted) for kept in figures.kept] == [(0, 1, 1), (1, 1, 3)]
    assert (figures.again, figures.returned) == (1, 2)
    assert figures.fairness == (0.8, 0.25, 1)  # M1 and M2 stand in for each other: 1/4 and 3/4; M3 is alone
    assert figures.utilisation == 8 / 12


def test_managers_of_a_desk_for_the_same_segments_stand_in_for_each_other() -> None:
    one = {"desk_id": "D", "segments": ["sme", "corporate"], "languages": ["en"]}
    other = {"desk_id": "D", "segments": ["corporate", "sme"], "languages": ["ru"]}

    assert group_of(one) == group_of(other) != group_of(other | {"segments": ["sme"]})
