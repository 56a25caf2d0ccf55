"""Setting the stage: broker, topics, policy, worker; and leaving nothing behind, whatever happens."""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final, NamedTuple

from kontor.demo.bus import DemoBus
from kontor.demo.child import WorkerProcess
from kontor.policy_file import activation, load_policy
from kontor.policy_topic import put
from models.policy import Policy
from streams.admin import compare, create, delete, open_admin
from streams.clock import Clock, VirtualClock
from streams.embedded.broker import EmbeddedBroker, free_port
from streams.embedded.jars import Progress
from streams.settings import Settings
from streams.settings_source import load_settings

PARTITIONS: Final = 4
_LEAD_REAL_MS: Final = 12_000
"""Real time that a virtual clock stands still, so that the worker is ready when the day begins."""


class Stage(NamedTuple):
    """What the show plays on."""

    settings: Settings
    clock: Clock
    bus: DemoBus
    worker: WorkerProcess
    policy: Policy
    speed: float = 1.0
    """How many times faster than real the clock runs."""


class Play(NamedTuple):
    """What is to be played: the policy, and for a recorded day when it starts and how fast it goes."""

    policy: Path
    start_ms: int | None = None
    """UTC ms of the day's first record; None: now, in real time."""
    speed: float = 1.0


@contextmanager
def set_stage(play: Play, progress: Progress) -> Iterator[Stage]:
    """Everything running and ready; all of it is stopped, and its topics deleted, on the way out."""
    policy = load_policy(play.policy)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kontor-demo-")))
        stack.enter_context(_no_second_interrupt())
        settings, broker = _broker(folder, progress)
        if play.start_ms is not None:
            anchor_ms = time.time_ns() // 1_000_000 + _LEAD_REAL_MS
            settings = _with(settings, clock=str(VirtualClock(play.start_ms, play.speed, anchor_ms)))
        clock = settings.make_clock()
        worker = WorkerProcess(settings, folder / "worker.log")
        stack.callback(_tidy, settings, broker)
        # The worker waits for its broker and topics by itself; what it has to load it loads meanwhile.
        stack.enter_context(worker)
        if broker is not None:
            broker.start()
        _topics(settings, progress)
        bus = stack.enter_context(DemoBus(settings))
        progress("Activating the policy", 0, 1)
        at_ms = clock.now_ms()
        put(settings, activation(policy, settings.source, at_ms), at_ms)
        progress("Activating the policy", 1, 1)
        progress("Starting a worker", 0, 1)
        worker.wait_ready()
        progress("Starting a worker", 1, 1)
        yield Stage(settings, clock, bus, worker, policy, play.speed)


def _broker(folder: Path, progress: Progress) -> tuple[Settings, EmbeddedBroker | None]:
    """The settings of the demo, and the broker to be started for it; None when one was given."""
    given = load_settings()
    fixed: dict[str, Any] = {"partitions": PARTITIONS, "http_port": free_port(), "http_bind": "127.0.0.1"}
    fixed |= {"worker_id": "demo", "policy": None, "start": None}
    if "brokers" in given.model_fields_set:
        ours = f"demo-{os.getpid()}-{int(time.time())}"
        return _with(given, app=f"{ours}.kontor", crm=f"{ours}.crm", **fixed), None
    kafka = EmbeddedBroker(folder / "kafka", port=free_port(), kafka_home=given.kafka_home, progress=progress)
    return _with(given, brokers=kafka.bootstrap, replication=1, app="kontor", crm="crm", **fixed), kafka


def _with(settings: Settings, **changed: Any) -> Settings:
    """The same settings but for what is said here."""
    told = {name: value for name, value in settings if name in settings.model_fields_set}
    return load_settings(**{**told, **changed})


def _topics(settings: Settings, progress: Progress) -> None:
    progress("Creating the topics", 0, 1)
    with open_admin(settings) as admin:
        create(admin, compare(settings, admin))
    progress("Creating the topics", 1, 1)


def _tidy(settings: Settings, broker: EmbeddedBroker | None) -> None:
    """End our own broker, whose data goes with it; on somebody else's delete our topics."""
    if broker is not None:
        broker.kill()
        return
    with open_admin(settings) as admin:
        delete(settings, admin)


@contextmanager
def _no_second_interrupt() -> Iterator[None]:
    """SIGTERM and SIGHUP end the demo as Ctrl-C does; while it cleans up, neither is heard again."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for each in heard:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    heard = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, interrupt) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
