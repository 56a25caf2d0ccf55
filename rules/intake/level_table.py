"""What stands of a client until it is said otherwise, his loan and his products, for the coverage he comes to."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

PREFIX: Final = "levels/"
LEVELS: Final = frozenset({"loan.updated", "product.activated", "product.closed"})

Kept = dict[str, Any]
"""A record kept: type, at, cause, data."""


class LevelTable:
    """Client id to what was last said of his loan and of each product. Empty where the policy has no tariffs."""

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, Kept]] = {}

    def restore(self, rows: Mapping[str, bytes]) -> None:
        """Take over journal rows."""
        for key, row in rows.items():
            if key.startswith(PREFIX):
                self._rows[key[len(PREFIX) :]] = orjson.loads(row)

    def row(self, client_id: str) -> bytes | None:
        """The journal row of a client."""
        said = self._rows.get(client_id)
        return None if said is None else orjson.dumps(dict(sorted(said.items())))

    def keep(self, client_id: str, kept: Kept) -> None:
        """Keep what was said last of the loan, or of a product."""
        product = kept["data"].get("product")
        self._rows.setdefault(client_id, {})["loan" if product is None else f"product/{product}"] = kept

    def of(self, client_id: str) -> Iterator[Kept]:
        """The loan, then the products by name."""
        return (kept for _, kept in sorted(self._rows.get(client_id, {}).items()))

    def forget(self, client_id: str) -> bool:
        """Forget a client; says whether anything was kept of him."""
        return self._rows.pop(client_id, None) is not None
