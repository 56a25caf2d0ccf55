"""
The same-rules floor: librdkafka in, the very same folds, the same rows and messages out by librdkafka.

`python -m bench.floor BROKERS APP CRM CONTACTS`: one process, one hop, no fence, outbox, take-over or explanation of
where it stands. What Kontor's worker needs beyond it is the price of its guarantees and of its two further hops.
Prints one JSON object: CPU from the first contact to the last acknowledgement.
"""

import json
import resource
import sys
import time
from typing import Any

from bench.generator import producer
from bench.one_process import Pipe, as_collected
from models.unit import Message
from streams.engine.names import Names

PEOPLE = ("kontor.policies", "crm.managers", "crm.clients")
BATCH = 500


class Floor:
    """One consumer, one pipe, one producer."""

    def __init__(self, brokers: str, names: Names) -> None:
        from confluent_kafka import Consumer

        self.names, self.producer, self.place, self.finished = names, producer(brokers), 0, 0
        self.pipe = Pipe()
        options = {"bootstrap.servers": brokers, "group.id": f"{names.app}-floor", "auto.offset.reset": "earliest"}
        options |= {"isolation.level": "read_committed", "enable.auto.commit": "false", "fetch.wait.max.ms": "20"}
        self.consumer: Any = Consumer(options)

    def read_people(self) -> None:
        """Policy, managers and clients to their ends, before the first contact."""
        from confluent_kafka import OFFSET_BEGINNING, TopicPartition

        for topic in PEOPLE:
            name = self.names.physical(topic)
            partitions = self.consumer.list_topics(name, 10).topics[name].partitions
            places = [TopicPartition(name, number, OFFSET_BEGINNING) for number in partitions]
            left = sum(self.consumer.get_watermark_offsets(place)[1] for place in places)
            self.consumer.assign(places)
            while left > 0:
                left -= self.batch(topic)
        self.consumer.unassign()

    def batch(self, topic: str) -> int:
        """Fold one batch, write its rows and messages; how many records it had."""
        records = [each for each in self.consumer.consume(BATCH, 0.02) if each.error() is None]
        messages: list[Message] = []
        for each in records:
            self.place += 1
            when = each.timestamp()[1]
            record = as_collected(topic, each.partition(), each.offset(), when, each.key(), each.value(), self.place)
            commands, said = self.pipe.take(record)
            del commands  # one hop: they go from hand to hand
            messages += said
        if not records:
            return 0
        journals = {unit: self.names.physical(f"kontor.{unit}-journal") for unit in ("intake", "desk", "tariff")}
        for unit, key, row in self.pipe.rows():
            self.producer.produce(journals[unit], row, key.encode())
        for message in messages:
            self.producer.produce(self.names.physical(message.topic), message.value, message.key)
            self.finished += message.type == "contact.finished"
        self.producer.poll(0)
        return len(records)

    def run(self, contacts: int) -> dict[str, float]:
        """From the first contact until so many have been finished and everything is acknowledged."""
        self.consumer.subscribe([self.names.physical("crm.contacts")])
        while not (records := self.batch("crm.contacts")):
            pass
        begun, wall = cpu_s(), time.monotonic()
        while self.finished < contacts:
            records += self.batch("crm.contacts")
            self.consumer.commit(asynchronous=True) if records else None
        self.producer.flush(60)
        return {"events": records, "cpu_s": cpu_s() - begun, "wall_s": time.monotonic() - wall}


def cpu_s() -> float:
    """User and system time of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(kind: type[Floor], brokers: str, app: str, crm: str, count: str) -> None:
    """Run it over so many contacts, or whatever the kind of floor counts."""
    floor = kind(brokers, Names(app, crm))
    floor.read_people()
    print("READY", flush=True)
    print(json.dumps(floor.run(int(count))), flush=True)
    floor.consumer.close()


if __name__ == "__main__":
    main(Floor, *sys.argv[1:5])
