"""Decisions are published before the journal has them."""

import asyncio
from typing import Any

SENTENCE = "publishes before the journal has what it decided"
STEPS = ("killed at journal_sent", "killed at journal_sent", "all lost") * 3


def build_in() -> None:
    from streams.engine.batch_writer import BatchWriter
    from streams.engine.publishing import Publisher

    write = BatchWriter.write

    async def write_after(self: Any, batch: Any) -> None:
        await asyncio.gather(*Publisher(self._journal._log).publish(batch.sections))
        await write(self, batch)

    setattr(BatchWriter, "write", write_after)  # noqa: B010  # reason: a method is replaced
