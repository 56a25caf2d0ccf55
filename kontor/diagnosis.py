"""What may be wrong with an installation, one check after another; each looks and changes nothing."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from enum import StrEnum
from importlib.metadata import version
from typing import Any, Final, NamedTuple, TypeVar

from kafka import TopicPartition
from kafka.errors import CoordinatorLoadInProgressError, CoordinatorNotAvailableError, KafkaError, NotCoordinatorError

from kontor.compiled_rules import how_rules_run
from kontor.policy_topic import in_force
from models.cloudevent import Event, decode
from models.errors import KontorError
from models.instants import format_instant
from streams.admin import compare, open_admin
from streams.hardened.self_check import check_faust_is_known
from streams.last_records import LastRecord, last_records
from streams.settings import Settings
from streams.topics import names_of

_ENDED: Final = -1
"""Kafka's word for "the next offset of the partition" where a time is asked for."""
_BEGUN: Final = -2
_AHEAD_MS: Final = 1_000
_MUCH: Final = 10_000
"""Records behind which a worker is not merely busy."""
_PATIENCE_S: Final = 10
_NO_COORDINATOR_YET: Final = (CoordinatorLoadInProgressError, CoordinatorNotAvailableError, NotCoordinatorError)
_PACKAGES: Final = ("kontor-crm", "faust-streaming", "aiokafka", "kafka-python", "pydantic")

_Answer = TypeVar("_Answer")


class Verdict(StrEnum):
    """How a check ended."""

    GOOD = "good"
    NOTE = "note"
    """Worth a look; not wrong by itself."""
    WRONG = "wrong"


class Check(NamedTuple):
    """One thing looked at."""

    name: str
    verdict: Verdict
    sentence: str


def diagnose(settings: Settings) -> Iterator[Check]:
    """Look at everything, in the order in which one thing needs the other; what cannot be looked at ends it."""
    yield _versions()
    try:
        with open_admin(settings) as admin:
            yield _brokers(settings, admin)
            yield _topics(settings, admin)
            yield _workers(settings, admin)
            yield _lag(settings, admin)
            yield _dead_letters(settings, admin)
        yield _policy(settings)
        decisions = last_records(settings, "kontor.assignments")
        yield _clock(settings, [*decisions, *last_records(settings, "kontor.intake-inbox")])
        yield _last_decision(settings, decisions)
    except KontorError as error:
        yield Check("brokers", Verdict.WRONG, error.sentence)
    except KafkaError as error:
        yield Check("brokers", Verdict.WRONG, f"they do not answer any more: {error}")


def _versions() -> Check:
    told = f"{', '.join(f'{name} {version(name)}' for name in _PACKAGES)}; rules {how_rules_run()}"
    try:
        check_faust_is_known()
    except KontorError as error:
        return Check("versions", Verdict.WRONG, f"{error.sentence} ({told})")
    return Check("versions", Verdict.GOOD, told)


def _brokers(settings: Settings, admin: Any) -> Check:
    brokers = admin.describe_cluster()["brokers"]
    level = admin.describe_features().get("metadata.version", {}).get("finalized", ("", "unknown"))[1]
    told = f"{len(brokers)} at {settings.brokers}, metadata.version {level}"
    if len(brokers) < 3:
        return Check("brokers", Verdict.NOTE, f"{told}; fewer than three, so a record may be lost with its broker")
    return Check("brokers", Verdict.GOOD, told)


def _topics(settings: Settings, admin: Any) -> Check:
    findings = compare(settings, admin)
    missing = [finding.physical for finding in findings if not finding.exists]
    drifted = [finding.physical for finding in findings if finding.drifted]
    if missing:
        return Check("topics", Verdict.WRONG, f"missing: {', '.join(missing)}; run `kontor topics apply`")
    if drifted:
        return Check("topics", Verdict.WRONG, f"not as they must be: {', '.join(drifted)}; run `kontor topics plan`")
    return Check("topics", Verdict.GOOD, f"all {len(findings)} are there and as they must be")


def answer_of_coordinator(ask: Callable[[], _Answer], within_s: float = _PATIENCE_S) -> _Answer:
    """On a cluster that never had a group the first question makes the topic of offsets; ask until it is there."""
    deadline = time.monotonic() + within_s
    while True:
        try:
            return ask()
        except _NO_COORDINATOR_YET:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _workers(settings: Settings, admin: Any) -> Check:
    group = answer_of_coordinator(lambda: admin.describe_groups([settings.app])).get(settings.app, {})
    members = group.get("members", [])
    state = str(group.get("group_state", "unknown"))
    if not members:
        return Check("workers", Verdict.WRONG, f"none is in the group {settings.app}; start `kontor worker`")
    hosts = ", ".join(f"{count} at {host}" for host, count in Counter(m["client_host"] for m in members).items())
    verdict = Verdict.GOOD if state == "Stable" else Verdict.NOTE
    return Check("workers", verdict, f"{len(members)} in the group {settings.app} ({state}): {hosts}")


def _lag(settings: Settings, admin: Any) -> Check:
    told_of = answer_of_coordinator(lambda: admin.list_group_offsets(settings.app))[settings.app]
    committed = {part: told.offset for part, told in told_of.items()}
    committed = {part: offset for part, offset in committed.items() if offset >= 0}
    if not committed:
        return Check("lag", Verdict.NOTE, "nothing has been committed yet")
    ends = admin.list_partition_offsets(dict.fromkeys(committed, _ENDED))
    behind: Counter[str] = Counter()
    for part, offset in committed.items():
        behind[part.topic] += max(0, ends[part].offset - offset)
    total = behind.total()
    worst = ", ".join(f"{topic} {count}" for topic, count in behind.most_common(3) if count)
    told = f"{total} records are not worked off" + (f": {worst}" if worst else "")
    return Check("lag", Verdict.WRONG if total > _MUCH else Verdict.GOOD, told)


def _dead_letters(settings: Settings, admin: Any) -> Check:
    part = TopicPartition(names_of(settings).physical("kontor.dead-letters"), 0)
    if part.topic not in admin.list_topics():
        return Check("dead letters", Verdict.NOTE, "their topic is missing")
    count = (
        admin.list_partition_offsets({part: _ENDED})[part].offset
        - admin.list_partition_offsets({part: _BEGUN})[part].offset
    )
    if count:
        return Check(
            "dead letters",
            Verdict.NOTE,
            f"{count} records were not taken in; see `kontor record --topics kontor.dead-letters`",
        )
    return Check("dead letters", Verdict.GOOD, "none")


def _policy(settings: Settings) -> Check:
    try:
        found = in_force(settings)
    except KontorError as error:
        return Check("policy", Verdict.WRONG, error.sentence)
    if found is None:
        return Check("policy", Verdict.WRONG, "none is in force, so nothing is decided; `kontor policy activate FILE`")
    since = "" if found.activated_at is None else f" since {format_instant(found.activated_at)}"
    return Check("policy", Verdict.GOOD, f"{found.version} is in force{since}")


def _clock(settings: Settings, records: list[LastRecord]) -> Check:
    now = settings.make_clock().now_ms()
    newest = max((record.timestamp_ms for record in records), default=None)
    if newest is None:
        return Check("clock", Verdict.NOTE, f"here it is {format_instant(now)}; the brokers have said no time yet")
    if newest - now > _AHEAD_MS:
        ahead = (newest - now) / 1000
        return Check("clock", Verdict.WRONG, f"the brokers' clock is at least {ahead:.1f} s ahead of this machine's")
    return Check("clock", Verdict.GOOD, f"here it is {format_instant(now)}, and no record is from the future")


def _last_decision(settings: Settings, decisions: list[LastRecord]) -> Check:
    if not decisions:
        return Check("last decision", Verdict.NOTE, "none has been published yet")
    last = max(decisions, key=lambda record: record.timestamp_ms)
    event = decode(last.value or b"", last.headers)
    ago = max(0, settings.make_clock().now_ms() - last.timestamp_ms) // 1000
    if not isinstance(event, Event):
        return Check("last decision", Verdict.WRONG, f"the last record of kontor.assignments is no event ({ago} s ago)")
    told = f"{event.type} of {event.subject} at {format_instant(last.timestamp_ms)}, {ago} s ago"
    return Check("last decision", Verdict.GOOD, told)
