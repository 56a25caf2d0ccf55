"""
Deliberately broken workers, each of which the harness must find out.

A file for each: `SENTENCE` says what it does wrong, `STEPS` are the faults of the
directed round in which it must be rejected, `TARIFFS`, where it stands, whether the
workers keep tariffs in it, `build_in` makes the mistake in the process of a worker.
"""

import asyncio
from importlib import import_module
from typing import Any

NAMES = (
    "acknowledges_before_the_journal",
    "acknowledges_copies_early",
    "commits_past_work_in_flight",
    "ignores_epochs",
    "ignores_the_base_offset",
    "reads_no_journal",
    "publishes_before_the_journal",
    "publishes_no_outbox_again",
    "skips_what_raises",
    "draws_lots",
    "leaves_torn_rows",
    "leaves_stale_rows",
    "counts_twice_after_a_restart",
    "checks_no_numbers",
    "forgets_the_previous_rows",
)


def build_in(name: str) -> None:
    """Make the mistake `name` in this process."""
    import_module(f"tests.chaos.mutants.{name}").build_in()


def steps_of(name: str) -> tuple[str, ...]:
    """The faults of its directed round."""
    steps: tuple[str, ...] = import_module(f"tests.chaos.mutants.{name}").STEPS
    return steps


def with_tariffs(name: str) -> bool:
    """Whether its directed round needs tariffs to show it."""
    return bool(getattr(import_module(f"tests.chaos.mutants.{name}"), "TARIFFS", False))


def sentence_of(name: str) -> str:
    return str(import_module(f"tests.chaos.mutants.{name}").SENTENCE)


class Done:
    """A batch of records that has been acknowledged already."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def ack(self) -> None:
        """Nothing more."""


def acknowledge(batch: Any) -> None:
    """Acknowledge a batch of the engine now, so that it is not again at its end."""
    for source in batch.sources:
        source.ack()
    batch.sources = [Done(source) for source in batch.sources]


async def a_slow_broker() -> None:
    """What turns a window of a millisecond into one that is met."""
    await asyncio.sleep(0.7)
