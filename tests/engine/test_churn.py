"""Workers come, go, are killed, sleep and wake, and the broker is killed, all at random; the count must be right."""

import os
import random
import signal
import time
from collections.abc import Callable

import pytest

from streams.embedded.broker import EmbeddedBroker
from tests.engine.counting_run import CountingRun
from tests.installation import Installation

pytestmark = [pytest.mark.bus, pytest.mark.slow, pytest.mark.timeout(240)]
SESSION_S = 3.0
SEEDS = [int(seed) for seed in os.environ.get("KONTOR_TEST_SEEDS", "1").split(",")]


def churn(run: CountingRun, seed: int, acts: list[str], broker: EmbeddedBroker | None = None) -> None:
    chance = random.Random(seed)
    asleep: dict[str, float] = {}
    run.bank.start()
    for _ in range(3):
        run.worker()
        time.sleep(chance.uniform(0.1, 0.8))
    run.until_owning(run.alive[0])
    chance.shuffle(acts)
    for act in acts:
        run.heal(2)
        awake = [name for name in run.alive if name not in asleep]
        victim = chance.choice(awake)
        if act == "join":
            run.worker()
        elif act == "stop":
            run.stop(victim)
        elif act == "kill":
            run.kill(victim)
        elif act == "sleep":
            run.installation.processes.signal(victim, signal.SIGSTOP)
            asleep[victim] = time.monotonic() + SESSION_S + chance.uniform(1.5, 4)
        elif broker is not None:
            broker.kill()
            time.sleep(chance.uniform(0.2, 2))
            broker.start()
        time.sleep(chance.uniform(1, 4))
        _wake(run, asleep)
    while asleep:
        time.sleep(0.1)
        _wake(run, asleep)
    run.drain(90)
    assert run.faults() == []


def _wake(run: CountingRun, asleep: dict[str, float]) -> None:
    for name in [name for name, at in asleep.items() if time.monotonic() > at]:
        del asleep[name]
        run.installation.processes.signal(name, signal.SIGCONT)


@pytest.mark.parametrize("seed", SEEDS)
def test_workers_come_and_go(kafka: str, install: Callable[..., Installation], seed: int) -> None:
    churn(CountingRun(install(kafka, session_s=SESSION_S), seed), seed, ["join", "stop", "kill", "sleep"])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_broker_is_killed_too(
    own_kafka: Callable[..., EmbeddedBroker], install: Callable[..., Installation], seed: int
) -> None:
    broker = own_kafka()
    churn(CountingRun(install(broker.bootstrap, session_s=SESSION_S), seed), seed, ["kill", "broker", "sleep"], broker)
