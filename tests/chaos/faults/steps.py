"""Workers that die between two steps of the write path: a crash point, armed while they work."""

import time
from random import Random

from streams.hardened.crash_points import POINTS
from tests.chaos.fault import Act, Fault, Missed
from tests.chaos.fleet import KILLED
from tests.chaos.round import Round

TAKING_OVER = ("fenced", "recovered", "republished")
IN_PARTS = "chunk_sent"


def at(point: str) -> Act:
    def killed(round_: Round, chance: Random) -> None:
        victim = round_.fleet.victim(chance)
        victim.allowed |= {KILLED, 128 - KILLED}
        life = victim.worker_pid()
        passes = 1 if point in TAKING_OVER else chance.randint(1, 12)
        if point == IN_PARTS:
            round_.fleet.order(victim, "chunks", bytes=1500)
        round_.fleet.order(victim, "arm", point=point, passes=passes, do="kill")
        if point in TAKING_OVER:
            round_.fleet.start()  # a rebalance, so that it takes over
        deadline = time.monotonic() + (9 if point in TAKING_OVER else 5)
        while victim.worker_pid() == life:
            if time.monotonic() > deadline:
                raise Missed("it never came to that step")
            time.sleep(0.05)

    return killed


FAULTS = tuple(
    Fault(f"killed at {point}", "steps", f"A worker is killed at the step `{point}`.", at(point), 0.6, seconds=2)
    for point in POINTS
)
