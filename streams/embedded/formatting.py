"""
A new data folder's first two files.

Kafka's own tool writes them, in a Java process that takes longer than all else of a
start. What it writes depends on its version alone, but for two random names; so the
first run's result is kept beside the class path, and later folders are copies of it
with names of their own.
"""

import subprocess
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import IO, Final

from streams.embedded.jars import cache_directory
from streams.embedded.lock import kafka_version, lock_digest

_META: Final = "meta.properties"
_CHECKPOINT: Final = "bootstrap.checkpoint"
_TIMEOUT_S: Final = 60


def is_formatted(logs: Path) -> bool:
    """Whether `logs` (the broker's `log.dirs`) is a data folder already."""
    return (logs / _META).exists()


def format_by_copy(logs: Path) -> bool:
    """Make `logs` a data folder from what is kept; False when nothing is."""
    kept = _kept()
    if not kept.exists():
        return False
    logs.mkdir(parents=True, exist_ok=True)
    (logs / _CHECKPOINT).write_bytes(kept.read_bytes())
    names = f"cluster.id={_random_name()}\ndirectory.id={_random_name()}\nnode.id=1\nversion=1\n"
    (logs / _META).write_text(names, "utf-8")
    return True


def format_by_tool(command: list[str], configuration: Path, log: IO[bytes]) -> bool:
    """Run Kafka's tool, its words going to `log`; False when it failed."""
    done = subprocess.run(
        [*command, "kafka.tools.StorageTool", "format", "-t", _random_name(), "-c", str(configuration)],
        stdout=log,
        stderr=log,
        stdin=subprocess.DEVNULL,
        timeout=_TIMEOUT_S,
        check=False,
    )
    return done.returncode == 0


def keep(logs: Path) -> None:
    """Keep what the tool of the locked Kafka wrote into `logs`."""
    kept = _kept()
    kept.parent.mkdir(parents=True, exist_ok=True)
    written = kept.with_suffix(f".{uuid.uuid4().hex}")
    written.write_bytes((logs / _CHECKPOINT).read_bytes())
    written.replace(kept)


def _kept() -> Path:
    return cache_directory() / f"kafka-{kafka_version()}-{lock_digest()}.checkpoint"


def _random_name() -> str:
    """A random UUID as Kafka writes it; never with a leading dash, which would be read as an option."""
    return "k" + urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")[1:]
