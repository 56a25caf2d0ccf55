"""Three brokers: leaders that change, replicas that are lost and come back."""

import time
from random import Random

from kafka import TopicPartition

from streams.admin import open_admin
from tests.chaos.fault import CLUSTER, Fault
from tests.chaos.round import Round

_NEEDS = frozenset({CLUSTER})


def leaders_change(round_: Round, chance: Random) -> None:
    """Every partition of Kontor gets its replicas in another order, and the first of them as its leader."""
    nodes = list(range(1, round_.ground.size + 1))
    with open_admin(round_.settings) as admin:
        described = admin.describe_topics(sorted(round_.topics()))
        moves = {
            TopicPartition(topic["name"], partition["partition_index"]): chance.sample(nodes, len(nodes))
            for topic in described
            for partition in topic["partitions"]
        }
        admin.alter_partition_reassignments(moves, timeout_ms=10_000)
        time.sleep(0.5)
        wanted: dict[str, list[int]] = {}
        for place in moves:
            wanted.setdefault(place.topic, []).append(place.partition)
        admin.elect_leaders(0, wanted, timeout_ms=10_000, raise_errors=False)
        round_.diary.note("leaders changed", partitions=len(moves))


def follower_lost(round_: Round, chance: Random) -> None:
    """One of three, long enough to be given up."""
    index = chance.choice([1, 2])
    round_.ground.brokers[index].kill()
    time.sleep(chance.uniform(1, 6))
    round_.ground.brokers[index].start()


def min_isr_lost(round_: Round, chance: Random) -> None:
    """Two of three: nothing can be acknowledged until one is back."""
    for index in (1, 2):
        round_.ground.brokers[index].kill()
    round_.diary.note("two of three brokers lost")
    time.sleep(chance.uniform(3, 7))
    for index in (2, 1):
        round_.ground.brokers[index].start()
    round_.diary.note("both are back")


FAULTS = (
    Fault("leaders change", "replicas", "Every partition's leader changes.", leaders_change, 3, _NEEDS, 2),
    Fault("replica lost", "replicas", "One of three brokers is away for some seconds.", follower_lost, 2, _NEEDS, 8),
    Fault(
        "too few replicas", "replicas", "Two of three brokers are away: `min.insync.replicas` is lost and regained.",
        min_isr_lost, 1.5, _NEEDS, 14,
    ),
)  # fmt: skip
