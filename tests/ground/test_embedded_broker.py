"""The embedded Apache Kafka: what a start needs, and what a stop or a kill leaves."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import KafkaAdminClient

from models.errors import KontorError
from streams.embedded import jars, lock
from streams.embedded.broker import EmbeddedBroker, answers, wipe
from streams.embedded.jars import class_path
from streams.embedded.java import java_command
from tests.installation import Processes, until

Make = Callable[..., EmbeddedBroker]


def _put(bootstrap: str, value: bytes) -> None:
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all")
    producer.send("t", value).get(10)
    producer.close()


def _all(bootstrap: str) -> list[bytes]:
    consumer: Any = KafkaConsumer(
        "t", bootstrap_servers=bootstrap, auto_offset_reset="earliest", group_id=None, consumer_timeout_ms=1500
    )
    values = [record.value for record in consumer]
    consumer.close()
    return values


@pytest.mark.bus
def test_what_was_acknowledged_is_there_after_a_stop_and_after_a_kill(own_kafka: Make) -> None:
    broker = own_kafka()
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    admin.create_topics({"t": {"num_partitions": 1}}, wait_for_metadata=True)
    admin.close()
    address = broker.bootstrap
    _put(address, b"one")

    broker.stop()
    assert not broker.running
    assert not answers(address, 1)
    broker.start()
    _put(address, b"two")
    broker.kill()
    assert not broker.running
    broker.start()

    assert broker.bootstrap == address
    assert _all(address) == [b"one", b"two"]


@pytest.mark.bus
def test_properties_can_be_overridden(own_kafka: Make) -> None:
    broker = own_kafka(properties={"log.cleaner.backoff.ms": "100"})

    assert "log.cleaner.backoff.ms=100\n" in (broker.folder / "server.properties").read_text()


def test_a_port_that_is_taken_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(KontorError, match=f"Port {port} "):
            EmbeddedBroker(tmp_path / "data", port=port).start()
    assert not (tmp_path / "data").exists()


def test_a_broker_that_cannot_start_shows_the_end_of_its_log(tmp_path: Path) -> None:
    broker = EmbeddedBroker(tmp_path, properties={"num.network.threads": "none"})

    with pytest.raises(KontorError, match="value none for configuration num"):
        broker.start()
    assert not broker.running


def test_only_a_brokers_folder_is_wiped(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(KontorError, match="is not the data folder"):
        wipe(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_a_warm_start_needs_no_jgo(monkeypatch: pytest.MonkeyPatch) -> None:
    class_path()

    def fail(progress: jars.Progress) -> list[Path]:
        raise AssertionError(progress)

    monkeypatch.setattr(jars, "_fetch_all", fail)
    assert len(class_path()) == len(lock.locked_jars())


def test_a_jar_that_is_not_the_locks_is_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = lock.locked_jars()[0]
    monkeypatch.setattr(jars, "locked_jars", lambda: (first._replace(sha256="0" * 64),))

    with pytest.raises(KontorError, match=r"kafka_2.13:.* is not the file that kafka.lock says"):
        class_path()


def test_the_lock_pins_every_jar_by_its_digest() -> None:
    assert lock.kafka_version().startswith("4.1.")
    assert len(lock.locked_jars()) > 40
    assert all(len(jar.sha256) == 64 for jar in lock.locked_jars())
    assert len({(jar.group, jar.artifact) for jar in lock.locked_jars()}) == len(lock.locked_jars())


def test_a_kafka_home_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(KontorError, match="KONTOR_KAFKA_HOME"):
        java_command(tmp_path, jars.silent)


def test_an_unpacked_kafka_is_used_with_its_own_jars(tmp_path: Path) -> None:
    (tmp_path / "libs").mkdir()
    (tmp_path / "libs" / "kafka_2.13-4.1.1.jar").touch()

    assert java_command(tmp_path, jars.silent)[-1] == str(tmp_path / "libs" / "*")


@pytest.mark.bus
def test_an_unpacked_kafka_runs(own_kafka: Make, tmp_path: Path) -> None:
    libraries = tmp_path / "kafka" / "libs"
    libraries.mkdir(parents=True)
    for jar in class_path():
        (libraries / jar.name).symlink_to(jar)

    assert own_kafka(kafka_home=libraries.parent).running


@pytest.mark.bus
def test_the_command_says_where_it_listens_and_leaves_nothing_behind(processes: Processes, tmp_path: Path) -> None:
    data = tmp_path / "data"
    command = ("-m", "kontor", "broker", "--port", "0", "--data", str(data))
    processes.python("broker", *command, environment=dict(os.environ))
    until(lambda: "Apache Kafka is ready" in processes.log("broker"), 60, "a ready broker")
    address = next(line for line in processes.log("broker").splitlines() if line.startswith("127.0.0.1:"))
    assert answers(address)

    assert processes.stop("broker") == 0

    assert not answers(address, 1)
    assert not (data / "pid").exists()
