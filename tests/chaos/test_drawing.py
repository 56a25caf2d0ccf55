"""A round is its seed: what is drawn, and that nothing of the catalogue is never drawn."""

from streams.hardened.crash_points import POINTS
from tests.chaos.drawing import draw
from tests.chaos.fault import ALONE, CLUSTER
from tests.chaos.faults import BY_NAME, CATALOGUE
from tests.chaos.faults.zombies import GUARDS, STEPS, name_of


def test_the_same_seed_draws_the_same_round_and_another_one_another() -> None:
    assert draw(7) == draw(7)
    assert draw(7, 3) == draw(7, 3)
    assert len({draw(seed).steps for seed in range(20)}) == 20


def test_every_fault_of_the_catalogue_is_drawn_by_some_seed_where_its_brokers_are() -> None:
    on_one = {step.fault for seed in range(400) for step in draw(seed).steps}
    on_three = {step.fault for seed in range(400) for step in draw(seed, 3).steps}
    assert on_one == {fault.name for fault in CATALOGUE if not fault.needs}
    assert on_three == {fault.name for fault in CATALOGUE if ALONE not in fault.needs}


def test_what_nothing_can_follow_comes_last_in_a_round_of_its_own() -> None:
    for fault in CATALOGUE:
        if ALONE in fault.needs:
            *others, last = draw(1, alone=fault.name).steps
            assert last.fault == fault.name
            assert len(others) == 2


def test_workers_are_killed_between_each_two_steps_and_stopped_at_each_of_the_write_path_under_every_guard() -> None:
    assert {f"killed at {point}" for point in POINTS} <= set(BY_NAME)
    assert {name_of(step, guard) for step in STEPS for guard in GUARDS} <= set(BY_NAME)
    assert set(STEPS) <= set(POINTS)


def test_names_are_told_once_and_sentences_are_sentences() -> None:
    assert len(BY_NAME) == len(CATALOGUE)
    assert all(fault.sentence.endswith(".") and fault.seconds > 0 for fault in CATALOGUE)
    assert any(CLUSTER in fault.needs for fault in CATALOGUE)
