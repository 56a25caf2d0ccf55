"""Topics on a real broker: made as the catalogue says, and drift is refused."""

import json
from collections.abc import Callable

import pytest
from kafka.admin import ConfigResource, ConfigResourceType

from streams.admin import compare, create, open_admin
from streams.topics import BUILT
from tests.installation import Installation

pytestmark = pytest.mark.bus
Install = Callable[..., Installation]


def test_topics_made_from_the_catalogue_are_as_the_catalogue_says(installation: Installation) -> None:
    with open_admin(installation.settings) as admin:
        findings = compare(installation.settings, admin)

    assert [finding.topic for finding in findings] == list(BUILT)
    assert all(finding.exists and not finding.differences for finding in findings)


def test_applying_twice_makes_nothing_the_second_time(installation: Installation) -> None:
    again = installation.kontor("topics", "apply")

    assert (again.returncode, again.stdout) == (0, f"0 topics made, {len(BUILT)} were there.\n")
    assert installation.kontor("topics", "check").returncode == 0


def test_another_number_of_partitions_is_refused_with_what_differs(installation: Installation) -> None:
    told = installation.kontor("topics", "apply", KONTOR_PARTITIONS="5")

    assert told.returncode == 1
    assert f"{installation.names.physical('kontor.desk-inbox')} has partitions 3, not 5" in told.stderr
    assert "crm has" not in told.stderr, "the bank's own topics are the bank's"


def test_a_changed_setting_is_drift_and_nothing_is_made_beside_it(installation: Installation) -> None:
    journal = installation.names.physical("kontor.desk-journal")
    alerts = installation.names.physical("kontor.alerts")
    with open_admin(installation.settings) as admin:
        change = {"min.compaction.lag.ms": "0"}
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, journal, configs=change)])
        admin.delete_topics([alerts])

    told = installation.kontor("topics", "apply")
    checked = installation.kontor("topics", "check", "--json")

    assert told.returncode == 1
    assert f"{journal} has min.compaction.lag.ms 0, not 3600000" in told.stderr
    with open_admin(installation.settings) as admin:
        assert alerts not in admin.list_topics()
    assert checked.returncode == 1
    (line,) = [json.loads(line) for line in checked.stdout.splitlines()]
    assert line["differences"] == [{"what": "min.compaction.lag.ms", "found": "0", "wanted": "3600000"}]


def test_a_missing_topic_is_named_by_the_check_and_made_by_apply(installation: Installation) -> None:
    alerts = installation.names.physical("kontor.alerts")
    with open_admin(installation.settings) as admin:
        admin.delete_topics([alerts])

    assert alerts in installation.kontor("topics", "check").stderr
    assert "1 topics made" in installation.kontor("topics", "apply").stdout
    assert installation.kontor("topics", "check").returncode == 0


def test_a_plan_changes_nothing(kafka: str, install: Install) -> None:
    installation = install(kafka)
    installation.delete_topics()

    planned = installation.kontor("topics", "plan", "--json")

    states = [json.loads(line)["state"] for line in planned.stdout.splitlines()]
    assert states == ["missing"] * len(BUILT)
    with open_admin(installation.settings) as admin:
        assert not any(name.startswith(installation.settings.app) for name in admin.list_topics())


def test_under_a_virtual_clock_inboxes_take_the_records_own_times_and_keep_them(kafka: str, install: Install) -> None:
    installation = install(kafka, clock="1999-02-01T08:00:00Zx60")
    with open_admin(installation.settings) as admin:
        findings = compare(installation.settings, admin)

    told = {finding.topic.name: finding.configuration for finding in findings}
    assert told["kontor.desk-inbox"]["message.timestamp.type"] == "CreateTime"
    assert told["kontor.desk-inbox"]["retention.ms"] == "-1"
    assert told["kontor.desk-journal"]["message.timestamp.type"] == "LogAppendTime"
    assert create_again(installation) == []


def create_again(installation: Installation) -> list[str]:
    with open_admin(installation.settings) as admin:
        return create(admin, compare(installation.settings, admin))


def test_no_broker_is_one_sentence_and_exit_code_1(installation: Installation) -> None:
    told = installation.kontor("topics", "plan", KONTOR_BROKERS="127.0.0.1:1")

    assert told.returncode == 1
    assert told.stderr.startswith("kontor: No Kafka broker answers at 127.0.0.1:1 (KONTOR_BROKERS)")
    assert "Traceback" not in told.stderr
