"""The show itself: time passes, the bank talks, Kontor answers, people watch."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from kontor.demo.bank import Episode
from kontor.demo.board import ASSIGNMENTS, Board
from kontor.demo.bus import Seen
from kontor.demo.player import Player
from models.recording import Line
from streams.clock import Clock

_REDRAW_S: Final = 0.1
_CHECK_S: Final = 1.0
_IDLE_S: Final = 3.0
"""After the script: so long nothing may happen before whoever still waits is taken to wait for ever."""


class View(Protocol):
    """Somebody to show the board to."""

    def start(self) -> None:
        """Take the screen, or say what follows."""

    def stop(self) -> None:
        """Give it back."""

    def show(self, board: Board, now_ms: int, left: str) -> None:
        """The board at `now_ms`."""


class Bus(Protocol):
    """What the show needs of the bus."""

    def publish(self, line: Line) -> None:
        """Hand one record over."""

    def poll(self, within_s: float) -> list[Seen]:
        """What was published meanwhile."""


@dataclass(slots=True)
class Show:
    """Everything on the stage. `check` raises when the worker is gone; times are those of `clock`."""

    player: Player
    clock: Clock
    bus: Bus
    board: Board
    view: View
    check: Callable[[], None]

    def run(self, start_ms: int, end_ms: int, episodes: Iterable[tuple[int, Episode]] = ()) -> None:
        """Play from `start_ms` until all is over, at the latest a while after `end_ms`."""
        told = sorted(episodes, key=lambda each: each[0])
        drawn = checked = busy = time.monotonic()
        while not self.player.finished:
            now_ms, real = self.clock.now_ms(), time.monotonic()
            while told and told[0][0] <= now_ms:
                self.board.story(*_said(told.pop(0)))
            if self._once() or self.player.next_ms is not None:
                busy = real
            if self.player.script_over and now_ms > end_ms and real - busy > _IDLE_S:
                return
            if real - drawn >= _REDRAW_S:
                self.view.show(self.board, now_ms, _left(start_ms, end_ms, now_ms))
                drawn = real
            if real - checked >= _CHECK_S:
                self.check()
                checked = real

    def _once(self) -> bool:
        """Publish what is due, take in what came; whether anything did."""
        due = self.player.due(self.clock.now_ms())
        for line in due:
            self.bus.publish(line)
        seen = self.bus.poll(0.02)
        for topic, key, event in seen:
            if topic == ASSIGNMENTS and event is not None:
                for line in self.player.decision(event["type"], event["data"]):
                    self.bus.publish(line)
            self.board.message(topic, event, key)
        return bool(due or seen)


def _said(item: tuple[int, Episode]) -> tuple[int, str]:
    return item[0], item[1].sentence


def _left(start_ms: int, end_ms: int, now_ms: int) -> str:
    if now_ms < start_ms:
        return f"begins in {(start_ms - now_ms) // 1000} s"
    return f"{(end_ms - now_ms) // 1000} s to go" if now_ms < end_ms else "the last ones are served"
