"""What queueing theory says of servers that are all alike, and a desk played with the same arrivals."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from math import factorial
from random import Random
from typing import Any

from models.instants import parse_instant
from tests.rules.desk.bank import Bank

POLICY: Mapping[str, Any] = {
    "name": "queueing",
    "lines": [{"steps": [{"after_s": 0, "who": ["anyone"]}], "escalate_after_s": None}],
    "presence": {"debounce_s": 0, "silent_after_s": 3_000_000_000},
}


def mean_wait_of_theory(servers: int, arrivals_per_s: float, mean_service_s: float) -> float:
    """
    Mean wait of M/M/c in seconds: C(c, a) / (c/s - λ) with a = λ·s and Erlang's C.

    Erlang C: P(wait) = (a^c/c! · c/(c-a)) / (Σ a^k/k! for k < c, + a^c/c! · c/(c-a)).
    Source: A. K. Erlang 1917; e.g. Kleinrock, Queueing Systems I (1975), section 3.5.
    """
    offered = arrivals_per_s * mean_service_s
    waits = offered**servers / factorial(servers) * servers / (servers - offered)
    chance = waits / (sum(offered**k / factorial(k) for k in range(servers)) + waits)
    return chance / (servers / mean_service_s - arrivals_per_s)


@dataclass(frozen=True)
class Served:
    """One contact: how long it waited, and who got it."""

    waited_s: float
    manager_id: str


def play(managers: int, arrivals_per_s: float, mean_service_s: float, contacts: int, seed: int) -> list[Served]:
    """Poisson arrivals and exponential service through the rules of a desk; contacts in order of assignment."""
    random, bank = Random(seed), Bank(POLICY)
    for number in range(managers):
        bank.manager(f"M{number}", segments=[], languages=[], capacity=1)
    arrival, events = 0.0, list[tuple[int, int, bool]]()
    for number in range(contacts):
        arrival += random.expovariate(arrivals_per_s) * 1000
        heapq.heappush(events, (round(arrival), number, True))
    served: list[Served] = []
    while events:
        at, number, opens = heapq.heappop(events)
        for told in bank.open(f"C{number}", at / 1000) if opens else bank.close(f"C{number}", at / 1000):
            if told["type"] == "contact.assigned":
                waited_ms = parse_instant(told["decided_at"]) - parse_instant(told["opened_at"])
                served.append(Served(waited_ms / 1000, told["manager_id"]))
                end = at + round(random.expovariate(1 / mean_service_s) * 1000)
                heapq.heappush(events, (end, int(told["contact_id"][1:]), False))
    return served
