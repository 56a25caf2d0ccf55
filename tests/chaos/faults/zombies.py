"""A worker stopped exactly at a step of the write path; it wakes when another has its partitions."""

import contextlib
import signal
import time
from pathlib import Path
from random import Random
from typing import Any

from tests.chaos.fault import Act, Fault, Missed
from tests.chaos.member import REFUSED, Member
from tests.chaos.round import Round

TAKING_OVER = ("opening", "fenced", "recovered")
STEPS = ("fetched", "folded", "journal_sent", "journal_acked", "publish_sent", "published", *TAKING_OVER)
GUARDS: dict[str, dict[str, Any]] = {
    "lease": {"act": "lease", "on": True},
    "no lease": {"act": "lease", "on": False},
    "journal": {"act": "blind"},
}
"""What may keep a worker from writing that has lost its partitions, and the order for it."""


def at(step: str, guard: str) -> Act:
    """`guard`: one of `GUARDS`."""

    def stopped(round_: Round, chance: Random) -> None:
        fleet = round_.fleet
        victim = fleet.victim(chance)
        victim.busy = True
        if guard == "journal" and step in TAKING_OVER:
            victim.allowed.add(REFUSED)  # blind, it takes itself for a member, and its epoch for one that was outbid
        try:
            fleet.order(victim, **GUARDS[guard])
            passes = 1 if step in TAKING_OVER else chance.randint(1, 10)
            fleet.order(victim, "arm", point=step, passes=passes, do="stop")
            if step in TAKING_OVER:
                fleet.start()
            _await_stopped(victim)
        except Missed:
            victim.busy = False
            with contextlib.suppress(Missed):  # or it stops there later, and nobody wakes it
                fleet.order(victim, "disarm")
            raise
        fleet.signal(victim, signal.SIGSTOP, whole=True)
        round_.diary.note("zombie", worker=victim.name, step=step, guard=guard)
        seconds = round_.session_s + chance.uniform(2, 4)

        def wake() -> None:
            fleet.signal(victim, signal.SIGCONT, whole=True)
            victim.busy = False
            round_.diary.note("zombie wakes", worker=victim.name)

        round_.later(seconds, wake)

    return stopped


def _await_stopped(victim: Member) -> None:
    deadline = time.monotonic() + 9
    while not _stopped(pid := victim.worker_pid()):
        if time.monotonic() > deadline or pid is None:
            raise Missed("it never came to that step")
        time.sleep(0.02)


def _stopped(pid: int | None) -> bool:
    try:
        return pid is not None and Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T"
    except OSError:
        return False


_TOLD = {
    "lease": ("", "its lease is on."),
    "no lease": (", no lease", "its lease is off."),
    "journal": (", journal alone", "only the journal can stop it."),
}


WITHOUT_LEASE = tuple(suffix for suffix, _ in _TOLD.values() if suffix)
"""How the faults end, a freeze's too, that turn a worker's lease off."""


def name_of(step: str, guard: str) -> str:
    """The fault's name in the catalogue."""
    return f"zombie at {step}{_TOLD[guard][0]}"


FAULTS = tuple(
    Fault(
        name_of(step, guard), "zombies",
        f"A worker is stopped at the step `{step}`, and wakes when another has its partitions; {_TOLD[guard][1]}",
        at(step, guard), 0.35, seconds=2,
    )
    for step in STEPS
    for guard in GUARDS
)  # fmt: skip
