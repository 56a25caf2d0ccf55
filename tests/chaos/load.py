"""The bank at work: publishes steadily or in bursts, and remembers what the broker acknowledged."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import confluent_kafka as confluent

from models.recording import Line
from tests.chaos.bank import Bank

_BURST_EVERY_S = 2.0


class Load(threading.Thread):
    """A thread that publishes until it is told to stop; `put` may be called from any other."""

    def __init__(
        self, bank: Bank, bootstrap: str, physical: Callable[[str], str], rate: float, *, bursty: bool
    ) -> None:
        """`rate` is lines a second, on average; bursty ones come all at once every two seconds."""
        super().__init__(daemon=True, name="bank")
        self.bank = bank
        self.acknowledged: list[Line] = []
        """With their partitions and offsets, timestamps as the bank gave them."""
        self.unsure: list[Line] = []
        """Neither acknowledged nor surely lost: they may stand in the log or not."""
        self._physical = physical
        self._rate, self._bursty = rate, bursty
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._producer = confluent.Producer(
            {
                "bootstrap.servers": bootstrap, "enable.idempotence": True, "linger.ms": 5, "log_level": 0,
                "partitioner": "murmur2_random", "message.timeout.ms": 90_000, "message.max.bytes": 8 << 20,
                "reconnect.backoff.max.ms": 500,
            }
        )  # fmt: skip

    def put(self, lines: Iterable[Line]) -> None:
        with self._lock:
            for line in lines:
                self._send(line)
        self._producer.poll(0)

    def _send(self, line: Line) -> None:
        try:
            self._producer.produce(
                self._physical(line.topic), line.value, line.key, headers=list(line.headers),
                timestamp=line.timestamp_ms, on_delivery=self._note(line),
            )  # fmt: skip
        except (confluent.KafkaException, BufferError):  # the topic was deleted, or nobody takes anything any more
            self.unsure.append(line)

    def _note(self, line: Line) -> Callable[[Any, Any], None]:
        def delivered(error: Any, message: Any) -> None:
            if error:
                self.unsure.append(line)
            else:
                self.acknowledged.append(line._replace(partition=message.partition(), offset=message.offset()))

        return delivered

    def flush(self, within_s: float = 100) -> int:
        """Wait for every acknowledgement; how many are still missing."""
        return int(self._producer.flush(within_s))

    def run(self) -> None:
        due = time.monotonic()
        while not self._over.is_set():
            count = int(self._rate * _BURST_EVERY_S) if self._bursty else 1
            for _ in range(count):
                self.put(self.bank.next())
            due += count / self._rate
            self._producer.poll(0)
            self._over.wait(max(0.0, due - time.monotonic()))

    def stop(self) -> None:
        self._over.set()
        if self.is_alive():
            self.join(30)

    def finish(self) -> int:
        """Stop, close every open contact, and wait for all acknowledgements; how many never came."""
        self.stop()
        self.put(self.bank.close_all())
        return self.flush()
