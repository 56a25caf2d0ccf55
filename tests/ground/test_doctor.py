"""`kontor doctor` on installations in good and bad health."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from kafka.errors import CoordinatorLoadInProgressError, CoordinatorNotAvailableError, NotCoordinatorError

from kontor.diagnosis import answer_of_coordinator
from streams.admin import open_admin
from tests.installation import Installation, until

pytestmark = pytest.mark.bus
Install = Callable[..., Installation]


def _checks(installation: Installation, **more: str) -> tuple[int, dict[str, dict[str, str]]]:
    told = installation.kontor("doctor", "--json", **more)
    assert "Traceback" not in told.stderr
    return told.returncode, {check["name"]: check for check in map(json.loads, told.stdout.splitlines())}


def test_an_installation_without_policy_or_worker_is_told_both(installation: Installation) -> None:
    code, checks = _checks(installation)

    assert code == 1
    assert checks["topics"]["verdict"] == "good"
    assert checks["policy"]["verdict"] == "wrong"
    assert "kontor policy activate" in checks["policy"]["sentence"]
    assert "kontor worker" in checks["workers"]["sentence"]
    assert checks["last decision"]["verdict"] == "note"


def test_a_missing_topic_is_named(installation: Installation) -> None:
    alerts = installation.names.physical("kontor.alerts")
    with open_admin(installation.settings) as admin:
        admin.delete_topics([alerts])

    _, checks = _checks(installation)

    assert checks["topics"]["verdict"] == "wrong"
    assert alerts in checks["topics"]["sentence"]


def test_brokers_that_are_away_are_wrong_and_named(installation: Installation) -> None:
    code, checks = _checks(installation, KONTOR_BROKERS="127.0.0.1:1")

    assert code == 1
    assert checks["brokers"]["verdict"] == "wrong"
    assert "127.0.0.1:1" in checks["brokers"]["sentence"]


def test_records_from_the_future_show_a_clock_that_is_ahead(kafka: str, install: Install) -> None:
    from kafka import KafkaProducer

    installation = install(kafka, clock="1999-02-01T08:00:00Zx1")
    producer = KafkaProducer(bootstrap_servers=kafka)
    producer.send(installation.names.physical("kontor.intake-inbox"), b"{}", timestamp_ms=2_000_000_000_000).get(10)
    producer.close()

    _, checks = _checks(installation)

    assert checks["clock"]["verdict"] == "wrong"
    assert "ahead" in checks["clock"]["sentence"]


def test_a_cluster_that_is_just_making_its_topic_of_offsets_is_asked_again() -> None:
    refusals = [CoordinatorNotAvailableError(), NotCoordinatorError(), CoordinatorLoadInProgressError()]

    def ask() -> str:
        if refusals:
            raise refusals.pop()
        return "answered"

    assert answer_of_coordinator(ask) == "answered"
    refusals.append(NotCoordinatorError())
    with pytest.raises(NotCoordinatorError):
        answer_of_coordinator(ask, within_s=-1)


def test_for_people_it_is_a_table_and_a_count(installation: Installation) -> None:
    told = installation.kontor("doctor")

    assert told.returncode == 1
    assert "last decision" in told.stdout
    assert told.stderr.endswith("things are wrong.\n")


def test_a_healthy_installation_is_told_so(installation: Installation) -> None:
    policy = Path(__file__).parents[2] / "examples" / "policies" / "head-office.yaml"
    assert installation.kontor("policy", "activate", str(policy)).returncode == 0
    installation.worker("w1")

    def healthy() -> bool:
        return _checks(installation)[0] == 0

    until(healthy, 90, "a healthy installation")

    _, checks = _checks(installation)
    assert checks["workers"]["sentence"].startswith("1 in the group")
    assert "sha256:" in checks["policy"]["sentence"]
    assert {check["verdict"] for check in checks.values()} <= {"good", "note"}
