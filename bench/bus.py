"""A broker for a run of measurements, and an installation of its own for each subject and repeat."""

import itertools
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bench.generator import producer, publish
from bench.workload import POLICY, Bank
from kontor.policy_file import activation
from kontor.policy_topic import put
from models.policy import Policy
from models.recording import Line
from streams.admin import compare, create, delete, open_admin
from streams.embedded.broker import EmbeddedBroker, free_port
from streams.settings import Settings
from streams.topics import names_of

_numbers: Final = itertools.count(1)


@contextmanager
def warm_broker(folder: Path, given: str | None = None) -> Iterator[str]:
    """
    `host:port` of a broker that has been warmed up: the one given, else an embedded one with its compilers on.

    A cold JVM is ten times slower and more; twenty thousand contacts go through it before anything is measured.
    """
    if given:
        yield given
        return
    with EmbeddedBroker(folder, quick=False) as broker:
        with installation(broker.bootstrap, partitions=4) as settings:
            for _ in range(2):
                generate(settings, "burst", 20_000)
        yield broker.bootstrap


@contextmanager
def installation(brokers: str, partitions: int, policy: str = POLICY) -> Iterator[Settings]:
    """Topics under a prefix of their own, the policy in force, managers and clients told; all deleted at the end."""
    prefix = f"bench-{int(time.time())}-{next(_numbers)}"
    settings = Settings(
        brokers=brokers, app=f"{prefix}-kontor", crm=f"{prefix}-crm", partitions=partitions, http_port=free_port(),
        worker_id="bench", log_level="warning",
    )  # fmt: skip
    with open_admin(settings) as admin:
        create(admin, compare(settings, admin))
    try:
        at_ms = time.time_ns() // 1_000_000
        put(settings, activation(Policy.from_yaml(policy), settings.source, at_ms), at_ms)
        _tell(settings, Bank().people(at_ms))
        yield settings
    finally:
        with open_admin(settings) as admin:
            delete(settings, admin)


def _tell(settings: Settings, lines: Iterator[Line]) -> None:
    client = producer(settings.brokers)
    for line in lines:
        publish(client, names_of(settings).physical(line.topic), line)
    client.flush(60)


def start_generator(
    settings: Settings, kind: str, *numbers: float, topic: str = "crm.contacts"
) -> subprocess.Popen[bytes]:
    """Start a load on a topic."""
    name = names_of(settings).physical(topic)
    return subprocess.Popen([sys.executable, "-m", "bench.generator", settings.brokers, name, kind, *map(str, numbers)])


def generate(settings: Settings, kind: str, *numbers: float) -> None:
    """Run a load to its end."""
    if start_generator(settings, kind, *numbers).wait(600):
        raise RuntimeError("the load could not be published")


def reader(settings: Settings, topic: str = "kontor.assignments") -> Any:
    """A consumer of a topic from its beginning, librdkafka, in no group."""
    from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

    name = names_of(settings).physical(topic)
    options = {"bootstrap.servers": settings.brokers, "group.id": f"{settings.app}-reader"}
    consumer = Consumer(
        {**options, "enable.auto.commit": False, "auto.offset.reset": "earliest", "fetch.wait.max.ms": 20}
    )
    consumer.assign([TopicPartition(name, number, OFFSET_BEGINNING) for number in range(settings.partitions)])
    return consumer
