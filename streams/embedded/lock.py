"""
Which jars make the embedded broker, byte for byte: the file `kafka.lock`.

One jar a line, `group:artifact:version sha256`, in class path order. Made anew by
`python -m streams.embedded.relock VERSION`.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

LOCK_FILE: Final = Path(__file__).with_name("kafka.lock")


class Jar(NamedTuple):
    """One jar of the broker."""

    group: str
    artifact: str
    version: str
    sha256: str
    """Of the file, in hexadecimal."""

    def __str__(self) -> str:
        """`group:artifact:version`."""
        return f"{self.group}:{self.artifact}:{self.version}"

    def is_whole(self, path: Path) -> bool:
        """Whether `path` is this jar, byte for byte."""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256


@cache
def locked_jars() -> tuple[Jar, ...]:
    """Every jar of the lock, in class path order."""
    lines = LOCK_FILE.read_text("utf-8").splitlines()
    return tuple(_jar(line) for line in lines if line and not line.startswith("#"))


def lock_digest() -> str:
    """Twelve hexadecimal digits that change with the lock: what a cached class path is filed under."""
    return hashlib.sha256(LOCK_FILE.read_bytes()).hexdigest()[:12]


def kafka_version() -> str:
    """Version of Apache Kafka in the lock."""
    return next(jar.version for jar in locked_jars() if jar.artifact.startswith("kafka_"))


def _jar(line: str) -> Jar:
    coordinate, sha256 = line.split()
    group, artifact, version = coordinate.split(":")
    return Jar(group, artifact, version, sha256)
