"""Brokers that die, stop, or run out of disk."""

import time
from random import Random

from tests.chaos.fault import CLUSTER, Fault, Missed
from tests.chaos.round import Round

_FAMILY = "brokers"
_CLUSTER = frozenset({CLUSTER})


def killed(round_: Round, chance: Random) -> None:
    """And started again on the same data."""
    index = chance.randrange(round_.ground.size)
    round_.diary.note("broker killed", broker=index)
    round_.ground.brokers[index].kill()
    time.sleep(chance.uniform(0.2, 2.5))
    round_.ground.brokers[index].start()
    round_.diary.note("broker started", broker=index)


def stopped(round_: Round, chance: Random) -> None:
    index = chance.randrange(round_.ground.size)
    round_.diary.note("broker stops", broker=index)
    round_.ground.brokers[index].stop()
    time.sleep(chance.uniform(0.0, 1.0))
    round_.ground.brokers[index].start()
    round_.diary.note("broker started", broker=index)


def disk_full(round_: Round, chance: Random) -> None:
    """The broker gives itself up when it cannot write; then somebody makes room and starts it again."""
    index = chance.randrange(round_.ground.size)
    broker = round_.ground.brokers[index]
    limit = round_.ground.fill_disk(index, chance.randint(1_000, 60_000))
    round_.diary.note("disk full", broker=index, limit=limit)
    deadline = time.monotonic() + 8
    while broker.running and time.monotonic() < deadline:
        time.sleep(0.1)
    gave_up = not broker.running
    round_.diary.note("disk freed", broker=index, gave_up=gave_up)
    if not gave_up:
        round_.ground.free_disk(index)
        broker.kill()  # some of its files may have failed already
    broker.start()
    if not gave_up:
        raise Missed("the disk was never full")


def all_killed(round_: Round, chance: Random) -> None:
    """The power fails for all of them at once."""
    for broker in round_.ground.brokers:
        broker.kill()
    round_.diary.note("all brokers killed")
    time.sleep(chance.uniform(0.2, 1.5))
    for broker in round_.ground.brokers:
        broker.start()


FAULTS = (
    Fault("broker killed", _FAMILY, "A broker is killed, and started again on its data.", killed, 1.2, seconds=6),
    Fault("broker stopped", _FAMILY, "A broker is stopped in order, and started again.", stopped, 0.6, _CLUSTER, 6),
    Fault("disk full", _FAMILY, "A broker cannot write any more, gives up, comes back.", disk_full, 0.6, seconds=9),
    Fault(
        "all brokers killed", _FAMILY, "All brokers are killed at once, and started again.", all_killed, 0.3,
        _CLUSTER, 10,
    ),
)  # fmt: skip
