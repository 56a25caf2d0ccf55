"""Running a worker: agents on an app, until SIGTERM or until the launcher is gone."""

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import Final

import orjson
from aiokafka.errors import KafkaConnectionError

from kontor.compiled_rules import how_rules_run
from models.errors import KontorError
from streams.engine.observer import Observer
from streams.engine.worker_app import Register, WorkerApp
from streams.hardened.fail_stop import Exit, fail_stop, on_fail_stop
from streams.settings import Settings
from streams.settings_source import load_settings
from streams.web.watch import Watch

LAUNCHER_FD: Final = "KONTOR_LAUNCHER_FD"
"""A pipe that ends when the launcher does: then this worker ends too."""
STATUS_FD: Final = "KONTOR_STATUS_FD"
"""A pipe to the launcher: one JSON object a line, whenever the state or the member id changes."""
log = logging.getLogger("kontor.worker")


class StatusLines:
    """Tells the launcher what it needs to answer for the worker, and to leave the group in its name."""

    def __init__(self, settings: Settings) -> None:
        told = os.environ.get(STATUS_FD)
        self._fd = int(told) if told else None
        self._settings = settings

    def tell(self, state: str, member: str = "") -> None:
        """`state` is starting, recovering, ready or stopping."""
        if self._fd is None:
            return
        line = {
            "state": state,
            "member": member or None,
            "group": self._settings.app,
            "worker": self._settings.worker_id,
        }
        try:
            os.write(self._fd, orjson.dumps(line) + b"\n")
        except OSError:
            self._fd = None  # the launcher is gone; its other pipe tells us so


def run_from_environment() -> int:
    """The worker that the settings of this process describe; returns its exit code."""
    try:
        settings = load_settings()
        configure_logging(settings.log_level)
        watch = Watch(settings, settings.make_clock())
        return asyncio.run(_watched(settings, kontors_agents(settings), watch))
    except KontorError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return error.exit_code


def kontors_agents(settings: Settings) -> tuple[Register, ...]:
    """All agents of the installation, in the order of the flow."""
    from agents import audit, collect, desk, intake, tariff

    agents = collect.register, intake.register, desk.register
    return (*agents, tariff.register, audit.register) if settings.tariffs else agents


async def _watched(settings: Settings, agents: Sequence[Register], watch: Watch) -> int:
    await watch.start()
    try:
        return await run(settings, agents, watch.observer)
    finally:
        await watch.close()


async def run(settings: Settings, agents: Sequence[Register], observer: Observer) -> int:
    """Start a worker with these agents, and stop it in good order when asked to."""
    status = StatusLines(settings)
    status.tell("starting")
    on_fail_stop(observer.stopping)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    _end_with_launcher()
    gc.set_threshold(100_000, 50, 100)  # folds allocate much and keep most of it; worth a tenth of their time
    log.info("starting; the rules are %s", how_rules_run())
    app = WorkerApp(settings, observer)
    app.on_state = status.tell
    for register in agents:
        register(app)
    starting = asyncio.ensure_future(_start(app))
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
    if not stopping.done():
        await stopping
    log.info("asked to stop: finishing what is in work")
    status.tell("stopping", app.member_id_if_any())
    await app.stop_beside()
    await app.stop()
    await app.close_readers()
    starting.cancel()
    return Exit.STOPPED


async def _start(app: WorkerApp) -> None:
    try:
        await app.start()
    except (asyncio.CancelledError, GeneratorExit):
        raise
    except KafkaConnectionError as error:
        fail_stop(f"no broker answers at {app.settings.brokers}: {error}")
    except BaseException as error:
        log.critical("the worker did not start", exc_info=error)
        fail_stop(f"the worker did not start: {type(error).__name__}: {error}")
    app.start_beside()


def _end_with_launcher() -> None:
    """A thread, not the loop, watches the launcher's pipe: a blocked worker must end too."""
    told = os.environ.get(LAUNCHER_FD)
    if told is None:
        return

    def watch(fd: int) -> None:
        os.read(fd, 1)
        fail_stop("the launcher is gone, so this worker ends")

    threading.Thread(target=watch, args=[int(told)], daemon=True, name="launcher's pipe").start()


def configure_logging(level: str) -> None:
    """Our own lines on stderr; of Faust and aiokafka only warnings, for their usual lines help nobody."""
    logging.basicConfig(
        level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr, force=True
    )
    for name in ("faust", "mode", "aiokafka", "streams.hardened"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
    # It warns of each rebalance; an eviction we report ourselves.
    logging.getLogger("aiokafka.consumer.group_coordinator").setLevel(logging.ERROR)
