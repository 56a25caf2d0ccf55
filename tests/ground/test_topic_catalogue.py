"""The catalogue of topics against the catalogue of messages and the contract's words."""

import pytest

from models.messages.catalogue import PUBLIC
from streams.settings import Settings
from streams.topic import HOUR_MS, Role, Topic, largest_record
from streams.topics import BUILT, TOPICS, catalogue_name, messages_of, names_of, topic_named


def test_every_message_stands_on_a_topic_of_the_catalogue() -> None:
    assert {kind.topic for kind in PUBLIC} <= {topic.name for topic in TOPICS}


@pytest.mark.parametrize("topic", BUILT, ids=lambda topic: topic.name)
def test_what_is_published_has_messages_and_what_is_internal_has_none(topic: Topic) -> None:
    assert bool(messages_of(topic)) == (topic.role in {Role.CRM, Role.CONTRACT})


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_journal_is_compacted_late_and_an_inbox_never(topic: Topic) -> None:
    told = topic.configuration(Settings(), 3)
    if topic.role is Role.JOURNAL:
        assert told["cleanup.policy"] == "compact"
        assert int(told["min.compaction.lag.ms"]) >= HOUR_MS
    if topic.role is Role.INBOX:
        assert told["cleanup.policy"] == "delete"
        assert told["message.timestamp.type"] == "LogAppendTime"
    if topic.role is not Role.CRM:
        assert told["min.insync.replicas"] == "2"
        assert told["unclean.leader.election.enable"] == "false"


def test_a_journal_has_a_partition_for_each_of_its_inbox() -> None:
    settings = Settings(partitions=7)
    for unit in ("intake", "desk", "tariff", "audit"):
        inbox, journal = topic_named(f"kontor.{unit}-inbox"), topic_named(f"kontor.{unit}-journal")
        assert inbox.partitions(settings) == journal.partitions(settings)


def test_two_copies_need_not_both_answer() -> None:
    assert topic_named("kontor.alerts").configuration(Settings(), 2)["min.insync.replicas"] == "1"


def test_a_record_of_our_own_may_be_twice_what_the_contract_allows() -> None:
    assert largest_record(Settings(max_record_bytes=2**20)) > 2 * 2**20


def test_names_go_to_the_bus_and_back() -> None:
    settings = Settings(app="a-b.c", crm="bank")

    assert names_of(settings).physical("kontor.alerts") == "a-b.c.alerts"
    assert catalogue_name(settings, "bank.contacts") == "crm.contacts"
    assert catalogue_name(settings, "crm.contacts") is None
