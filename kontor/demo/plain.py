"""The demo where nobody looks at a screen: one line for each thing that happens."""

from collections.abc import Callable
from typing import Final

from kontor.demo.board import Board, Note
from models.instants import format_instant

_LOADS_EVERY_MS: Final = 3000


class PlainView:
    """Prints notes as they come, and the loads every few seconds of the demo's time."""

    def __init__(
        self, say: Callable[[str], None], title: str, footer: str, *, loads_every_ms: int | None = _LOADS_EVERY_MS
    ) -> None:
        """`loads_every_ms` None: a story of days, told with their dates and without loads."""
        self._say, self._title, self._footer = say, title, footer
        self._every, self._next_ms = loads_every_ms, 0

    def start(self) -> None:
        """Say what this is."""
        self._say(self._title)
        self._say(self._footer)

    def stop(self) -> None:
        """Nothing is held."""

    def tell(self, note: Note) -> None:
        """Print one note at once."""
        place = f"[{note.desk_id}] " if note.desk_id else ""
        mark = "» " if note.kind == "story" else ""
        told = format_instant(note.at_ms)
        self._say(f"{told[:10] if self._every is None else told[11:21]} {mark}{place}{note.text}")

    def show(self, board: Board, now_ms: int, left: str) -> None:
        """Now and then: loads and how many wait."""
        if self._every is None or now_ms < self._next_ms:
            return
        self._next_ms = now_ms + self._every
        loads = ", ".join(f"{name} {data['load']}/{data['capacity']}" for name, data in sorted(board.managers.items()))
        self._say(f"{format_instant(now_ms)[11:21]} -- {left}; waiting {len(board.waiting)}; {loads}")
