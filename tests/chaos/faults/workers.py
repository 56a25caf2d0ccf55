"""Workers that come and go, asked or not."""

import signal
import time
from random import Random

from tests.chaos.fault import Fault, Missed
from tests.chaos.member import KILLED
from tests.chaos.round import Round


def asked_to_stop(round_: Round, chance: Random) -> None:
    round_.fleet.ask_to_stop(round_.fleet.victim(chance))


def killed(round_: Round, chance: Random) -> None:
    """The worker alone; a launcher starts another."""
    round_.fleet.signal(round_.fleet.victim(chance), signal.SIGKILL)


def machine_lost(round_: Round, chance: Random) -> None:
    """The worker and its launcher: nobody leaves the group in its name."""
    round_.fleet.signal(round_.fleet.victim(chance), signal.SIGKILL, whole=True)


def launcher_lost(round_: Round, chance: Random) -> None:
    """The launcher alone; its worker must end too."""
    if not any(member.launched for member in round_.fleet.alive()):
        round_.fleet.await_ready(12, round_.fleet.start(launched=True))
    victim = round_.fleet.victim(chance, launched=True)
    worker = victim.worker_pid()
    victim.process.send_signal(signal.SIGKILL)
    if worker is not None:
        round_.must_end(worker, "the worker of a lost launcher")


def joins(round_: Round, chance: Random) -> None:
    """And has its share of the partitions before anything else happens."""
    if not round_.fleet.await_ready(10, round_.fleet.start(launched=chance.random() < 0.3)):
        raise Missed("it was not ready in time")


def scaled(round_: Round, chance: Random) -> None:
    """Down to one worker, up to three, down to one."""
    fleet = round_.fleet
    _down_to_one(round_, chance)
    time.sleep(chance.uniform(0.5, 1.5))
    fleet.start()
    fleet.start(launched=True)
    fleet.await_ready(10)
    _down_to_one(round_, chance)


def _down_to_one(round_: Round, chance: Random) -> None:
    alive = round_.fleet.alive()
    chance.shuffle(alive)
    for member in alive[1:]:
        round_.fleet.ask_to_stop(member)


def rolled(round_: Round, chance: Random) -> None:
    """A rolling restart: each worker is replaced, one after the other."""
    fleet = round_.fleet
    for old in fleet.alive():
        new = fleet.start(launched=old.launched)
        fleet.await_ready(10, new)
        fleet.ask_to_stop(old)
        time.sleep(chance.uniform(0.0, 0.5))


def all_lost(round_: Round, chance: Random) -> None:
    """Every worker at once."""
    for member in round_.fleet.alive():
        member.allowed.add(KILLED)
        round_.fleet.signal(member, signal.SIGKILL, whole=True)


FAULTS = (
    Fault("asked to stop", "workers", "A worker is asked to stop (SIGTERM).", asked_to_stop, 2),
    Fault("killed", "workers", "A worker process is killed (SIGKILL); its launcher goes on.", killed, 3),
    Fault("machine lost", "workers", "A worker and its launcher are killed at once.", machine_lost, 2),
    Fault("launcher lost", "workers", "A launcher is killed; its worker must end too.", launcher_lost, 0.7, seconds=2),
    Fault("joins", "workers", "One more worker joins.", joins, 1.5, seconds=3),
    Fault("scaled 1-3-1", "workers", "Down to one worker, up to three, down to one.", scaled, 0.7, seconds=9),
    Fault("rolling restart", "workers", "Every worker is replaced, one after the other.", rolled, 0.5, seconds=10),
    Fault("all lost", "workers", "All workers are killed at once.", all_lost, 0.5, seconds=3),
)  # fmt: skip
