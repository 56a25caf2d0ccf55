"""Workers that stand still for a while and know nothing of it (SIGSTOP, SIGCONT)."""

import signal
from random import Random

from tests.chaos.fault import Fault
from tests.chaos.round import Round


def _freeze(round_: Round, chance: Random, seconds: float, *, lease: bool = True) -> None:
    victim = round_.fleet.victim(chance)
    if not lease:
        round_.fleet.order(victim, "lease", on=False)
    victim.busy = True
    round_.fleet.signal(victim, signal.SIGSTOP, whole=True)
    round_.diary.note("frozen", worker=victim.name, seconds=round(seconds, 2))

    def thaw() -> None:
        round_.fleet.signal(victim, signal.SIGCONT, whole=True)
        victim.busy = False
        round_.diary.note("thawed", worker=victim.name)

    round_.later(seconds, thaw)


def past_its_session(round_: Round, chance: Random) -> None:
    _freeze(round_, chance, round_.session_s + chance.uniform(1.0, 3.5))


def past_its_session_without_a_lease(round_: Round, chance: Random) -> None:
    _freeze(round_, chance, round_.session_s + chance.uniform(1.0, 3.5), lease=False)


def briefly(round_: Round, chance: Random) -> None:
    _freeze(round_, chance, chance.uniform(0.5, round_.session_s - 1.5))


FAULTS = (
    Fault("frozen past its session", "frozen", "A worker stands still past its session.", past_its_session, 3),
    Fault(
        "frozen past its session, no lease", "frozen", "The same, and nothing but the journal stops it from writing.",
        past_its_session_without_a_lease, 2,
    ),
    Fault("frozen briefly", "frozen", "A worker stands still for less than its session.", briefly, 2),
)  # fmt: skip
