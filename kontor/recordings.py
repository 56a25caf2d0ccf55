"""Recordings as files and pipes: looked over once, then read line by line."""

import gc
import sys
import tempfile
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final, Self

import orjson

from kontor.policy_file import load_policy
from models.errors import KontorError
from models.recording import Line, write_line
from rules.replay.driver import replay
from rules.replay.kind import Kind, kind_of
from streams.settings_source import load_settings

WITHOUT_POLICY: Final = "no policy is recorded and none was given (--policy or KONTOR_POLICY): nothing is decided"
IN_MEMORY_BYTES: Final = 32 * 2**20
"""Of a pipe so much is kept in memory, more in a temporary file."""


class Recording:
    """
    A recording that can be read more than once, as what it holds must be known before it is replayed.

    `file` None or `-` is standard input, which is laid aside while it is read to its end.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lines: BinaryIO

    def __enter__(self) -> Self:
        if self._file is None or str(self._file) == "-":
            if sys.stdin.isatty():
                raise KontorError("there is no recording: name a file or pipe one in (kontor replay --help)")
            aside = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # closed in __exit__
            while piece := sys.stdin.buffer.read(2**20):
                aside.write(piece)
            self._lines = aside  # type: ignore[assignment]  # it is one in all but name
        else:
            try:
                self._lines = self._file.open("rb", buffering=2**20)
            except OSError as error:
                raise KontorError(f"{self._file} cannot be read: {error.strerror}") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()

    def texts(self) -> Iterator[bytes]:
        """Its lines, from the first; one reading at a time."""
        self._lines.seek(0)
        for text in self._lines:  # noqa: UP028  # `yield from` would close the file with the first reading that is given up
            yield text

    @cached_property
    def kind(self) -> Kind:
        """What it is a recording of."""
        return kind_of(self.texts())

    @cached_property
    def holds_policy(self) -> bool:
        """Whether a policy is activated in it."""
        return any(b"policy.activated" in text for text in self.texts())

    @cached_property
    def holds_decisions(self) -> bool:
        """Whether it holds what Kontor decided."""
        return any(b"kontor.assignments" in text for text in self.texts())


def replayed(recording: Recording, policy: Path | None, until_ms: int | None = None) -> Iterator[Line]:
    """
    What Kontor would publish for a recording, under this installation's settings.

    The policy is the one of the file, else those recorded, else KONTOR_POLICY; without any it says on
    stderr that nothing will be decided.
    """
    settings = load_settings()
    in_force = None if policy is None else load_policy(policy)
    if in_force is None and not recording.holds_policy:
        if settings.policy is None:
            print(f"kontor: {WITHOUT_POLICY}.", file=sys.stderr)  # noqa: T201  # reason: for people
        else:
            in_force = load_policy(settings.policy)
    return replay(recording.texts(), recording.kind, in_force, until_ms, settings.source, settings.max_record_bytes)


def write_told(lines: Iterable[Line], out: BinaryIO) -> None:
    """Write what Kontor publishes: as `write_line`, without looking at what is known to be compact JSON in UTF-8."""
    _write(map(_told, lines), out)


def _told(line: Line) -> bytes:
    if line.value is None or line.key is None or line.headers or not line.key.isascii():
        return write_line(line)
    key, value = orjson.dumps(line.key.decode()), line.value
    return b'{"topic":"%b","key":%b,"timestamp_ms":%d,"value":%b,"headers":{}}\n' % (
        line.topic.encode(),
        key,
        line.timestamp_ms,
        value,
    )


def write_all(lines: Iterable[Line], out: BinaryIO) -> None:
    """Write a recording."""
    _write(map(write_line, lines), out)


def _write(texts: Iterable[bytes], out: BinaryIO) -> None:
    """Write a good piece at a time."""
    # What a replay keeps it keeps to the end: looking for garbage among it again and again takes a tenth of the time.
    gc.set_threshold(200_000, 50, 100)
    piece: list[bytes] = []
    for text in texts:
        piece.append(text)
        if len(piece) == 500:
            out.write(b"".join(piece))
            piece.clear()
    out.write(b"".join(piece))
    out.flush()


def write_each(lines: Iterable[Line], out: BinaryIO) -> None:
    """Write a recording line by line, for somebody who watches."""
    for line in lines:
        out.write(write_line(line))
        out.flush()
