"""What a hand-over never does, whatever the bank, whoever leaves and whenever the plan comes."""

from collections.abc import Mapping
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.desk.partition import DeskPartition
from rules.desk.walls import walled
from tests.journaling import journal
from tests.rules.desk.bank import POLICY
from tests.rules.desk.handing import MOST_ROUNDS, Leaving
from tests.rules.desk.restarted import restarted

quick = settings(max_examples=30, deadline=None)
seeds = st.integers(0, 2**32)


def bank_of(seed: int) -> Leaving:
    """Some managers, clients with rivals, margins and plans, and a policy with limits to books."""
    chance = Random(seed)
    limits = {"max_groups": chance.choice([2, 4, 200]), "max_margin_share_ppm": chance.choice([400_000, 1_000_000])}
    vip = {**POLICY["lines"][0], "when": {"tier": "vip"}, "min_grade": 3, "mandatory": ["language"]}
    bank = Leaving(staff=(), lines=[vip, POLICY["lines"][0]], coverage=limits)
    people = [f"M{number}" for number in range(1, chance.randint(2, 6))]
    for manager_id in people[1:]:
        bank.manager(manager_id, grade=chance.randint(1, 5), languages=chance.choice([["ru"], ["ru", "en"]]))
    names = [f"K{number:02}" for number in range(chance.randint(1, 30))]
    for name in names:
        bank.client(
            name,
            manager_id=chance.choice(["M1", "M1", *people]),
            group_id=chance.choice([None, None, "G1", "G2"]),
            tier=chance.choice(["standard", "vip"]),
            language=chance.choice(["ru", "en"]),
            rivals=chance.choice([[], [], [], [chance.choice(names)]]),
        )
        if chance.random() < 0.5:
            data = {"client_id": name, "month": "2026-10", "margin_minor": chance.randint(1, 100), "currency": "RUB"}
            bank.send("margin.recorded", 0, data)
    for number in range(chance.randint(0, 8)):
        bank.open(f"C{number}", 1, chance.choice(names), requested_manager_id=chance.choice([None, *people]))
    return bank


def leads(bank: Leaving) -> Mapping[str, list[str]]:
    """Coverage to all in whose book it stands."""
    found: dict[str, list[str]] = {}
    for manager in bank.fold.desks[bank.desk].managers.values():
        for coverage_id in manager.book:
            found.setdefault(coverage_id, []).append(manager.id)
    return found


@quick
@given(seeds)
def test_every_coverage_has_one_lead_none_behind_a_wall_no_book_above_its_groups(seed: int) -> None:
    bank = bank_of(seed)
    desk = bank.fold.desks[bank.desk]
    before = leads(bank)
    groups = {each.id: len(each.book) for each in desk.managers.values()}
    bank.notice()
    told = bank.search()

    after = leads(bank)
    assert after.keys() == before.keys()
    assert all(len(each) == 1 for each in after.values())
    assert desk.tables is not None
    for each in desk.employed.values():
        gained = [name for name in each.book if before[name] != [each.id]]
        assert not any(walled(desk, desk.coverages[name], each.id) for name in gained)
        assert len(each.book) <= max(groups[each.id], desk.tables.max_groups)
    moved = {name for name in after if after[name] != before[name]}
    assert all(before[name] == ["M1"] for name in moved)
    done = [each for each in told if each["type"] == "coverage.handover" and each["state"] == "done"]
    assert {step["coverage_id"] for each in done for step in each["steps"]} == moved
    left_over = set(desk.managers["M1"].book)
    assert left_over == ({each["coverage_id"] for each in done[-1]["refused"]} if done else set())


@quick
@given(seeds)
def test_nobody_gets_a_contact_or_loses_one_by_a_plan_alone(seed: int) -> None:
    bank = bank_of(seed)
    desk = bank.fold.desks[bank.desk]
    held = {each.id: dict(each.held) for each in desk.managers.values()}
    bank.notice()
    bank.search()
    now = {each.id: dict(each.held) for each in desk.managers.values()}
    waited = {contact for each in now.values() for contact in each} - {one for each in held.values() for one in each}
    for manager_id, contacts in held.items():
        assert contacts.keys() <= now[manager_id].keys()
    assert all(each.load <= each.capacity for each in desk.managers.values())
    assert all(bank.last(contact)["cause"]["type"].startswith("handover.") for contact in waited)


@quick
@given(seeds, seeds)
def test_a_plan_that_comes_twice_or_late_or_to_a_desk_read_from_its_rows_does_the_same(seed: int, order: int) -> None:
    bank, chance = bank_of(seed), Random(order)
    bank.notice()
    rounds = 0
    while (message := bank.found()) is not None:
        rounds += 1
        assert rounds < MOST_ROUNDS
        bank.put_found(message)
        if chance.random() < 0.3:
            assert bank.put_found(message) == []
        if chance.random() < 0.3:
            bank.client(f"K{chance.randrange(30):02}", 2, manager_id=chance.choice([None, "M1", "M2"]))
    if chance.random() < 0.5:
        bank.left("M1", 3)
    restarted(bank)


@quick
@given(seeds)
def test_the_search_is_the_same_for_a_desk_read_from_its_rows(seed: int) -> None:
    bank = bank_of(seed)
    bank.notice()
    fold, rows = DeskPartition(), dict[str, bytes]()
    for record in bank.log:
        fold.apply(record)
    journal(fold, rows)
    again = DeskPartition()
    again.restore(dict(reversed(rows.items())), 0)
    assert [each.ask()() for each in again.searches()] == [each.ask()() for each in bank.fold.searches()]
