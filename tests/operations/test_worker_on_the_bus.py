"""The real worker behind its launcher: probes and figures that are true, and a death that is made good at once."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from bench.workload import POLICY
from streams.embedded.broker import free_port
from tests.bus.outside import Outside, outside
from tests.bus.running import SMALL, contact_ids, now_ms
from tests.installation import Installation, until

pytestmark = [pytest.mark.bus, pytest.mark.timeout(240)]
OWNED = {"intake": [0], "desk": [0, 1, 2], "tariff": [0, 1, 2], "audit": [0]}

LONG_SESSION_S = 45
"""So that nobody else is found dead by a missing heartbeat while a test runs."""


class Worker:
    """A worker seen through its public port."""

    def __init__(self, installation: Installation, name: str, **more: str) -> None:
        self.port = free_port()
        self.installation, self.name = installation, name
        installation.worker(name, KONTOR_HTTP_PORT=str(self.port), **more)

    def get(self, path: str) -> tuple[int, str]:
        """Status and text; 0 while nobody listens yet."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()
        except OSError:
            return 0, "{}"

    def says(self, path: str) -> dict[str, Any]:
        said = json.loads(self.get(path)[1])
        assert isinstance(said, dict)
        return said

    def figure(self, series: str) -> float:
        for line in self.get("/metrics")[1].splitlines():
            name, _, value = line.rpartition(" ")
            if name == series:
                return float(value)
        return 0.0

    def await_ready(self) -> dict[str, Any]:
        until(lambda: self.get("/ready")[0] == 200, 60, f"readiness of {self.name}")
        return self.says("/ready")


def policy_file(folder: Path) -> str:
    file = folder / "policy.yaml"
    file.write_text(POLICY, encoding="utf-8")
    return str(file)


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def decide(bus: Outside, first: int, count: int = 10) -> set[str]:
    """Publish contacts and wait until each is assigned."""
    lines = list(SMALL.contacts(count, now_ms(), first))
    bus.publish(lines)
    opened = contact_ids(lines, "contact.opened")
    bus.await_decided("contact.assigned", opened)
    return opened


def test_a_worker_waits_for_its_topics_then_decides_and_its_metrics_say_so(
    installation: Installation, tmp_path: Path
) -> None:
    installation.delete_topics()
    worker = Worker(installation, "w", KONTOR_POLICY=policy_file(tmp_path))
    until(lambda: "waiting for topics" in worker.get("/ready")[1], 60, "the wait for topics")
    assert worker.get("/live")[0] == 200
    assert worker.says("/ready")["ready"] is False

    installation.make_topics()
    assert worker.await_ready()["partitions"] == OWNED
    assert worker.figure('kontor_recovery_ratio{unit="desk"}') == 1
    with outside(installation) as bus:
        bus.publish(SMALL.people(now_ms()))
        opened = decide(bus, first=0)

        until(lambda: worker.figure('kontor_contacts_total{outcome="assigned"}') >= len(opened), what="the count")
        assert worker.figure("kontor_decision_seconds_count") >= len(opened)
        assert worker.figure("kontor_worker_up") == 1
        until(lambda: worker.figure('kontor_lag_records{topic="kontor.desk-inbox"}') == 0, what="the end of the lag")
        present = [worker.figure(f'kontor_desk_managers_present{{desk="desk-{n}"}}') for n in range(SMALL.desks)]
        assert present == [SMALL.managers] * SMALL.desks
    assert worker.get("/live")[0] == 200
    assert worker.get("/status")[0] == 403
    assert installation.processes.stop("w") == 0


def test_a_killed_worker_process_is_replaced_and_decides_again_long_before_its_session_is_over(
    installation: Installation, tmp_path: Path
) -> None:
    session = {"KONTOR_SESSION_S": str(LONG_SESSION_S), "KONTOR_POLICY": policy_file(tmp_path)}
    worker = Worker(installation, "w", **session)
    before = worker.await_ready()
    with outside(installation) as bus:
        bus.publish(SMALL.people(now_ms()))
        decide(bus, first=0)
        killed = time.monotonic()
        os.kill(before["pid"], signal.SIGKILL)
        decide(bus, first=1_000)

        assert time.monotonic() - killed < LONG_SESSION_S / 2
    after = worker.await_ready()
    assert after["pid"] != before["pid"]
    assert after["epoch"] > before["epoch"]
    assert worker.figure('kontor_group_leaves_total{result="left"}') == 1
    assert worker.figure('kontor_worker_exits_total{exit="signal"}') == 1


def test_the_partitions_of_a_killed_worker_go_to_the_other_one_at_once(
    installation: Installation, tmp_path: Path
) -> None:
    session = {"KONTOR_SESSION_S": str(LONG_SESSION_S), "KONTOR_POLICY": policy_file(tmp_path)}
    first, second = Worker(installation, "first", **session), Worker(installation, "second", **session)
    first.await_ready()
    second.await_ready()
    until(lambda: bool(first.says("/ready").get("partitions", {}).get("desk")), 60, "a share of the desks")
    with outside(installation) as bus:
        bus.publish(SMALL.people(now_ms()))
        decide(bus, first=0)
        killed = time.monotonic()
        os.kill(first.says("/ready")["pid"], signal.SIGKILL)
        decide(bus, first=1_000)

        assert time.monotonic() - killed < LONG_SESSION_S / 2


def test_a_worker_process_ends_with_its_launcher(installation: Installation, tmp_path: Path) -> None:
    worker = Worker(installation, "w", KONTOR_POLICY=policy_file(tmp_path))
    pid = worker.await_ready()["pid"]
    installation.processes.signal("w", signal.SIGKILL)

    until(lambda: not runs(pid), what="the worker's end")
