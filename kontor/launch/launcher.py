"""
`kontor worker`: starts the worker process, again and again, until it is told to stop.

One life after another: prepare (broker there? topics there? policy in force?),
start, wait for the end; then leave the group in its name, wait a little, go on.
"""

import asyncio
import logging
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kontor.launch.backoff import Backoff
from kontor.launch.child import WORKER, Child
from kontor.launch.ending import Ending, ending_of
from kontor.launch.figures import LauncherFigures
from kontor.launch.front import Front
from kontor.launch.leave import leave_group
from kontor.launch.watchdog import blocked
from kontor.launch.worker_pages import WorkerPages
from models.errors import KontorError
from streams.settings import Settings
from streams.web.server import WebServer
from streams.web.watch import WEB_SOCKET

STOP_S: Final = 25.0
"""A worker asked to stop gets this long; below Kubernetes' 30 s, so that the group is still told of its end."""

log = logging.getLogger(__name__)

Prepare = Callable[[Callable[[str], None]], Awaitable[None]]
"""Awaited before every start of a worker; is given how to say what is being waited for."""
Leave = Callable[[Settings, str, str], Awaitable[bool]]


async def _nothing(_: Callable[[str], None]) -> None:
    """Nothing to prepare."""


@dataclass
class Launcher:
    """The parent of one worker process at a time."""

    settings: Settings
    command: Sequence[str] = WORKER
    prepare: Prepare = _nothing
    leave: Leave = leave_group
    backoff: Backoff = field(default_factory=Backoff)
    figures: LauncherFigures = field(default_factory=LauncherFigures)
    watchdog: Callable[[WorkerPages], Coroutine[Any, Any, float]] = blocked
    port: int = 0
    """The public port, once it is served."""
    doing: str = "beginning"
    pages: WorkerPages | None = None
    started_at: float = 0.0
    _child: Child | None = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def pid(self) -> int | None:
        """Process id of the worker; None when there is none."""
        return None if self._child is None else self._child.pid

    async def run(self) -> int:
        """Run until told to stop; returns the exit code. KontorError when no worker could ever run."""
        server = WebServer(Front(self, self.figures).application())
        self.port = await server.on_port(self.settings.http_bind, self.settings.http_port)
        log.info("Metrics and probes at http://%s:%d/metrics, /ready, /live.", self.settings.http_bind, self.port)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        try:
            with tempfile.TemporaryDirectory(prefix="kontor-") as folder:
                return await self._lives(Path(folder))
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)
            await server.close()

    def stop(self) -> None:
        """Ask the worker to stop and be done; asked twice, kill it."""
        if self._stop.is_set() and self._child is not None:
            self._child.kill()
        self._stop.set()

    async def _lives(self, folder: Path) -> int:
        life = 0
        while await self._unless_stopped(self._prepared()):
            life += 1
            code, healthy_s = await self._life(str(folder / f"worker-{life}.sock"))
            if self._stop.is_set():
                # SIGTERM may meet a worker that does not listen for it yet: it has ended as it was told to.
                return 0 if code == -signal.SIGTERM else code if code >= 0 else 128 - code
            ending = ending_of(code)
            if ending.final:
                raise KontorError(ending.sentence, code)
            await self._wait_a_little(ending, healthy_s)
        return 0

    async def _prepared(self) -> None:
        await self.prepare(self._say)

    async def _life(self, socket: str) -> tuple[int, float]:
        """One worker process from start to end: its exit code, and for how long it was ready."""
        self.doing = "the worker is starting"
        child = await Child.start({**self.settings.environment(), WEB_SOCKET: socket}, self.command)
        self._child, self.started_at = child, time.monotonic()
        self.pages = pages = WorkerPages(socket)
        self.figures.started()
        log.info("Worker process %d is started.", child.pid)
        ended = asyncio.create_task(child.ended(), name="worker ended")
        stopped = asyncio.create_task(self._stop.wait(), name="launcher stopped")
        stuck = asyncio.create_task(self.watchdog(pages), name="worker blocked")
        try:
            await asyncio.wait({ended, stopped, stuck}, return_when=asyncio.FIRST_COMPLETED)
            if stuck.done() and not ended.done():
                log.error("The worker's event loop has not answered for %.0f s: it is killed.", stuck.result())
                child.kill()
            elif not ended.done():
                await self._let_stop(child, ended)
            code = await ended
        finally:
            for waiting in (stopped, stuck):
                waiting.cancel()
            self._child, self.pages = None, None
            await pages.close()
        await self._bury(child, code)
        return code, child.status.ready_for_s()

    async def _let_stop(self, child: Child, ended: asyncio.Task[int]) -> None:
        self.doing = "the worker is stopping"
        log.info("Asking worker process %d to stop.", child.pid)
        child.ask_to_stop()
        done, _ = await asyncio.wait({ended}, timeout=STOP_S)
        if not done:
            log.error("Worker process %d has not stopped in %.0f s: it is killed.", child.pid, STOP_S)
            child.kill()

    async def _bury(self, child: Child, code: int) -> None:
        """Count the end, and leave the group in the name of a worker that could not do it itself."""
        ending = ending_of(code)
        self.figures.ended(ending.label)
        if code == 0:
            log.info("Worker process %d has ended.", child.pid)
            return
        log.error("%s (process %d, exit code %d)", ending.sentence, child.pid, code)
        status = child.status
        if status.group is not None and status.member is not None:
            self.figures.left(told=await self.leave(self.settings, status.group, status.member))

    async def _wait_a_little(self, ending: Ending, healthy_s: float) -> None:
        delay_s = self.backoff.delay(healthy_s)
        self._say(f"the worker is started again in {delay_s:g} s, for: {ending.sentence}")
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), delay_s)

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do the work unless told to stop meanwhile; whether it was done."""
        task = asyncio.create_task(work)
        stopped = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if self._stop.is_set():
                return False
            await task
            return True
        finally:
            for waiting in (task, stopped):
                waiting.cancel()

    def _say(self, what: str) -> None:
        """Log what the launcher is doing, once, and have it ready for whoever asks."""
        if what != self.doing:
            self.doing = what
            log.info("%s", what[:1].upper() + what[1:])


def say_to_people(level: str) -> None:
    """Log to stderr, without the Kafka client's own lines: the launcher says in one what they say in ten."""
    logging.basicConfig(
        level=level.upper(), stream=sys.stderr, format="%(asctime)s %(levelname)s launcher: %(message)s"
    )
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
