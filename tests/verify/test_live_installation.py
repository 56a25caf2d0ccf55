"""The verifier on a running installation: it holds, and it says no when somebody writes what no worker would."""

from pathlib import Path

import orjson
import pytest

from tests.bus.outside import Outside, outside
from tests.bus.running import SMALL, contact_ids, now_ms, put_in_force, settle, sigkill_tree, start_workers
from tests.bus.test_live_equals_replay import some_trouble
from tests.bus.verifying import await_holding, verified
from tests.installation import Installation

pytestmark = [pytest.mark.bus, pytest.mark.timeout(240)]


def a_day(bus: Outside, installation: Installation, folder: Path) -> None:
    """Contacts and some trouble through two workers, one of which is killed in the middle."""
    put_in_force(installation, folder)
    bus.publish(SMALL.people(now_ms()))
    workers = start_workers(installation, "killed", "stays")
    first = [*SMALL.contacts(120, now_ms()), *some_trouble(now_ms())]
    assert len(bus.publish(first)) == len(first)
    sigkill_tree(workers["killed"])
    second = list(SMALL.contacts(120, now_ms(), first=10_000))
    assert len(bus.publish(second)) == len(second)
    settle(bus, contact_ids([*first, *second], "contact.opened"))


def test_a_day_with_a_killed_worker_holds_and_what_no_worker_would_write_is_found(
    installation: Installation, tmp_path: Path
) -> None:
    with outside(installation) as bus:
        a_day(bus, installation, tmp_path)

        await_holding(installation, "I1")
        installation.processes.stop("stays")

        decided = bus.decisions("contact.assigned")[0]
        event = decided.event
        event["data"]["manager_id"] = "M-9-9"
        name, key = bus.physical("kontor.assignments"), (decided.key or "").encode()
        bus.producer.send(name, key=key, value=orjson.dumps(event), partition=decided.partition)
        bus.producer.flush()
        code, verdicts, broken = verified(installation)

    assert code == 1
    assert verdicts["I2"] == "broken"
    assert {(each["topic"], each["offset"]) for each in broken[0]["records"]} >= {(decided.topic, decided.offset)}
