"""Consents to walls, side by side, and which desk has had which of them."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from models.instants import parse_instant

PREFIX: Final = "consent/"


class Consent:
    """What one side of a pair of rivals said."""

    __slots__ = ("at_ms", "data", "desks")

    def __init__(self, at_ms: int, data: Mapping[str, Any]) -> None:
        self.at_ms = at_ms
        self.data = data
        self.desks: set[str] = set()
        """Desks that had it, as it now is."""


class ConsentTable:
    """Row key to consent, and coverage to the keys of its consents."""

    __slots__ = ("_of_coverage", "_rows")

    def __init__(self) -> None:
        self._rows: dict[str, Consent] = {}
        self._of_coverage: dict[str, set[str]] = {}

    def restore(self, rows: Mapping[str, bytes]) -> None:
        """Take over journal rows."""
        for key, row in rows.items():
            if key.startswith(PREFIX):
                said = orjson.loads(row)
                self.put(key, said["at"], said["data"]).desks.update(said.get("desks", ()))

    def row(self, key: str) -> bytes | None:
        """The journal row of a consent."""
        consent = self._rows.get(key)
        if consent is None:
            return None
        row = {"at": consent.at_ms, "data": consent.data}
        return orjson.dumps(row | {"desks": sorted(consent.desks)} if consent.desks else row)

    def put(self, key: str, at_ms: int, data: Mapping[str, Any]) -> Consent:
        """Keep what a side says from now on; nobody has had it."""
        consent = self._rows[key] = Consent(at_ms, data)
        for side in (data["coverage_a"], data["coverage_b"]):
            self._of_coverage.setdefault(side, set()).add(key)
        return consent

    def drop(self, key: str) -> Consent | None:
        """Take a consent back."""
        consent = self._rows.pop(key, None)
        if consent is not None:
            for side in {consent.data["coverage_a"], consent.data["coverage_b"]}:
                keys = self._of_coverage[side]
                keys.discard(key)
                if not keys:
                    del self._of_coverage[side]
        return consent

    def get(self, key: str) -> Consent | None:
        """What a side said, if it did."""
        return self._rows.get(key)

    def of(self, coverage_id: str) -> list[tuple[str, Consent]]:
        """Consents of either side of which the coverage is one, by key."""
        return [(key, self._rows[key]) for key in sorted(self._of_coverage.get(coverage_id, ()))]

    def both(self, one: str, other: str, clock_ms: int) -> bool:
        """Whether both sides of a pair consent at `clock_ms`."""
        smaller, larger = sorted((one, other))
        return all(self._stands(f"{PREFIX}{smaller}/{larger}/{side}", clock_ms) for side in ("a", "b"))

    def _stands(self, key: str, clock_ms: int) -> bool:
        consent = self._rows.get(key)
        if consent is None:
            return False
        until = consent.data["until"]
        return until is None or clock_ms < parse_instant(until)
