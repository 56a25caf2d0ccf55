"""One embedded Apache Kafka: start, stop, kill, start again on the same data."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from models.errors import KontorError
from streams.embedded import formatting, keeper
from streams.embedded.jars import Progress, silent
from streams.embedded.java import QUICK, argument_file, java_command
from streams.embedded.ports import HOST, answers, free_port, refuse_taken
from streams.embedded.properties import logging_configuration, write_configuration

__all__ = ["EmbeddedBroker", "answers", "free_port", "wipe"]

READY_S: Final = 60.0
"""How long a start may take, formatting included."""
_LOG_LINES: Final = 12


class EmbeddedBroker:
    """
    Apache Kafka in one process of its own, with its data in `folder`.

    It ends with the process that started it, even if that one is killed. `port` 0
    takes a free one, and keeps it over restarts. `properties` override the broker's
    configuration; `quick` gives up the speed of a warm broker for a quick start.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        kafka_home: Path | None = None,
        properties: Mapping[str, str] | None = None,
        quick: bool = True,
        progress: Progress = silent,
    ) -> None:
        self.folder = folder
        self.port = port
        self._kafka_home = kafka_home
        self._properties = dict(properties or {})
        self._quick = quick
        self._progress = progress
        self._keeper: subprocess.Popen[bytes] | None = None
        self._pipe = -1

    @property
    def bootstrap(self) -> str:
        """`host:port`, as `KONTOR_BROKERS` takes it."""
        return f"{HOST}:{self.port}"

    @property
    def log_file(self) -> Path:
        """What the broker itself says."""
        return self.folder / "broker.log"

    @property
    def running(self) -> bool:
        """Whether its process lives."""
        return self._keeper is not None and self._keeper.poll() is None

    def start(self) -> Self:
        """Start it and wait until it answers; raises `KontorError` with the log's end when it does not."""
        command = java_command(self._kafka_home, self._progress)
        if self._quick:
            command.insert(1, QUICK)
        self.port = self.port or free_port()
        refuse_taken(self.port)
        configuration = write_configuration(self.folder, self.port, free_port(), self._properties)
        command.insert(1, f"-Dlog4j2.configurationFile={logging_configuration(self.folder)}")
        command = argument_file(command, self.folder / "java.arguments")
        self._format(command, configuration)
        self._progress("Starting Apache Kafka", 0, 1)
        self._spawn([*command, "kafka.Kafka", str(configuration)])
        self._await_ready()
        self._progress("Starting Apache Kafka", 1, 1)
        return self

    def stop(self, within_s: float = keeper.GRACE_S + 5) -> None:
        """Stop it in order; harmless when it does not run."""
        if self._keeper is not None:
            self._keeper.terminate()
            self._reap(within_s)

    def kill(self) -> None:
        """End it at once, as a machine does that loses its power (SIGKILL)."""
        if self._keeper is None or not self.running:
            return
        try:
            os.kill(int(self._pid_file.read_text()), signal.SIGKILL)
        except (OSError, ValueError):
            self._keeper.terminate()  # not yet so far that it has a process; its keeper sees to it
        self._reap(keeper.GRACE_S + 5)

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    @property
    def _pid_file(self) -> Path:
        return self.folder / "pid"

    def _format(self, command: list[str], configuration: Path) -> None:
        logs = self.folder / "log"
        locked = self._kafka_home is None
        if formatting.is_formatted(logs) or (locked and formatting.format_by_copy(logs)):
            return
        self._progress("Preparing its data folder", 0, 1)
        with self.log_file.open("ab") as log:
            done = formatting.format_by_tool(command, configuration, log)
        if not done:
            raise KontorError(f"The data folder {self.folder} cannot be prepared.{self._log_end()}")
        if locked:
            formatting.keep(logs)
        self._progress("Preparing its data folder", 1, 1)

    def _spawn(self, command: list[str]) -> None:
        reading, self._pipe = os.pipe()
        with self.log_file.open("ab") as log:
            self._keeper = subprocess.Popen(
                [sys.executable, "-I", "-S", keeper.__file__, str(reading), str(self._pid_file), *command],
                pass_fds=[reading], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        os.close(reading)

    def _await_ready(self) -> None:
        deadline = time.monotonic() + READY_S
        while not answers(self.bootstrap):
            if not self.running:
                code = self._keeper.returncode if self._keeper else None
                self._reap(1)
                raise KontorError(
                    f"The embedded Apache Kafka ended (code {code}) before it was ready.{self._log_end()}"
                )
            if time.monotonic() > deadline:
                self.stop()
                raise KontorError(f"The embedded Apache Kafka was not ready in {READY_S:.0f} s.{self._log_end()}")
            time.sleep(0.05)

    def _reap(self, within_s: float) -> None:
        if self._keeper is None:
            return
        try:
            self._keeper.wait(within_s)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()
        os.close(self._pipe)
        self._keeper = None

    def _log_end(self) -> str:
        lines = self.log_file.read_text("utf-8", "replace").splitlines()
        told = [line for line in lines if not line.lstrip().startswith("at ")][-_LOG_LINES:]
        return f" The end of {self.log_file}:\n  " + "\n  ".join(told)


def wipe(folder: Path) -> None:
    """Delete a broker's data folder; refuses one that is not a broker's."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / "server.properties").exists():
        raise KontorError(f"{folder} is not the data folder of an embedded broker, so it is not wiped.")
    shutil.rmtree(folder)
