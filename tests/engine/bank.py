"""A steady, seeded input: unique values under a few keys, counted when the broker has acknowledged them."""

import json
import random
import threading
import time
from collections import Counter
from typing import Any

from kafka import KafkaProducer

from tests.installation import Installation

KEYS = 11


class Bank(threading.Thread):
    """Publishes `rate` records a second to the CRM's topics until it is closed."""

    def __init__(self, installation: Installation, seed: int, rate: float = 300) -> None:
        super().__init__(daemon=True)
        self.sent: Counter[str] = Counter()
        self._topics = [installation.names.physical(name) for name in ("crm.clients", "crm.contacts", "crm.contacts")]
        self._producer = KafkaProducer(bootstrap_servers=installation.settings.brokers, linger_ms=5)
        self._random = random.Random(seed)
        self._rate = rate
        self._closing = threading.Event()

    def run(self) -> None:
        begun, number = time.monotonic(), 0
        while not self._closing.is_set():
            ahead = begun + number / self._rate - time.monotonic()
            if ahead > 0:
                time.sleep(min(ahead, 0.01))
                continue
            number += 1
            value, key = json.dumps(number), f"k{self._random.randrange(KEYS)}"
            future = self._producer.send(self._random.choice(self._topics), key=key.encode(), value=value.encode())
            future.add_callback(self._acknowledged, value)

    def _acknowledged(self, value: str, _: Any) -> None:
        self.sent[value] += 1

    def close(self) -> None:
        """Stop, and wait until all that was sent is acknowledged; once the topics are gone it waits for them."""
        if self._closing.is_set():
            return
        self._closing.set()
        if self.is_alive():
            self.join()
        self._producer.flush(timeout=60)
        self._producer.close()
