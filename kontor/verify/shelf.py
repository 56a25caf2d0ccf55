"""Records laid aside in a temporary file: a day of a bank is larger than what a verifier should hold in memory."""

import marshal
import os
import struct
from tempfile import TemporaryFile
from typing import Final, Self

from kontor.verify.record import Record

_SIZE: Final = struct.Struct(">I")
_GUESS: Final = 4096
"""Most records are smaller: one read fetches them whole."""


class Shelf:
    """Gives a place for each record put there, and the record for its place."""

    def __init__(self) -> None:
        self._file = TemporaryFile(buffering=2**20)  # noqa: SIM115  # closed in __exit__
        self._number = self._file.fileno()
        self._end = 0
        self._written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def put(self, record: Record) -> int:
        """Lay a record aside; returns its place."""
        packed = marshal.dumps(tuple(record))
        self._file.write(_SIZE.pack(len(packed)))
        self._file.write(packed)
        place, self._end = self._end, self._end + _SIZE.size + len(packed)
        return place

    def get(self, place: int) -> Record:
        """The record of a place."""
        if self._written < self._end:
            self._file.flush()
            self._written = self._end
        read = os.pread(self._number, _GUESS, place)
        size = _SIZE.unpack_from(read)[0]
        packed = read[_SIZE.size : _SIZE.size + size]
        while len(packed) < size:
            packed += os.pread(self._number, size - len(packed), place + _SIZE.size + len(packed))
        return Record(*marshal.loads(packed))  # noqa: S302  # our own temporary file
