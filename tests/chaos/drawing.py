"""A round's plan, drawn from its seed."""

import random

from tests.chaos.fault import ALONE, CLUSTER, Fault
from tests.chaos.faults import CATALOGUE
from tests.chaos.plan import Plan, Step

FAULTS_MIN, FAULTS_MAX = 16, 26
SECONDS_MAX = 50.0
"""Estimated time of all faults of a round; more are not drawn."""


def draw(seed: int, brokers: int = 1, alone: str | None = None) -> Plan:
    """`alone`: one fault that needs a round of its own, after two others."""
    chance = random.Random(f"{seed}/{brokers}/{alone}")
    most = 2 if alone else chance.randint(FAULTS_MIN, FAULTS_MAX)
    pool = [fault for fault in CATALOGUE if _fits(fault, brokers)]
    steps: list[Step] = []
    seconds = 0.0
    while len(steps) < most and seconds < SECONDS_MAX:
        fault = chance.choices(pool, [_weight(each, brokers) for each in pool])[0]
        calm = chance.random() < 0.15
        gap = chance.choice([0.0, 0.2, 0.5, 1.2]) * chance.uniform(0.5, 1.2)
        seconds += fault.seconds + gap + (1.0 if calm else 0.0)
        steps.append(Step(fault.name, chance.getrandbits(32), round(gap, 2), calm))
    # What goes on beside the rest comes first, so that nobody waits for it at the end.
    steps.sort(key=lambda step: not step.fault.startswith(("frozen past", "zombie")))
    head, tail = steps[:2], steps[2:]
    chance.shuffle(tail)
    steps = head + tail
    if alone:
        steps.append(Step(alone, chance.getrandbits(32), 0, calm=False))
    return Plan(
        seed=seed,
        brokers=brokers,
        rate=chance.choice([30, 50, 80]),
        bursty=chance.random() < 0.35,
        cleaner=chance.random() < 0.35,
        lease=chance.random() < 0.75,
        launched=tuple(chance.random() < 0.15 for _ in range(chance.choice([2, 3, 3]))),
        steps=tuple(steps),
        batch=chance.choice([None, None, None, 1, 10]),
        tariffs=chance.random() < 0.5,
    )


def directed(seed: int, faults: tuple[str, ...], mutant: str | None = None, *, tariffs: bool = False) -> Plan:
    """
    A round of these faults, in this order, three bare workers.

    `mutant` is a mistake built into all of them; `tariffs`: they keep tariffs.
    """
    chance = random.Random(f"{seed}/{mutant}")
    steps = tuple(Step(fault, chance.getrandbits(32), 1.0, calm=True) for fault in faults)
    return Plan(
        seed, brokers=1, rate=100, bursty=False, cleaner=False, lease=True, launched=(False,) * 3, steps=steps,
        tariffs=tariffs, mutant=mutant,
    )  # fmt: skip


def _fits(fault: Fault, brokers: int) -> bool:
    return fault.weight > 0 and ALONE not in fault.needs and (CLUSTER not in fault.needs or brokers > 1)


def _weight(fault: Fault, brokers: int) -> float:
    # Where there are three brokers, what only three show comes first.
    if brokers > 1 and fault.family in {"replicas", "brokers"}:
        return fault.weight * 2.5
    return fault.weight
