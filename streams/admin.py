"""The topics of an installation, as the brokers have them: compared with the catalogue, made, deleted."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaError

from models.errors import KontorError
from streams.security import aiokafka_access
from streams.settings import Settings
from streams.topic import Role, Topic
from streams.topics import BUILT, names_of

_TIMEOUT_MS: Final = 30_000
_WISHED_REPLICATION: Final = 3


class Difference(NamedTuple):
    """One thing about a topic that is not as the catalogue has it."""

    what: str
    """`partitions`, `replication`, or the broker's name of a setting."""
    found: str
    wanted: str


class Finding(NamedTuple):
    """One topic of the catalogue, and what the brokers have."""

    topic: Topic
    physical: str
    partitions: int
    replication: int
    configuration: dict[str, str]
    exists: bool
    differences: tuple[Difference, ...]

    @property
    def drifted(self) -> bool:
        """Whether it is there, and not as it must be. The CRM's topics are the bank's own and never drift."""
        return self.exists and bool(self.differences) and self.topic.role is not Role.CRM


@contextmanager
def open_admin(settings: Settings, within_s: float = 10) -> Iterator[Any]:
    """Give an admin client of the brokers; KontorError when they cannot be reached or refuse something."""
    try:
        admin = KafkaAdminClient(
            **aiokafka_access(settings),
            client_id=f"{settings.app}-admin",
            bootstrap_timeout_ms=int(within_s * 1000),
        )
    except (KafkaError, OSError) as error:
        raise KontorError(
            f"No Kafka broker answers at {settings.brokers} (KONTOR_BROKERS): {_brief(error)}.", 1
        ) from error
    try:
        yield admin
    except KafkaError as error:
        raise KontorError(f"The brokers at {settings.brokers} refuse: {_brief(error)}.", 1) from error
    finally:
        admin.close()


def replication_of(settings: Settings, admin: Any) -> int:
    """How many copies each topic has: as set, else three, or as many as there are brokers if fewer."""
    return settings.replication or min(_WISHED_REPLICATION, len(admin.describe_cluster()["brokers"]))


def compare(settings: Settings, admin: Any, topics: Iterable[Topic] = BUILT) -> list[Finding]:
    """One finding for each topic, in the catalogue's order."""
    names = names_of(settings)
    wanted = {names.physical(topic.name): topic for topic in topics}
    there = set(admin.list_topics()) & wanted.keys()
    described = {entry["name"]: entry for entry in admin.describe_topics(sorted(there))} if there else {}
    configured = _configurations(admin, sorted(there))
    wished = replication_of(settings, admin)
    findings = []
    for physical, topic in wanted.items():
        copies = described[physical]["partitions"] if physical in there else []
        # More copies than we would make ourselves, or a broker that is away just now, are no drift.
        replication = wished if settings.replication else max(wished, _copies(copies))
        configuration = dict(topic.configuration(settings, replication))
        partitions = topic.partitions(settings)
        differences: list[Difference] = []
        if physical in there:
            differences += _differing("partitions", str(len(copies)), str(partitions))
            differences += _differing("replication", str(_copies(copies)), str(replication))
            for name, value in configuration.items():
                differences += _differing(name, configured[physical].get(name, "not known to the broker"), value)
        findings.append(
            Finding(topic, physical, partitions, replication, configuration, physical in there, tuple(differences))
        )
    return findings


def create(admin: Any, findings: Iterable[Finding]) -> list[str]:
    """Make those that are missing and wait until they have leaders; returns their names on the bus."""
    missing = {
        finding.physical: {
            "num_partitions": finding.partitions,
            "replication_factor": finding.replication,
            "configs": finding.configuration,
        }
        for finding in findings
        if not finding.exists
    }
    if missing:
        admin.create_topics(missing, timeout_ms=_TIMEOUT_MS, wait_for_metadata=True)
    return list(missing)


def delete(settings: Settings, admin: Any, topics: Iterable[Topic] = BUILT) -> None:
    """Delete the topics of an installation, the CRM's too, and wait until they are gone: for tests and the demo."""
    names = names_of(settings)
    doomed = {names.physical(topic.name) for topic in topics} & set(admin.list_topics())
    if not doomed:
        return
    admin.delete_topics(sorted(doomed), timeout_ms=_TIMEOUT_MS)
    deadline = time.monotonic() + _TIMEOUT_MS / 1000
    while doomed & set(admin.list_topics()):
        if time.monotonic() > deadline:
            raise KontorError(
                f"The topics {', '.join(sorted(doomed))} are still there after {_TIMEOUT_MS // 1000} s.", 1
            )
        time.sleep(0.05)


def _configurations(admin: Any, physical: list[str]) -> dict[str, dict[str, str]]:
    """Every setting of every named topic, defaults included."""
    if not physical:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in physical]
    told = admin.describe_configs(resources, config_filter="all")[ConfigResourceType.TOPIC.name.lower()]
    return {name: {key: entry["value"] for key, entry in entries.items()} for name, entries in told.items()}


def _copies(partitions: list[dict[str, Any]]) -> int:
    return min((len(partition["replica_nodes"]) for partition in partitions), default=0)


def _differing(what: str, found: str, wanted: str) -> list[Difference]:
    return [] if found == wanted else [Difference(what, found, wanted)]


def _brief(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
