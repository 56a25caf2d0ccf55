"""
`kontor.checkpoints`, read by its documented rule and by no code of the worker's.

The key is `<unit>/<partition>`, the value a deflated JSON list of key, row, key, row, ...; the header `checkpoint`
is JSON: `epoch` and `applied` name the checkpoint, `at`, `part`, `last`, `version`.

Each is all rows of a partition after the input of offset `applied`. One whose parts are not all there, from
part 0 to that which is the last, was never finished.
"""

import zlib
from typing import Final, NamedTuple

import orjson

from kontor.verify.record import Record
from kontor.verify.shelf import Shelf

TOPIC: Final = "kontor.checkpoints"
_HEADER: Final = "checkpoint"
Place = tuple[str, int]
"""Unit and partition."""


class Checkpoint(NamedTuple):
    """Where a partition stood."""

    unit: str
    partition: int
    applied: int
    """Offset of the last input its rows include."""
    at_ms: int
    """When that input came, UTC milliseconds."""
    version: int
    """The row version a reader must know."""
    parts: tuple[int, ...]
    """Places on the shelf."""

    def rows(self, shelf: Shelf) -> dict[str, bytes]:
        """All rows."""
        rows: dict[str, bytes] = {}
        for place in self.parts:
            told = orjson.loads(zlib.decompress(shelf.get(place).value or b""))
            rows |= {key: row.encode() for key, row in zip(told[::2], told[1::2], strict=True)}
        return rows


class Checkpoints:
    """Those there are; their rows lie on the shelf until somebody wants them."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._open: dict[tuple[str, int, int, int], list[int]] = {}
        self._whole: dict[Place, dict[int, Checkpoint]] = {}

    def take(self, record: Record) -> int:
        """The next record of the topic; returns its row version. ValueError when no worker wrote it."""
        try:
            head = orjson.loads(dict(record.headers)[_HEADER])
            unit, _, number = (record.key or b"").decode().partition("/")
            name = unit, int(number), head["epoch"], head["applied"]
            part, last, at_ms, version = head["part"], head["last"], head["at"], head["version"]
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("a record in kontor.checkpoints that no worker wrote") from error
        if part == 0:
            self._open[name] = []
        parts = self._open.get(name)
        if parts is None or len(parts) != part:
            self._open.pop(name, None)  # its beginning is gone, or it was begun anew
            return int(version)
        parts.append(self._shelf.put(record))
        if last:
            del self._open[name]
            whole = self._whole.setdefault((unit, int(number)), {})
            whole[head["applied"]] = Checkpoint(unit, int(number), head["applied"], at_ms, version, tuple(parts))
        return int(version)

    def of(self, unit: str, partition: int) -> list[Checkpoint]:
        """The whole ones of a partition, in the order of its inbox."""
        whole = self._whole.get((unit, partition), {})
        return [whole[applied] for applied in sorted(whole)]
