"""The catalogue of faults: each file of this folder holds a family of them."""

from tests.chaos.fault import Fault
from tests.chaos.faults import (
    brokers,
    frozen,
    groups,
    inside,
    network,
    records,
    replicas,
    steps,
    topics,
    workers,
    zombies,
)

CATALOGUE: tuple[Fault, ...] = tuple(
    fault
    for family in (workers, frozen, inside, steps, brokers, network, replicas, records, groups, zombies, topics)
    for fault in family.FAULTS
)
BY_NAME = {fault.name: fault for fault in CATALOGUE}
