"""Workers that die between two steps of the write path: a crash point, armed while they work."""

import time
from random import Random

from streams.hardened.crash_points import POINTS
from tests.chaos.fault import Act, Fault, Missed
from tests.chaos.journals import journals_of, stale_rows, torn_at_its_end
from tests.chaos.member import KILLED
from tests.chaos.round import Round

TAKING_OVER = ("opening", "fenced", "recovered", "republished")
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


def torn_twice(round_: Round, chance: Random) -> None:
    """
    One worker left, killed within a batch of many parts; the next, with small batches, killed soon after.

    Then nobody lives, and the journals are looked at: what was torn must have been put again.
    """
    fleet = round_.fleet
    victim = fleet.victim(chance)
    others = [member for member in fleet.alive() if member is not victim]
    for other in others:
        fleet.ask_to_stop(other)
    fleet.await_end(12, *others)
    victim.allowed |= {KILLED, 128 - KILLED}
    fleet.order(victim, "chunks", bytes=1500)
    fleet.order(victim, "tear", chunks=chance.randint(3, 12))
    for _ in range(300):
        round_.load.put(round_.load.bank.next())
    fleet.await_end(8, victim)
    torn = [name for name, journal in journals_of(round_.settings).items() if torn_at_its_end(journal)]
    armed = f"journal_acked:{chance.randint(8, 30)}"
    fleet.await_end(15, fleet.start(KONTOR_TEST_BATCH="1", KONTOR_TEST_CRASH_AT=armed))
    for sentence in stale_rows(journals_of(round_.settings)):
        round_.wrong(sentence)
    if not torn:
        raise Missed("no journal was torn")
    round_.diary.note("torn", journals=torn)


FAULTS = (
    *(
        Fault(f"killed at {point}", "steps", f"A worker is killed at the step `{point}`.", at(point), 0.6, seconds=2)
        for point in POINTS
    ),
    Fault(
        "torn twice", "steps", "A worker is killed within a batch of many parts, and the next one soon after.",
        torn_twice, 0.6, seconds=9,
    ),
)  # fmt: skip
