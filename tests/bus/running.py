"""A whole installation at work: policy in force, workers ready, a bank to publish."""

import os
import signal
import time
import urllib.request
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

import orjson

from bench.workload import POLICY, Bank
from models.recording import Line
from streams.embedded.broker import free_port
from tests.bus.outside import Outside
from tests.installation import Installation, until

SMALL = Bank(desks=6, managers=4, clients=60, open_at_once=20)
"""A bank for tests: most contacts are assigned at once, some wait."""


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def put_in_force(installation: Installation, folder: Path, policy: str = POLICY) -> None:
    file = folder / "policy.yaml"
    file.write_text(policy, encoding="utf-8")
    done = installation.kontor("policy", "activate", str(file))
    assert done.returncode == 0, done.stderr


def start_workers(
    installation: Installation, *names: str, within_s: float = 60, environment: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Start workers and wait until each is ready, that is, owns what it owns; returns their launchers' process ids."""
    ports = {name: free_port() for name in names}
    more = environment or {}
    pids = {name: installation.worker(name, KONTOR_HTTP_PORT=str(port), **more).pid for name, port in ports.items()}
    for name, port in ports.items():
        until(partial(ready, port), within_s, f"readiness of {name}")
    return pids


def ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def sigkill_tree(pid: int) -> None:
    """SIGKILL a launcher and its worker at once, as a machine does that loses its power."""
    for each in [*_children(pid), pid]:
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [*_children(int(child)), int(child)]
    return found


def settle(bus: Outside, contacts: Iterable[str]) -> None:
    """Wait until every contact is finished and nothing moves any more."""
    bus.await_decided("contact.finished", contacts)
    bus.await_quiet("kontor.assignments", "kontor.manager-loads", "kontor.intake-inbox", "kontor.desk-inbox")


def contact_ids(lines: Iterable[Line], kind: str) -> set[str]:
    """Ids of the contacts that sound lines of this type are about."""
    sound = (line.value for line in lines if line.topic == "crm.contacts" and (line.value or b"").endswith(b"}"))
    events = [orjson.loads(value) for value in sound if value]
    return {event["data"]["contact_id"] for event in events if event["type"] == kind}
