"""
Which events were accepted already: `(source, id)`, one row each.

They are by far the most rows there are (two or more for each contact of a whole horizon), so an
event is kept as the bytes of its row, which the engine keeps too, and read when it is asked for.
"""

from collections.abc import Iterator, Mapping
from typing import Final

PREFIX: Final = "seen/"


def seen_key(source: str, identifier: str) -> str:
    """The row key of an event; the source's length keeps `("a/b", "c")` and `("a", "b/c")` apart."""
    return f"{PREFIX}{len(source)}/{source}/{identifier}"


class Seen:
    """Row key of each accepted event, to its row: two decimals, when it was heard (ms) and its place in the inbox."""

    __slots__ = ("_heard",)

    def __init__(self) -> None:
        self._heard: dict[str, bytes] = {}

    def restore(self, rows: Mapping[str, bytes]) -> Iterator[tuple[int, int, str]]:
        """Take over journal rows; gives what the horizon has to know of them."""
        for key, row in rows.items():
            if key.startswith(PREFIX):
                now_ms, place = map(int, row.split())
                self._heard[key] = row
                yield now_ms, place, key

    def since(self, key: str, after_ms: int) -> bool:
        """Whether the event was heard after `after_ms`."""
        heard = self._heard.get(key)
        return heard is not None and int(heard.split()[0]) > after_ms

    def add(self, key: str, now_ms: int, place: int) -> None:
        """Remember an event."""
        self._heard[key] = b"%d %d" % (now_ms, place)

    def forget(self, key: str, place: int) -> bool:
        """Forget an event, unless it was heard again since; says whether there was one."""
        heard = self._heard.get(key)
        if heard is None or int(heard.split()[1]) != place:
            return False
        del self._heard[key]
        return True

    def row(self, key: str) -> bytes | None:
        """The row of an event."""
        return self._heard.get(key)
