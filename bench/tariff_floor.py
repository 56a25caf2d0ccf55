"""
The same-rules floor of the tariffs: librdkafka in, the very same folds, the same rows out by librdkafka.

`python -m bench.tariff_floor BROKERS APP CRM POSTINGS`: as `bench.floor`, of postings instead of contacts. Prints one
JSON object: CPU from the first posting to the last acknowledgement.
"""

import sys
import time
from collections.abc import Iterator

from bench.floor import Floor, cpu_s, main
from bench.one_process import Pipe
from models.inbox_headers import TARIFF_INBOX
from models.unit import EVERY_PARTITION, InboxRecord, Message
from rules.tariff.partition import TariffPartition
from streams.engine.names import Names

ACTIVITY = "crm.activity"


class TariffPipe(Pipe):
    """Intake, desks and coverages, one behind the other."""

    def __init__(self) -> None:
        super().__init__()
        self.tariffs = TariffPartition()
        self.tariffs.restore({}, 0)
        self._told = 0

    def take(self, record: InboxRecord) -> tuple[list[Message], list[Message]]:
        """(commands to desks, messages for everybody); those to coverages are folded in."""
        commands, said = super().take(record)
        messages: list[Message] = []
        for message in said:
            if message.topic != TARIFF_INBOX:
                messages.append(message)
                continue
            assert message.partition in (None, EVERY_PARTITION)
            self._told += 1
            told = InboxRecord(self._told, record.timestamp_ms, message.key, message.value)
            messages += self.tariffs.apply(told)
        return commands, messages

    def rows(self) -> Iterator[tuple[str, str, bytes | None]]:
        """(unit, key, row) of everything changed since the last call."""
        yield from super().rows()
        for key in self.tariffs.take_touched():
            yield "tariff", key, self.tariffs.row(key)


class TariffFloor(Floor):
    """The floor, with coverages behind the intake."""

    def __init__(self, brokers: str, names: Names) -> None:
        super().__init__(brokers, names)
        self.pipe: Pipe = TariffPipe()

    def run(self, count: int) -> dict[str, float]:
        """From the first posting until so many are folded and everything is acknowledged."""
        self.consumer.subscribe([self.names.physical(ACTIVITY)])
        while not (records := self.batch(ACTIVITY)):
            pass
        begun, wall = cpu_s(), time.monotonic()
        while records < count:
            records += self.batch(ACTIVITY)
            self.consumer.commit(asynchronous=True)
        self.producer.flush(60)
        return {"events": records, "cpu_s": cpu_s() - begun, "wall_s": time.monotonic() - wall}


if __name__ == "__main__":
    main(TariffFloor, *sys.argv[1:5])
