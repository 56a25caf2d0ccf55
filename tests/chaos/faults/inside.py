"""What goes wrong inside a worker: exceptions, handlers that hang, a blocked loop, a wrong clock, torn batches."""

import signal
from random import Random

from tests.chaos.fault import Fault
from tests.chaos.round import Round


def _order(round_: Round, chance: Random, act: str, **order: object) -> None:
    round_.fleet.order(round_.fleet.victim(chance), act, **order)


def raises(round_: Round, chance: Random) -> None:
    _order(round_, chance, "raise")


def slow(round_: Round, chance: Random) -> None:
    _order(round_, chance, "hang", s=chance.uniform(1, 5))


def hangs(round_: Round, chance: Random) -> None:
    """For ever, until whoever watches it kills it."""
    victim = round_.fleet.victim(chance)
    # Before the order: one that comes to nothing may still be obeyed, by the next batch.
    round_.later(chance.uniform(8, 11), lambda: round_.fleet.signal(victim, signal.SIGKILL))
    round_.fleet.order(victim, "hang", s=600)


def blocked(round_: Round, chance: Random) -> None:
    _order(round_, chance, "block", s=chance.uniform(0.5, 4))


def blocked_long(round_: Round, chance: Random) -> None:
    """Heartbeats go on in another thread; a rebalance finds the worker silent."""
    _order(round_, chance, "block", s=chance.uniform(11, 13))
    round_.fleet.start()


def clock_ahead(round_: Round, chance: Random) -> None:
    _order(round_, chance, "clock", ms=int(chance.uniform(1, 3600) * 1000))


def clock_behind(round_: Round, chance: Random) -> None:
    _order(round_, chance, "clock", ms=-int(chance.uniform(1, 3600) * 1000))


def small_batches(round_: Round, chance: Random) -> None:
    """Journal batches in many parts, so that a death can tear them."""
    _order(round_, chance, "chunks", bytes=chance.choice([1500, 4000]))


FAULTS = (
    Fault("handler raises", "inside", "A fold raises an exception.", raises, 2),
    Fault("handler slow", "inside", "A handler takes some seconds.", slow),
    Fault("handler hangs", "inside", "A handler never ends, until its worker is killed.", hangs),
    Fault("loop blocked", "inside", "The event loop stands for some seconds.", blocked, 1.5),
    Fault("loop blocked long", "inside", "The event loop stands past a rebalance.", blocked_long, 0.6, seconds=3),
    Fault("clock ahead", "inside", "A worker's clock jumps ahead, by up to an hour.", clock_ahead, seconds=0.3),
    Fault("clock behind", "inside", "A worker's clock falls back, by up to an hour.", clock_behind, seconds=0.3),
    Fault("batches in parts", "inside", "A worker's journal batches come in many parts.", small_batches, seconds=0.3),
)
