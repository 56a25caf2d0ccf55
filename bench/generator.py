"""
The load, in a process of its own: `python -m bench.generator BROKERS TOPIC burst COUNT`, `... paced RATE SECONDS` or
`... activity COUNT`.

`burst` publishes openings and closings of COUNT contacts as fast as the broker takes them, `activity` COUNT postings.
`paced` opens RATE contacts a second on a fixed schedule (open loop: a slow subject does not slow it down) and closes
each `STAYS_S` later; its contact ids carry the instant at which they were to be sent: `L-<ms>-<number>`.
Librdkafka, with the partitioner of Java and kafka-python.
"""

import sys
import time
from collections import deque
from typing import Any

from bench.workload import Bank
from models.recording import Line

STAYS_S = 0.15
_BANK = Bank()


def producer(brokers: str) -> Any:
    """As a CRM would: acknowledged by all, idempotent."""
    from confluent_kafka import Producer

    return Producer(
        {
            "bootstrap.servers": brokers, "partitioner": "murmur2_random", "enable.idempotence": True, "linger.ms": 2,
            "queue.buffering.max.messages": 1_000_000, "log_level": 3,
        }
    )  # fmt: skip


def publish(client: Any, topic: str, line: Line) -> None:
    """Hand one line over."""
    client.produce(topic, line.value, line.key)


def burst(brokers: str, topic: str, count: int) -> None:
    """Everything at once."""
    client = producer(brokers)
    for number, line in enumerate(_BANK.contacts(count, time.time_ns() // 1_000_000)):
        publish(client, topic, line)
        if number % 1000 == 0:
            client.poll(0)
    client.flush(120)


def activity(brokers: str, topic: str, count: int) -> None:
    """So many postings at once."""
    client = producer(brokers)
    for number, line in enumerate(_BANK.postings(count, time.time_ns() // 1_000_000)):
        publish(client, topic, line)
        if number % 1000 == 0:
            client.poll(0)
    client.flush(120)


def paced(brokers: str, topic: str, rate: float, seconds: float) -> None:
    """RATE contacts a second, by the clock and nothing else."""
    client = producer(brokers)
    begun = time.time() + 0.2
    open_now: deque[tuple[float, Line, str]] = deque()
    number, count = 0, int(rate * seconds)
    while number < count or open_now:
        now = time.time()
        while number < count and (due := begun + number / rate) <= now:
            contact = f"L-{int(due * 1000)}-{number}"
            line = _BANK.opened(contact, number, int(due * 1000))
            publish(client, topic, line)
            open_now.append((due + STAYS_S, line, contact))
            number += 1
        while open_now and open_now[0][0] <= now:
            due, line, contact = open_now.popleft()
            publish(client, topic, _BANK.closed(line, contact, int(due * 1000)))
        client.poll(0)
        time.sleep(0.0005)
    client.flush(60)


def main(arguments: list[str]) -> None:
    """Run one load."""
    brokers, topic, kind, *numbers = arguments
    if kind == "burst":
        burst(brokers, topic, int(numbers[0]))
    elif kind == "activity":
        activity(brokers, topic, int(numbers[0]))
    else:
        paced(brokers, topic, float(numbers[0]), float(numbers[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
