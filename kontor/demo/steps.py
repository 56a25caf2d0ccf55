"""Long steps before the show: what is being done, and how long it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


class Steps:
    """Numbered steps on a console: a spinner on a terminal, a line each where there is none."""

    def __init__(self, console: Console, total: int) -> None:
        self._console, self._total, self._number = console, total, 0

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Run one step; its failure is left to who called."""
        self._number += 1
        label = f"[{self._number}/{self._total}] {what}"
        begun = time.monotonic()
        if self._console.is_terminal:
            with self._console.status(label):
                yield
        else:
            self._console.print(f"{label} ...", markup=False, highlight=False)
            yield
        done = f"{label}: {time.monotonic() - begun:.1f} s"
        self._console.print(done, markup=False, highlight=False)
