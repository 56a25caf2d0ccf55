"""What queueing theory says of servers that are all alike, and a desk played with the same arrivals."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from math import factorial
from random import Random
from typing import Any

import orjson

from models.instants import format_instant, parse_instant
from models.policy import Policy
from models.unit import InboxRecord
from rules.desk.partition import DeskPartition
from tests.rules.desk.bank import NINE

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
    random, desk = Random(seed), _Desk()
    policy = Policy.from_canonical(POLICY)
    desk.say("policy.activated", NINE, {"policy": policy.canonical, "version": policy.version})
    for number in range(managers):
        desk.manager(f"M{number}")
    arrival, events = float(NINE), list[tuple[int, int, str]]()
    for number in range(contacts):
        arrival += random.expovariate(arrivals_per_s) * 1000
        heapq.heappush(events, (round(arrival), number, "contact.opened"))
    served: list[Served] = []
    while events:
        at, number, kind = heapq.heappop(events)
        contact_id = f"C{number}"
        data = _opened(contact_id) if kind == "contact.opened" else {"contact_id": contact_id, "outcome": None}
        for told in desk.say(kind, at, data):
            if told["type"] == "contact.assigned":
                said = told["data"]
                waited_ms = parse_instant(said["decided_at"]) - parse_instant(said["opened_at"])
                served.append(Served(waited_ms / 1000, said["manager_id"]))
                end = at + round(random.expovariate(1 / mean_service_s) * 1000)
                heapq.heappush(events, (end, int(said["contact_id"][1:]), "contact.closed"))
    return served


class _Desk:
    def __init__(self) -> None:
        self.fold, self.number = DeskPartition(), 0
        self.fold.restore({}, 0)

    def say(self, kind: str, at: int, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.number += 1
        cause = {"source": "crm", "id": str(self.number), "type": kind, "at": format_instant(at)}
        more = {"clients": [], "early": [], "late_history": False} if kind == "contact.opened" else {}
        command = {"type": kind, "desk_id": "D", "at": at, "clock": at, "cause": cause, "data": data, **more}
        messages = self.fold.apply(InboxRecord(self.number, at, b"D", orjson.dumps(command)))
        self.fold.take_touched()
        return [orjson.loads(each.value) for each in messages if each.value is not None]

    def manager(self, manager_id: str) -> None:
        profile = {
            "manager_id": manager_id,
            "desk_id": "D",
            "segments": [],
            "industries": [],
            "skills": {},
            "languages": [],
            "grade": 1,
            "head": False,
            "deputy": False,
            "capacity": 1,
            "channels": {},
            "dossier": None,
            "interests": [],
            "approval_levels": [],
        }
        self.say("manager.updated", NINE, profile)
        self.say("manager.presence", NINE, {"manager_id": manager_id, "state": "available", "until": None})


def _opened(contact_id: str) -> dict[str, Any]:
    return {
        "contact_id": contact_id,
        "client_id": f"client-{contact_id}",
        "channel": "chat",
        "purpose": None,
        "product": None,
        "language": None,
        "complexity": 1,
        "priority": 0,
        "required_skills": [],
        "requested_manager_id": None,
        "desk_id": None,
    }
