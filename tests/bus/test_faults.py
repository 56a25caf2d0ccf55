"""Workers killed and stopped under load, and a broker that is away: nothing lost, nothing decided twice."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models.recording import Line
from streams.embedded.broker import EmbeddedBroker
from tests.bus.check import check
from tests.bus.outside import Outside, outside
from tests.bus.running import SMALL, contact_ids, now_ms, put_in_force, settle, sigkill_tree, start_workers
from tests.installation import Installation, until

pytestmark = [pytest.mark.bus, pytest.mark.timeout(240)]


class Load(threading.Thread):
    """Publishes contacts at a steady pace until told to stop, and remembers what was acknowledged."""

    def __init__(self, bus: Outside, per_second: int) -> None:
        super().__init__(daemon=True)
        self.bus, self.pause = bus, 1 / per_second
        self.over = threading.Event()
        self.acknowledged: list[Line] = []

    def run(self) -> None:
        sent = []
        due = time.monotonic()
        for line in SMALL.contacts(1_000_000, now_ms()):
            if self.over.is_set():
                break
            sent.append((line, self.bus.send(line)))
            due += self.pause / 2  # two lines a contact
            time.sleep(max(0.0, due - time.monotonic()))
        self.bus.producer.flush(timeout=60)
        self.acknowledged = [line for line, future in sent if future.succeeded()]

    def finish(self) -> tuple[set[str], set[str]]:
        """Stop; ids of the contacts opened and closed, once those still open have been closed too."""
        self.over.set()
        self.join(90)
        assert not self.is_alive()
        opened, closed = (contact_ids(self.acknowledged, f"contact.{kind}") for kind in ("opened", "closed"))
        by_id = {next(iter(contact_ids([line], "contact.opened")), ""): line for line in self.acknowledged}
        still = sorted(opened - closed)
        assert len(self.bus.publish([SMALL.closed(by_id[each], each, now_ms()) for each in still])) == len(still)
        return opened, opened


def test_one_worker_killed_and_another_stopped_under_load_lose_nothing_and_decide_nothing_twice(
    installation: Installation, tmp_path: Path
) -> None:
    put_in_force(installation, tmp_path)
    with outside(installation) as bus:
        bus.publish(SMALL.people(now_ms()))
        workers = start_workers(installation, "killed", "stopped")
        load = Load(bus, per_second=150)
        load.start()
        time.sleep(2)  # the load itself takes time; nothing is awaited here
        sigkill_tree(workers["killed"])
        start_workers(installation, "third")
        time.sleep(1)
        assert installation.processes.stop("stopped") == 0
        time.sleep(2)
        opened, closed = load.finish()
        settle(bus, opened)
        verdict = check(bus.decisions(), opened, closed)

    assert verdict.faults == []
    assert len(opened) > 300
    assert verdict.decisions >= 2 * len(opened)


def test_a_broker_away_at_the_start_and_in_the_middle_costs_time_only(
    own_kafka: Callable[..., EmbeddedBroker], install: Callable[..., Installation], tmp_path: Path
) -> None:
    broker = own_kafka()
    installation = install(broker.bootstrap)
    put_in_force(installation, tmp_path)
    with outside(installation) as bus:
        bus.publish(SMALL.people(now_ms()))
        broker.stop()
        installation.worker("w1")
        until(lambda: "Waiting for Kafka" in installation.processes.log("w1"), 30, "a word about the missing broker")
        broker.start()
        first = list(SMALL.contacts(60, now_ms()))
        assert len(bus.publish(first)) == len(first)
        bus.await_decided("contact.finished", contact_ids(first, "contact.opened"), within_s=60)

        load = Load(bus, per_second=60)
        load.start()
        time.sleep(1)
        broker.kill()
        time.sleep(1)
        broker.start()
        time.sleep(1)
        opened, closed = load.finish()
        everything = opened | contact_ids(first, "contact.opened")
        settle(bus, everything)
        verdict = check(bus.decisions(), everything, closed | contact_ids(first, "contact.closed"))

    assert verdict.faults == []
