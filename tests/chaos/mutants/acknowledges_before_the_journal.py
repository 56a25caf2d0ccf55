"""Input is acknowledged when it is folded, not when its decisions are published."""

from typing import Any

from tests.chaos.mutants import a_slow_broker, acknowledge

SENTENCE = "acknowledges its input before the journal has it"
STEPS = ("machine lost", "killed", "machine lost", "all lost", "machine lost", "all lost")


def build_in() -> None:
    from streams.engine.batch_writer import BatchWriter

    write = BatchWriter.write

    async def write_late(self: Any, batch: Any) -> None:
        acknowledge(batch)
        await a_slow_broker()
        await write(self, batch)

    setattr(BatchWriter, "write", write_late)  # noqa: B010  # reason: a method is replaced
