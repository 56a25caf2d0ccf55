"""The consumer group: deleted, or another one on the same journals."""

import time
from random import Random

from models.errors import KontorError
from streams.admin import open_admin
from tests.chaos.fault import Fault, Missed
from tests.chaos.member import FENCED, KILLED, REFUSED
from tests.chaos.round import Round

REFUSED_WITHIN_S = 60.0
"""Its start included, on a machine that has other things to do."""


def deleted(round_: Round, chance: Random) -> None:
    """Generations begin again at 1: a worker is refused, until a person raises KONTOR_TERM."""
    fleet = round_.fleet
    fleet.victim(chance)  # one that is ready has written under the present term: that speaks against a new group
    members = [member for member in fleet.members if member.alive]
    round_.thaw_all()
    for member in members:
        fleet.ask_to_stop(member)
    deadline = time.monotonic() + 30
    while any(member.alive for member in members) and time.monotonic() < deadline:
        time.sleep(0.1)
    for member in members:
        fleet.signal(member, 9, whole=True)
    if not _delete(round_):
        round_.wrong("the consumer group could not be deleted")
    refused = fleet.start(launched=chance.random() < 0.5)
    refused.allowed = {REFUSED}
    deadline = time.monotonic() + REFUSED_WITHIN_S
    while refused.alive and time.monotonic() < deadline:
        time.sleep(0.1)
    if refused.alive:
        refused.allowed.add(KILLED)
        round_.wrong("a worker of a deleted group was not refused")
        fleet.signal(refused, 9, whole=True)
    fleet.term += 1
    fleet.heal(2)


def _delete(round_: Round) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            with open_admin(round_.settings) as admin:
                admin.delete_groups([round_.settings.app])
                if not any(group["group_id"] == round_.settings.app for group in admin.list_groups()):
                    return True
        except KontorError:
            pass
        time.sleep(0.5)  # a killed member's session has not run out yet
    return False


def second(round_: Round, chance: Random) -> None:
    """Its generation is lower than that of the first: it is refused."""
    stranger = round_.fleet.start(KONTOR_TEST_GROUP=f"{round_.settings.app}-stranger")
    stranger.busy = True
    stranger.allowed = {REFUSED, FENCED}
    deadline = time.monotonic() + REFUSED_WITHIN_S
    while stranger.alive and time.monotonic() < deadline:
        time.sleep(0.1)
    if stranger.alive:
        stranger.allowed.add(KILLED)
        round_.wrong("a second group on the same journals was not stopped")
        round_.fleet.signal(stranger, 9)
    else:
        round_.diary.note("second group ended", code=stranger.process.returncode)


def same_ids(round_: Round, chance: Random) -> None:
    """Somebody starts the installation a second time, worker ids and all: it is one more worker, and works."""
    fleet = round_.fleet
    twin = fleet.victim(chance)
    more = fleet.start(launched=chance.random() < 0.5, KONTOR_WORKER_ID=twin.name)
    if not fleet.await_ready(15, more):
        raise Missed("it was not ready in time")


FAULTS = (
    Fault("group deleted", "groups", "The group is deleted; KONTOR_TERM must be raised.", deleted, 0.4, seconds=14),
    Fault(
        "second installation", "groups", "The same app and worker id once more: it is just one more worker.", same_ids,
        0.7, seconds=4,
    ),
    Fault("second group", "groups", "A second group on the same journals: one stops with 76.", second, 0.5, seconds=6),
)  # fmt: skip
