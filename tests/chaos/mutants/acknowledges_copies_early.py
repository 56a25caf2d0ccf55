"""The bank's records are acknowledged before their copies stand in the intake's inbox."""

from typing import Any

from tests.chaos.mutants import Done, a_slow_broker

SENTENCE = "acknowledges the bank's records before their copies are durable"
STEPS = ("machine lost", "all lost", "machine lost", "all lost", "machine lost", "all lost")


class _SlowLog:
    def __init__(self, log: Any) -> None:
        self._log = log

    async def append(self, *what: Any) -> Any:
        await a_slow_broker()
        return await self._log.append(*what)


def build_in() -> None:
    from streams.engine.collecting import Collector
    from streams.engine.pending import Pending

    make = Collector.__init__

    class Acknowledging(Pending):
        def take(self, most_records: int, most_bytes: int) -> Any:
            sources, records = super().take(most_records, most_bytes)
            for source in sources:
                source.ack()
            return [Done(source) for source in sources], records

    def made(self: Any, log: Any, *rest: Any) -> None:
        make(self, _SlowLog(log), *rest)
        self.pending = Acknowledging()

    setattr(Collector, "__init__", made)  # noqa: B010  # reason: a method is replaced
