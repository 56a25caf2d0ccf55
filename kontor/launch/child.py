"""
A worker process, seen from its launcher.

Two pipes tie them together. Of the first the launcher holds the writing end and
never writes: when the launcher is gone, however it went, the worker reads the end
of the pipe and exits. Into the second the worker writes what it is up to, among it
its member id in the consumer group, which the launcher needs once it is dead.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final, Self

from kontor.launch.status import Status

LAUNCHER_FD: Final = "KONTOR_LAUNCHER_FD"
"""Variable: the descriptor whose end means that the launcher is gone."""
STATUS_FD: Final = "KONTOR_STATUS_FD"
"""Variable: the descriptor to write status lines to."""

LAST_WORDS_S: Final = 1.0
WORKER: Final = (sys.executable, "-m", "kontor.worker_process")


class Child:
    """One worker process, from its start to its end."""

    def __init__(self, process: asyncio.subprocess.Process, lifeline: int, status_end: int) -> None:
        self._process = process
        self._lifeline = lifeline
        self.status = Status()
        self._reading = asyncio.create_task(self._read(status_end), name="worker status")

    @classmethod
    async def start(cls, environment: Mapping[str, str], command: Sequence[str] = WORKER) -> Self:
        """Start a worker process with these variables added to ours."""
        lifeline_read, lifeline = os.pipe()
        status_end, status_write = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                env={**os.environ, **environment, LAUNCHER_FD: str(lifeline_read), STATUS_FD: str(status_write)},
                pass_fds=(lifeline_read, status_write),
                stdin=asyncio.subprocess.DEVNULL,
                # A session of its own: Ctrl-C in a terminal reaches the launcher only, which then asks the worker once.
                start_new_session=True,
            )
        except OSError:
            os.close(lifeline)
            os.close(status_end)
            raise
        finally:
            os.close(lifeline_read)
            os.close(status_write)
        return cls(process, lifeline, status_end)

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it has not ended yet, as far as we were told."""
        return self._process.returncode is None

    async def ended(self) -> int:
        """Wait for its end and for its last words; returns the exit code, negative if it was killed by a signal."""
        code = await self._process.wait()
        # Not for ever: something the worker had started might still hold its end of the pipe.
        await asyncio.wait({self._reading}, timeout=LAST_WORDS_S)
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
        return code

    def ask_to_stop(self) -> None:
        """SIGTERM."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        # Not `Process.send_signal`: it polls first, and may so take the exit code away from asyncio's own waiting.
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    async def _read(self, status_end: int) -> None:
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(status_end, "rb", buffering=0)
        )
        try:
            while line := await reader.readline():
                self.status.take(line)
        finally:
            transport.close()
