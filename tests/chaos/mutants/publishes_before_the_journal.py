"""Decisions are published before the journal has them."""

from typing import Any

SENTENCE = "publishes before the journal has what it decided"
STEPS = ("killed at journal_sent", "killed at journal_sent", "all lost") * 3


def build_in() -> None:
    from streams.engine.batch_writer import BatchWriter
    from streams.engine.producing import settled
    from streams.engine.publishing import publish

    write = BatchWriter.write

    async def write_after(self: Any, batch: Any) -> None:
        await settled(await publish(self._journal._log, batch.sections))
        await write(self, batch)

    setattr(BatchWriter, "write", write_after)  # noqa: B010  # reason: a method is replaced
