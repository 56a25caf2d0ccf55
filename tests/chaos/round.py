"""One round: an installation of its own, workers, a bank, the faults of the plan, and then the truth."""

import contextlib
import logging
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

from kafka.errors import KafkaError

from models.errors import KontorError
from models.instants import format_instant
from models.recording import Line
from streams.settings import Settings
from streams.topics import BUILT, names_of
from tests.chaos.bank import POLICY, Bank, now_ms
from tests.chaos.diary import Diary
from tests.chaos.fault import Missed
from tests.chaos.fleet import Fleet
from tests.chaos.ground import Ground
from tests.chaos.installing import install
from tests.chaos.load import Load
from tests.chaos.nursery import Nursery
from tests.chaos.offers import TARIFFS
from tests.chaos.plan import Plan
from tests.chaos.sampling import Sampler
from tests.chaos.undoing import Undoing

SESSION_S = 6.0
PARTITIONS = 3
CATCH_UP_S = 90.0
"""The bound of I7, generous: the machine of a test has other things to do."""
CATCH_UP_ONE_BY_ONE_S = 240.0
"""Where workers take one record at a time, and each waits for all brokers."""
CATCH_UP_MUTANT_S = 25.0
"""Many a broken worker never catches up; nobody need wait long for that."""
logging.getLogger("kafka").setLevel(logging.CRITICAL)


class Round:
    """What a fault may use; `run` does it all."""

    session_s = SESSION_S

    def __init__(self, plan: Plan, ground: Ground, folder: Path, nursery: Nursery) -> None:
        self.plan, self.ground, self.folder = plan, ground, folder
        folder.mkdir(parents=True)
        prefix = f"r{plan.seed}-{os.getpid() % 10_000}-{int(time.time()) % 100_000}"
        told: dict[str, Any] = {"app": f"{prefix}-kontor", "crm": f"{prefix}-crm", "partitions": PARTITIONS}
        told["tariffs"] = plan.tariffs
        self.settings = Settings(brokers=ground.bootstrap, session_s=SESSION_S, start=format_instant(now_ms()), **told)
        self.diary = Diary(folder / "diary.jsonl")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
        environment |= self.settings.environment() | {"KONTOR_BROKERS": ground.bootstrap_for_workers}
        self.fleet = Fleet(folder, environment, self.diary, nursery)
        if not plan.lease:
            self.fleet.extra["KONTOR_TEST_NO_LEASE"] = "1"
        if plan.batch:
            self.fleet.extra["KONTOR_TEST_BATCH"] = str(plan.batch)
        if plan.mutant:
            self.fleet.extra["KONTOR_TEST_MUTANT"] = plan.mutant
        self.load = Load(
            Bank(plan.seed, tariffs=plan.tariffs), self.settings.brokers, self.physical, plan.rate, bursty=plan.bursty
        )
        self.sampler = Sampler(self.settings)
        self.done: list[str] = []
        """Names of the faults that were done."""
        self.violations: list[str] = []
        self.bad_records: list[Line] = []
        self.last_fault_s = 0.0
        self.over = False
        """A topic is gone: nothing more can be decided."""
        self._must_end: list[tuple[int, str, float]] = []
        self._undoing = Undoing()

    # what faults use

    def physical(self, topic: str) -> str:
        return names_of(self.settings).physical(topic)

    def topics(self) -> set[str]:
        return {self.physical(topic.name) for topic in BUILT}

    def later(self, seconds: float, undo: Callable[[], None]) -> None:
        """Do this in so many seconds, while other faults go on; at the latest before the round ends."""
        self._undoing.later(seconds, undo)

    def thaw_all(self) -> None:
        """Do at once whatever waits."""
        self._undoing.at_once()

    def wrong(self, sentence: str) -> None:
        """The round has failed."""
        self.diary.note("WRONG", sentence=sentence)
        self.violations.append(sentence)

    def bad(self, lines: Iterable[Line]) -> None:
        """Publish records that must become dead letters, and nothing else."""
        told = list(lines)
        self.bad_records += told
        self.load.put(told)

    def must_end(self, pid: int, what: str, within_s: float = 30) -> None:
        self._must_end.append((pid, what, time.monotonic() + within_s))

    def ends_here(self) -> None:
        self.over = True

    @property
    def catch_up_s(self) -> float:
        """Within how many seconds after the last fault nothing must be left to do."""
        if self.plan.mutant:
            return CATCH_UP_MUTANT_S
        return CATCH_UP_ONE_BY_ONE_S if self.plan.batch == 1 else CATCH_UP_S

    # the round

    def run(self) -> None:
        """Everything up to the stop of the workers; the verdict is another's."""
        self.diary.note("plan", **self.plan.told())
        self._install()
        for launched in self.plan.launched:
            self.fleet.start(launched=launched)
        self.fleet.await_ready(60)
        self.load.start()
        self.sampler.start()
        self._undoing.start()
        from tests.chaos.faults import BY_NAME

        for step in self.plan.steps:
            chance = Random(step.seed)
            self.diary.note("fault", fault=step.fault)
            try:
                BY_NAME[step.fault].act(self, chance)
                self.done.append(step.fault)
            except (Missed, KontorError, KafkaError, OSError) as error:
                self.diary.note("missed", fault=step.fault, why=repr(error))
                self.ground.heal()
            time.sleep(step.gap_s)
            if self.over:
                break
            self.fleet.heal(2, launched=lambda chance=chance: chance.random() < 0.1)  # type: ignore[misc]  # bound now
            if step.calm:
                self.fleet.await_ready(8)
        self._undo_the_rest()
        self.last_fault_s = time.monotonic()
        self.diary.note("faults over")
        self._drain()
        self.fleet.stop_all()
        self.sampler.stop()
        self._look_at_ends()

    def _install(self) -> None:
        self.ground.heal()
        install(self.settings, cleaner=self.plan.cleaner, policy=POLICY + (TARIFFS if self.plan.tariffs else ""))
        self.load.put(self.load.bank.people())
        if self.load.flush():
            self.wrong("the bank's people could not be published")

    def _undo_the_rest(self) -> None:
        if not self.over:
            self._undoing.await_all()
        self.thaw_all()
        self.ground.heal()

    def _drain(self) -> None:
        """Stop the bank, and wait until nothing is left to do."""
        if self.over:
            self.load.stop()
            return
        missing = self.load.finish()
        if missing:
            self.wrong(f"{missing} records of the bank were never acknowledged")
        deadline, rest = time.monotonic() + self.catch_up_s, 0
        while time.monotonic() < deadline and rest < 3:
            self.fleet.heal(2)
            time.sleep(0.3)
            lag = -1
            with contextlib.suppress(KafkaError, OSError, IndexError):
                lag = self.sampler.lags[-1].lag if self.sampler.lags[-1].at_s > self.last_fault_s else -1
            rest = rest + 1 if lag == 0 else 0
        self.diary.note("drained", lag=self.sampler.lags[-1].lag if self.sampler.lags else None)

    def _look_at_ends(self) -> None:
        for pid, what, deadline in self._must_end:
            while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
                time.sleep(0.1)
            if Path(f"/proc/{pid}").exists():
                self.wrong(f"{what} goes on")
        for surprise in self.fleet.surprises:
            self.wrong(surprise)

    def abandon(self) -> None:
        """Whatever still goes on ends here; harmless after a round that ended by itself."""
        self._undoing.stop()
        self.fleet.kill_all()
        self.load.stop()
        self.sampler.stop()
