"""A worker stopped exactly at a step of the write path; it wakes when another has its partitions."""

import signal
import time
from pathlib import Path
from random import Random

from tests.chaos.fault import Act, Fault, Missed
from tests.chaos.round import Round

STEPS = ("fetched", "folded", "journal_sent", "journal_acked", "publish_sent", "published", "fenced", "recovered")
TAKING_OVER = ("fenced", "recovered")


def at(step: str, *, lease: bool) -> Act:
    def stopped(round_: Round, chance: Random) -> None:
        fleet = round_.fleet
        victim = fleet.victim(chance)
        fleet.order(victim, "lease", on=lease)
        fleet.order(victim, "arm", point=step, passes=1 if step in TAKING_OVER else chance.randint(1, 10), do="stop")
        if step in TAKING_OVER:
            fleet.start()
        deadline = time.monotonic() + 9
        while not _stopped(pid := victim.worker_pid()):
            if time.monotonic() > deadline or pid is None:
                raise Missed("it never came to that step")
            time.sleep(0.02)
        victim.busy = True
        fleet.signal(victim, signal.SIGSTOP, whole=True)
        round_.diary.note("zombie", worker=victim.name, step=step, lease=lease)
        seconds = round_.session_s + chance.uniform(2, 4)

        def wake() -> None:
            fleet.signal(victim, signal.SIGCONT, whole=True)
            victim.busy = False
            round_.diary.note("zombie wakes", worker=victim.name)

        round_.later(seconds, wake)

    return stopped


def _stopped(pid: int | None) -> bool:
    try:
        return pid is not None and Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T"
    except OSError:
        return False


FAULTS = tuple(
    Fault(
        f"zombie at {step}{'' if lease else ', no lease'}", "zombies",
        f"A worker is stopped at the step `{step}` and wakes when another has its partitions"
        + ("." if lease else "; its lease is off."),
        at(step, lease=lease), 0.5, seconds=2,
    )
    for step in STEPS
    for lease in (True, False)
)  # fmt: skip
