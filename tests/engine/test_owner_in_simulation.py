"""The engine under every order of landing, killing and outliving that hypothesis can think of; and mutants of it."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.engine import journal, journal_reading, owner, ownership
from streams.engine.batch_writer import BatchWriter
from streams.engine.journal_reading import BrokenJournalError
from streams.engine.journal_records import JournalRecord, Stamp
from tests.engine.owner_simulation import Plan, Stopped, outcome

steps = st.lists(
    st.one_of(
        st.tuples(st.just("deliver"), st.integers(1, 9)),
        st.tuples(st.just("land"), st.integers(1, 4)),
        st.tuples(st.just("commit"), st.just(0)),
        st.tuples(st.just("die"), st.integers(0, 3)),
        st.tuples(st.just("outlive"), st.integers(0, 3)),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(steps, st.integers(1, 6), st.integers(1, 4))
def test_whatever_lands_and_whoever_dies_the_outcome_is_that_of_a_calm_run(plan: Plan, chunk: int, depth: int) -> None:
    assert outcome(plan, chunk, depth) == []


def any_plan(seed: int) -> tuple[Plan, int, int]:
    chance = random.Random(seed)
    kinds = ["deliver"] * 4 + ["land"] * 4 + ["commit", "die", "outlive"]
    plan = [(chance.choice(kinds), chance.randint(1, 4)) for _ in range(chance.randint(5, 30))]
    return plan, chance.randint(1, 6), chance.randint(1, 4)


def without_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers take what stale workers wrote for true, and nobody looks at base offsets."""

    def read(records: Any) -> Any:
        return interpret([r._replace(stamp=Stamp(0, r.stamp.batch)) for r in records])

    async def judge(_self: Any, _expected: int, _offset: int) -> list[JournalRecord]:
        return []

    interpret = journal_reading.interpret
    monkeypatch.setattr(ownership, "interpret", read)
    monkeypatch.setattr(journal.Journal, "_judge", judge)


def without_republishing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new owner trusts that all was published."""
    monkeypatch.setattr(ownership, "unpack", lambda _chunks: [])


def without_repairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Torn rows stay in the journal as they are."""
    monkeypatch.setattr(BatchWriter, "_repairs", lambda *_: [])


def without_previous_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """Torn rows are believed."""

    def read(records: Any) -> Any:
        return interpret([r._replace(previous=r.value) for r in records])

    interpret = journal_reading.interpret
    monkeypatch.setattr(ownership, "interpret", read)


def acknowledging_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Input is acknowledged when it is folded."""
    begin = owner.Owner._begin

    async def hasty(self: Any, flow: Any) -> Any:
        batch = await begin(self, flow)
        for source in batch.sources:
            source.ack()
        return batch

    monkeypatch.setattr(owner.Owner, "_begin", hasty)


def publishing_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages go out before the journal has answered."""
    begin = owner.Owner._begin

    async def hasty(self: Any, flow: Any) -> Any:
        batch = await begin(self, flow)
        self._means.publisher.publish(batch.sections)
        batch.sections = ()
        return batch

    monkeypatch.setattr(owner.Owner, "_begin", hasty)


MUTANTS = [
    without_epochs,
    without_republishing,
    without_repairs,
    without_previous_values,
    acknowledging_early,
    publishing_first,
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_broken_engine_is_found_out(mutant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    for seed in range(400):
        try:
            if outcome(*any_plan(seed)):
                return
        except (BrokenJournalError, AssertionError, Stopped):
            return
    pytest.fail(f"400 plans did not tell the engine {mutant.__name__} from the true one")


def test_the_plans_that_find_mutants_find_nothing_in_the_true_engine() -> None:
    assert [seed for seed in range(150) if outcome(*any_plan(seed))] == []
