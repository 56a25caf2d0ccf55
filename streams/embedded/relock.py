"""
Make `kafka.lock` anew: `python -m streams.embedded.relock 4.1.1`.

Resolves Apache Kafka's broker and the log binding it is released with, and writes
down what came. For whoever raises the version; nobody else runs this.
"""

import hashlib
import sys
from pathlib import Path
from typing import Final

import jgo

from streams.embedded.lock import LOCK_FILE

BROKER: Final = "org.apache.kafka:kafka_2.13"
LOG_BINDING: Final = "org.apache.logging.log4j:log4j-slf4j-impl:2.24.3"
"""Not a dependency of the broker's jar, but in its release; without it the broker fails without a word."""


def relock(version: str) -> int:
    """Write the lock for `version` of the broker; returns how many jars it has."""
    # Each on its own: together, jgo would let the binding's dependency management choose versions for the broker.
    artifacts = [*jgo.resolve(f"{BROKER}:{version}"), jgo.resolve(LOG_BINDING)[0]]
    lines = []
    for artifact in artifacts:
        path: Path = artifact.resolve()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"{artifact.groupId}:{artifact.artifactId}:{artifact.version} {digest}\n")
    LOCK_FILE.write_text(
        f"# Apache Kafka {version}, made by `python -m streams.embedded.relock {version}`\n" + "".join(lines), "utf-8"
    )
    return len(lines)


if __name__ == "__main__":
    print(relock(sys.argv[1]), "jars")  # noqa: T201  # reason: a tool for the keyboard
