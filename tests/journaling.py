"""Rows kept as a journal keeps them: what was touched replaces, and what is gone is forgotten."""

from collections.abc import Iterable
from typing import Protocol


class Rows(Protocol):
    """What has rows and says which of them changed; every `Fold` does."""

    def take_touched(self) -> Iterable[str]: ...

    def row(self, key: str) -> bytes | None: ...


def journal(source: Rows, rows: dict[str, bytes]) -> None:
    """Bring `rows` up to date with `source`."""
    for key in source.take_touched():
        put(rows, key, source.row(key))


def put(rows: dict[str, bytes], key: str, row: bytes | None) -> None:
    """Write one row, or let it go."""
    if row is None:
        rows.pop(key, None)
    else:
        rows[key] = row
