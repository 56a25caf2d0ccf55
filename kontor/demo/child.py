"""One worker as a process of its own, ended with the demo whatever becomes of the demo."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from models.errors import KontorError
from streams.embedded import keeper
from streams.settings import Settings

READY_S: Final = 60.0
_GRACE_S: Final = keeper.GRACE_S + 5
_LOG_LINES: Final = 12


class WorkerProcess:
    """
    `kontor worker` with the given settings; its log goes to `log_file`.

    It runs in a session of its own, so that a Ctrl-C at the terminal reaches the demo only, which
    then stops it in order; the keeper ends it when this process is gone, however.
    """

    def __init__(self, settings: Settings, log_file: Path) -> None:
        self.settings = settings
        self.log_file = log_file
        self._keeper: subprocess.Popen[bytes] | None = None
        self._pipe = -1

    @property
    def address(self) -> str:
        """Where it serves `/metrics`, `/ready` and `/live`."""
        return f"http://{self.settings.http_bind}:{self.settings.http_port}"

    @property
    def pid(self) -> int:
        """Process id of the launcher; its child is the worker itself."""
        return int(self.log_file.with_suffix(".pid").read_text())

    def start(self) -> Self:
        """Start the process; `wait_ready` waits for it."""
        reading, self._pipe = os.pipe()
        pid_file = self.log_file.with_suffix(".pid")
        keep = [sys.executable, "-I", "-S", keeper.__file__, str(reading), str(pid_file)]
        with self.log_file.open("ab") as log:
            self._keeper = subprocess.Popen(
                [*keep, sys.executable, "-m", "kontor", "worker"],
                env={**os.environ, **self.settings.environment()},
                pass_fds=[reading], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        os.close(reading)
        return self

    def wait_ready(self, within_s: float = READY_S, *, meanwhile: Callable[[], None] = lambda: None) -> Self:
        """Wait until it owns its partitions; KontorError with the end of its log if it will not."""
        deadline = time.monotonic() + within_s
        while not self._answers_ready():
            self.check()
            if time.monotonic() > deadline:
                raise KontorError(f"The worker was not ready in {within_s:.0f} s.{self.log_end()}", 1)
            meanwhile()
            time.sleep(0.1)
        return self

    def check(self) -> None:
        """Raise KontorError with the end of its log when the worker has ended."""
        if self._keeper is None or self._keeper.poll() is not None:
            raise KontorError(f"The worker has ended.{self.log_end()}", 1)

    def stop(self) -> None:
        """Stop it in order; harmless when it does not run."""
        if self._keeper is None:
            return
        self._keeper.terminate()
        try:
            self._keeper.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()
        os.close(self._pipe)
        self._keeper = None

    def log_end(self) -> str:
        """The last lines of its log, for an error message."""
        lines = self.log_file.read_text("utf-8", "replace").splitlines()[-_LOG_LINES:]
        return f" The end of {self.log_file}:\n  " + "\n  ".join(lines)

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    def _answers_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/ready", timeout=1) as answer:  # noqa: S310  # our own address
                return bool(answer.status == HTTPStatus.OK)
        except (OSError, urllib.error.URLError, ValueError):
            return False
