"""What the bank earned with each client, month by month: for the limits to managers' books."""

from collections.abc import Mapping
from typing import Final

import orjson

PREFIX: Final = "margin/"
MOST_MONTHS: Final = 12
"""Months kept of a client, the latest; the desks look at no more."""

Margins = dict[str, tuple[int, str]]
"""By month `YYYY-MM`: credit + non-credit - cost, minor units, and the currency."""


class MarginTable:
    """Client id to margins; kept whether anybody knows the client yet or not."""

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: dict[str, Margins] = {}

    def restore(self, rows: Mapping[str, bytes]) -> None:
        """Take over journal rows."""
        for key, row in rows.items():
            if key.startswith(PREFIX):
                said = orjson.loads(row)
                self._rows[key[len(PREFIX) :]] = {
                    month: (margin, currency) for month, (margin, currency) in said.items()
                }

    def row(self, client_id: str) -> bytes | None:
        """The journal row of a client's margins."""
        margins = self._rows.get(client_id)
        return None if margins is None else orjson.dumps(margins)

    def of(self, client_id: str) -> Margins:
        """What is known; empty where nothing is."""
        return self._rows.get(client_id, {})

    def put(self, client_id: str, month: str, margin_minor: int, currency: str) -> None:
        """Keep a month's margin; the same month said again replaces."""
        margins = self._rows.get(client_id, {}) | {month: (margin_minor, currency)}
        self._rows[client_id] = {each: margins[each] for each in sorted(margins)[-MOST_MONTHS:]}

    def forget(self, client_id: str) -> bool:
        """Forget a client's margins; False where there were none."""
        return self._rows.pop(client_id, None) is not None
