"""What was delivered is committed, done or not: Faust's own mistake."""

from typing import Any

from tests.chaos.mutants import a_slow_broker

SENTENCE = "commits past work in flight"
STEPS = ("machine lost", "all lost", "machine lost", "all lost", "machine lost", "all lost")


def build_in() -> None:
    from streams.engine.batch_writer import BatchWriter
    from streams.hardened.offset_fifo import OffsetFifo

    write = BatchWriter.write

    def committable(self: Any, partition: Any, acknowledged: set[int]) -> int | None:
        queue = self._delivered[partition]
        last = queue[-1] if queue else None
        queue.clear()
        acknowledged.clear()
        return None if last is None else last + 1

    async def write_late(self: Any, batch: Any) -> None:
        await a_slow_broker()
        await write(self, batch)

    for where, name, what in ((OffsetFifo, "committable", committable), (BatchWriter, "write", write_late)):
        setattr(where, name, what)
