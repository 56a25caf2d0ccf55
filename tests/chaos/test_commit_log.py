"""The brokers' log of commits is read as they write it."""

import struct
from types import SimpleNamespace
from typing import Any

import pytest
from kafka import KafkaConsumer, TopicPartition

from kontor.verify.catalogue import I5
from kontor.verify.findings import Findings
from kontor.verify.i5_commits import never_back
from tests.chaos.commit_log import commit_log, read_commits
from tests.installation import Installation


def written(offset: int | None, at_ms: int, group: str = "g", topic: str = "t", version: int = 1) -> Any:
    key = struct.pack(f">hh{len(group)}sh{len(topic)}si", version, len(group), group.encode(), len(topic),
                      topic.encode(), 3)  # fmt: skip
    value = None if offset is None else struct.pack(">hq", 3, offset) + b"rest"
    return SimpleNamespace(key=key, value=value, timestamp=at_ms)


def broken(records: list[Any]) -> int:
    findings, log = Findings(I5), read_commits(records, "g")
    never_back(findings, log.samples, log.deleted_at_s)
    return findings.broken


def test_a_commit_that_went_back_between_two_others_is_seen() -> None:
    assert broken([written(4, 1), written(7, 2), written(5, 2), written(9, 3)]) == 1


def test_what_was_deleted_may_begin_anew() -> None:
    assert broken([written(4, 1), written(7, 2), written(None, 3), written(0, 4)]) == 0


def test_other_groups_and_other_kinds_of_records_are_passed_over() -> None:
    assert broken([written(7, 1), written(1, 2, group="h"), written(1, 3, version=2), written(8, 4)]) == 0


@pytest.mark.bus
def test_the_brokers_own_log_says_what_was_committed(installation: Installation) -> None:
    from kafka.structs import OffsetAndMetadata

    where = TopicPartition(installation.names.physical("crm.contacts"), 0)
    consumer = KafkaConsumer(bootstrap_servers=installation.settings.brokers, group_id=installation.settings.app,
                             enable_auto_commit=False)  # fmt: skip
    consumer.assign([where])
    for offset in (3, 8):
        consumer.commit({where: OffsetAndMetadata(offset, "", -1)})
    consumer.close()
    log = commit_log(installation.settings)
    assert [sample.commits for sample in log.samples] == [{(where.topic, 0): 3}, {(where.topic, 0): 8}]
