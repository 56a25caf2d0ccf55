"""How the embedded broker is configured: one KRaft node, small, quick to start and to join."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_FIXED: Final[Mapping[str, str]] = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    # A topic is made by `kontor topics apply`, with its settings, or not at all.
    "auto.create.topics.enable": "false",
    "num.partitions": "1",
    "default.replication.factor": "1",
    "min.insync.replicas": "1",
    "offsets.topic.num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "2",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # Nobody else is about to join; production keeps Kafka's three seconds.
    "group.initial.rebalance.delay.ms": "0",
    # So that tests of failover need not wait for six seconds.
    "group.min.session.timeout.ms": "1000",
    # A broker that was killed may come back before its former self is given up; default 9 s.
    "broker.session.timeout.ms": "4000",
    "broker.heartbeat.interval.ms": "500",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "num.recovery.threads.per.data.dir": "2",
    # The default buffer alone is 128 MiB of heap.
    "log.cleaner.dedupe.buffer.size": str(8 * 2**20),
    "log.index.size.max.bytes": str(2 * 2**20),
    # Tests delete many topics; their files need not stay for a minute.
    "log.segment.delete.delay.ms": "1000",
    # A virtual clock may be ahead of the machine's by years.
    "log.message.timestamp.after.max.ms": str(2**63 - 1),
}

_LOGGING: Final = """\
status = error
appender.out.type = Console
appender.out.name = OUT
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{HH:mm:ss.SSS} %p %m (%c{1})%n%throwable
rootLogger.level = warn
rootLogger.appenderRef.out.ref = OUT
"""


def write_configuration(
    folder: Path, port: int, controller_port: int, changed: Mapping[str, str], host: str = "127.0.0.1"
) -> Path:
    """
    Write `server.properties` and `log4j2.properties` into `folder`; returns the first.

    `changed` overrides any property (an aggressive log cleaner, for instance).
    """
    properties = {
        **_FIXED,
        "listeners": f"PLAINTEXT://{host}:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{host}:{port}",
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "log.dirs": str(folder / "log"),
        **changed,
    }
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "server.properties"
    # A JSON string's escapes are those of a properties file, so that any path will do.
    lines = [f"{name}={json.dumps(value)[1:-1]}\n" for name, value in properties.items()]
    written.write_text("".join(lines), "utf-8")
    logging_configuration(folder).write_text(_LOGGING, "utf-8")
    return written


def logging_configuration(folder: Path) -> Path:
    """Where the broker's logging is configured."""
    return folder / "log4j2.properties"
