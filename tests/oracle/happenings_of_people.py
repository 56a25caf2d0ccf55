"""What may happen to policies, managers and clients in a random history."""

from typing import Final

from models.instants import format_instant
from models.policy import Policy
from tests.oracle.built import WALLS
from tests.oracle.history import History
from tests.oracle.policies import random_policy
from tests.oracle.records import Data

STATES: Final = (*("available",) * 6, "busy", "wrap_up", "away", "leave", "offline")


def activate(history: History) -> None:
    policy = Policy.from_canonical(
        random_policy(history.random, crowded=history.crowded, cooling_off_s=history.cooling_off_s)
    )
    history.send("policy.activated", None, {"policy": policy.canonical, "version": policy.version})


def manager(history: History, manager_id: str) -> None:
    before = history.managers.get(manager_id)
    desk_id = history.some(history.desks) if before is None or history.chance(30) else before
    joins = desk_id != before
    former = history.worked_at(manager_id, before) - {desk_id} if joins else set[str]()
    asked: Data = {"move": history.number, "awaits": sorted(former)} if former else {}
    if former and WALLS:
        all_snapshots(history)
    history.managers[manager_id] = desk_id
    data = {
        "manager_id": manager_id,
        "desk_id": desk_id,
        "segments": history.some((["sme", "retail"], ["sme", "retail"], ["sme"], [])),
        "industries": history.some(([], ["oil"], ["it", "oil"])),
        "skills": history.some(({}, {"cards": 3}, {"cards": 1, "loans": 5})),
        "languages": history.some((["ru", "en"], ["ru", "en"], ["ru"])),
        "grade": history.some((1, 2, 3, 5)),
        "head": history.chance(15),
        "deputy": history.chance(15),
        "capacity": history.some((None, None, 0, 2, 4, 9)),
        "channels": history.some(({}, {}, {"phone": 1}, {"phone": 0, "chat": 2})),
        "dossier": None,
        "interests": [],
        "approval_levels": [],
    }
    if history.crowded:
        data |= {
            "segments": ["sme", "retail"],
            "languages": ["ru", "en"],
            "grade": history.some((4, 5)),
            "capacity": history.some((2, 3, 5)),
            "channels": history.some(({}, {}, {"chat": 1})),
        }
    history.send("manager.updated", desk_id, data, **asked)
    last = history.presences.get(manager_id)
    if joins and last is not None:
        history.send("manager.presence", desk_id, last["data"], at=last["at"])
    for each in sorted(former):
        history.send("manager.moved", each, {"manager_id": manager_id, "to": desk_id, "move": asked["move"]})
    if history.chance(70):
        presence(history, manager_id, "available")


def all_snapshots(history: History) -> None:
    """Whoever moves brings the clients he served, and with them their rivals: every desk hears of everybody."""
    for desk_id in history.desks:
        for client_id, data in sorted(history.clients.items()):
            if (desk_id, client_id) not in history.sent:
                history.sent.add((desk_id, client_id))
                history.send("client.updated", desk_id, data)


def any_manager(history: History) -> None:
    manager(history, history.some([f"M{number}" for number in range(6)]))


def presence(history: History, manager_id: str, state: str) -> None:
    last = history.presences.get(manager_id)
    at = history.late() if last is None else max(history.late(), last["at"])
    until = None
    if history.chance(60 if state in ("away", "leave") else 5):
        until = format_instant(at + history.some((0, 10_000, 20_000, 60_000, 600_000)))
    data = {"manager_id": manager_id, "state": state, "until": until}
    history.presences[manager_id] = {"data": data, "at": at}
    history.send("manager.presence", history.managers[manager_id], data, at=at)


def any_presence(history: History) -> None:
    if history.managers:
        presence(history, history.some(sorted(history.managers)), history.some(STATES))


def flapping(history: History) -> None:
    if history.managers:
        manager_id = history.some(sorted(history.managers))
        for state in history.random.choices(("available", "away"), k=4):
            history.now += history.some((0, 400, 1_900))
            presence(history, manager_id, state)


def leaving(history: History) -> None:
    if history.managers and history.chance(50):
        manager_id = history.some(sorted(history.managers))
        desk_id = history.managers.pop(manager_id)
        for each in (desk_id, *sorted(history.worked_at(manager_id, desk_id) - {desk_id})):
            history.send("manager.left", each, {"manager_id": manager_id})
        history.presences.pop(manager_id, None)


def notice(history: History) -> None:
    """Somebody gives notice; mostly a plan for him follows, right or wrong."""
    if history.managers and history.chance(60):
        manager_id = history.some(sorted(history.managers))
        desk_id = history.managers[manager_id]
        history.send("manager.notice", desk_id, {"manager_id": manager_id, "last_day": "2026-12-30"})
        plan(history, manager_id)


def plan(history: History, manager_id: str | None = None) -> None:
    """A plan as no search would find it: anybody, anything, more than once; then its next steps, now and then twice."""
    people = [f"M{number}" for number in range(6)]
    if manager_id is None:
        manager_id = history.some(people)
    desk_id = history.managers.get(manager_id) or history.some(history.desks)
    number = history.some((1, 1, 1, 2, 2, 3))
    known = ["G1", "G2", *(f"C{number}" for number in range(6))]
    steps = [
        {"coverage_id": history.some(known), "to": history.some(people), "backup": history.some([None, *people])}
        for _ in range(history.some((0, 1, 3, 8, 25, 45)))
    ]
    nobody = history.random.sample(known, history.some((0, 0, 1, 2)))
    plan_id = f"{desk_id}-{manager_id}-{number}"
    data = {"desk_id": desk_id, "plan_id": plan_id, "leaver": manager_id}
    history.send("handover.planned", desk_id, {**data, "number": number, "steps": steps, "nobody": nobody})
    for step in range(20, len(steps), 20):
        for _ in range(history.some((0, 1, 1, 2))):
            history.send("handover.continued", desk_id, {**data, "step": step})


def client(history: History, client_id: str) -> None:
    before = history.clients.get(client_id)
    group = before["group_id"] if before and history.chance(70) else history.some((None, None, "G1", "G2"))
    people = [None, None, *(f"M{number}" for number in range(6))]
    data = {
        "client_id": client_id,
        "segment": history.some(("sme", "retail")),
        "tier": history.some(("standard", "standard", "vip")),
        "industry": history.some((None, "oil", "retail", "it")),
        "group_id": group,
        "desk_id": before["desk_id"] if before else history.some(history.desks),
        "manager_id": history.some(people),
        "backup_manager_id": history.some(people),
        "rivals": history.some(([], [], ["C0"], ["C1", "G1"], ["C5"], ["G2"])) if WALLS else [],
        "conflict_classes": history.some(([], [], [], ["X"], ["Y"], ["X", "Y"])) if WALLS else [],
        "language": history.some((None, "ru", "en")),
        "planned": history.chance(20),
        "coverage_id": group or client_id,
    }
    history.clients[client_id] = data
    desks = {data["desk_id"]} | {desk for desk, known in history.sent if known == client_id}
    if WALLS and (history.former or history.chance(70)):
        desks |= set(history.desks)
    for desk_id in sorted(desks):
        history.sent.add((desk_id, client_id))
        history.send("client.updated", desk_id, data)


def any_client(history: History) -> None:
    client(history, history.some([f"C{number}" for number in range(6)]))


def forgotten(history: History) -> None:
    if history.clients and history.chance(30):
        client_id = history.some(sorted(history.clients))
        data = history.clients.pop(client_id)
        for desk_id in sorted({desk for desk, known in history.sent if known == client_id}):
            history.sent.discard((desk_id, client_id))
            gone = {"client_id": client_id, "coverage_id": data["coverage_id"]}
            history.send("client.forgotten", desk_id, gone)


def consent(history: History) -> None:
    """One side of a pair consents or takes it back; both sides often follow each other."""
    if not WALLS:
        return
    smaller, larger = sorted(history.random.sample(("C0", "C1", "C2", "C3", "C5", "G1", "G2"), 2))
    for side in history.some((("a",), ("b",), ("a", "b"), ("a", "b"))):
        data = {"coverage_a": smaller, "coverage_b": larger, "side": side}
        for desk_id in history.desks:
            if history.chance(20):
                history.send("wall.consent_withdrawn", desk_id, data)
            else:
                until = format_instant(history.now + history.some((1_000, 30_000, 600_000)))
                more = {"by": "B1", "until": until if history.chance(30) else None}
                history.send("wall.consent", desk_id, {**data, **more})


def new_policy(history: History) -> None:
    if history.chance(25):
        activate(history)
