"""An installation of its own for one test: its topics on the session's broker, and its processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final

from streams.admin import compare, create, delete, open_admin
from streams.engine.names import Names
from streams.settings import Settings
from streams.topics import names_of

LOG_LINES: Final = 60


def until(holds: Callable[[], bool], within_s: float = 30, what: str = "it") -> None:
    """Wait until `holds()`; AssertionError saying `what` did not come to be."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not come to be in {within_s} s"
        time.sleep(0.02)


class Processes:
    """Processes of one test, each with its log; whatever still runs at the end is killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._logs: dict[str, IO[bytes]] = {}

    def start(self, name: str, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        """Start `command` as `name`, with stdout and stderr in `<name>.log`; a name may be used again."""
        log = (self.folder / f"{name}.log").open("ab")
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        self._running[name] = process
        self._logs[name] = log
        return process

    def python(self, name: str, *arguments: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        """Start `python ARGUMENTS` with this interpreter: `python("w1", "-m", "kontor", "worker", ...)`."""
        return self.start(name, [sys.executable, *arguments], environment)

    def stop(self, name: str, within_s: float = 30) -> int:
        """SIGTERM; returns the exit code, and fails when it does not end."""
        return self._end(name, signal.SIGTERM, within_s)

    def kill(self, name: str) -> None:
        """SIGKILL, to it and its whole session of processes."""
        self._end(name, signal.SIGKILL, 10)

    def signal(self, name: str, number: int) -> None:
        """Send any signal (SIGSTOP, SIGCONT)."""
        self._running[name].send_signal(number)

    def code(self, name: str) -> int | None:
        """The exit code; None while it runs."""
        return self._running[name].poll()

    def log(self, name: str) -> str:
        """All that it has said so far."""
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")

    def tails(self) -> str:
        """The end of every log, for a failed test's report."""
        parts = []
        for log in sorted(self.folder.glob("*.log")):
            lines = log.read_text("utf-8", "replace").splitlines()[-LOG_LINES:]
            parts.append(f"--- {log}\n" + "\n".join(lines))
        return "\n".join(parts)

    def close(self) -> None:
        """Kill what still runs."""
        for name in list(self._running):
            self.kill(name)

    def _end(self, name: str, number: int, within_s: float) -> int:
        process = self._running.pop(name)
        if process.poll() is None:
            if number == signal.SIGKILL:
                os.killpg(process.pid, number)
            else:
                process.send_signal(number)
        try:
            return process.wait(within_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise AssertionError(f"{name} did not end within {within_s} s of signal {number}") from None
        finally:
            self._logs.pop(name).close()


class Installation:
    """Kontor's topics under a prefix of their own, made at the start and deleted at the end."""

    def __init__(self, settings: Settings, processes: Processes) -> None:
        self.settings = settings
        self.processes = processes

    @property
    def names(self) -> Names:
        """Catalogue names to names on the bus."""
        return names_of(self.settings)

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a process of this installation."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
        return {**clean, **self.settings.environment(), **more}

    def kontor(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `kontor ARGUMENTS` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "kontor", *arguments],
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    def worker(self, name: str, **more: str) -> subprocess.Popen[bytes]:
        """Start `kontor worker` as `name`; its web server takes any free port."""
        environment = self.environment(KONTOR_WORKER_ID=name, **{"KONTOR_HTTP_PORT": "0", **more})
        return self.processes.python(name, "-m", "kontor", "worker", environment=environment)

    def make_topics(self) -> None:
        """Make every topic."""
        with open_admin(self.settings) as admin:
            create(admin, compare(self.settings, admin))

    def delete_topics(self) -> None:
        """Delete every topic and the consumer group."""
        with open_admin(self.settings) as admin:
            delete(self.settings, admin)
            _forget_group(admin, self.settings.app)


def _forget_group(admin: Any, group: str) -> None:
    from kafka.errors import KafkaError

    try:
        admin.delete_groups([group])
    except KafkaError:
        return  # there was none, or a killed worker is still taken for a member; it holds no topics
