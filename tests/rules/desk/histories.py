"""Random histories of one partition of the small world."""

from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.rules.desk.small_world import CLIENTS, DESKS, MANAGERS, POLICIES

Command = tuple[Any, ...]
Step = tuple[float, float, str, Command]
"""Seconds since the step before, seconds by which it comes late, desk, command."""


class _Drawing:
    """Draws commands that mostly make sense: of contacts that are open, by managers who are there."""

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)
        self.number = 0

    def step(self) -> Step:
        draw = self.draw
        passed = draw.choice((0, 0, 0.5, 1, 1, 2, 3, 11))
        late = draw.choice((0, 0, 0, 0, 2, 8))
        desk = draw.choice(DESKS[:1] * 3 + DESKS)
        kinds = tuple(_WEIGHTS)
        (kind,) = draw.choices(kinds, tuple(_WEIGHTS.values()))
        command: Command = (kind, *getattr(self, kind)())
        return (passed, late, desk, command)

    def manager_or_none(self) -> str | None:
        return self.draw.choice((None, *MANAGERS, *MANAGERS[:2], "M9"))

    def contact(self) -> str:
        """One of the last few, so that most are still open."""
        return f"C{max(0, self.number - self.draw.randrange(12))}"

    def open(self) -> Command:
        draw = self.draw
        self.number += 1
        skills = [
            {"skill": draw.choice(("fx", "loan")), "min_level": draw.randrange(4), "mandatory": draw.random() < 0.3}
            for _ in range(draw.choice((0, 0, 1, 2)))
        ]
        contact = {
            "channel": draw.choice(("chat", "phone", "web")),
            "complexity": draw.randint(1, 5),
            "priority": draw.choice((0, 0, 1, 9)),
            "required_skills": skills,
            "requested_manager_id": self.manager_or_none(),
            "language": draw.choice((None, None, "en")),
        }
        name = f"C{self.number}" if draw.random() < 0.9 else self.contact()
        return (name, draw.choice(CLIENTS), contact)

    def close(self) -> Command:
        return (self.contact(),)

    def abandon(self) -> Command:
        return (self.contact(),)

    def accept(self) -> Command:
        return (self.contact(), self.draw.choice(MANAGERS))

    def move(self) -> Command:
        return (self.contact(), self.draw.choice((*MANAGERS, "M9")))

    def presence(self) -> Command:
        states = ("available",) * 15 + ("busy", "wrap_up", "away", "leave", "offline")
        return (self.draw.choice(MANAGERS), self.draw.choice(states), self.draw.choice((None, None, 4, 12, 60)))

    def manager(self) -> Command:
        draw = self.draw
        profile = {
            "segments": draw.choice((["sme"], ["sme", "retail"], ["sme", "retail"], [])),
            "industries": draw.choice(([], ["agro"], ["agro", "it"])),
            "skills": draw.choice(({}, {"fx": 2}, {"fx": 3, "loan": 1})),
            "languages": draw.choice((["ru"], ["ru", "en"])),
            "grade": draw.randint(1, 3),
            "capacity": draw.choice((None, 0, 2, 3, 5, 6)),
            "channels": draw.choice(({}, {}, {"phone": 1}, {"chat": 2, "phone": 0})),
        }
        return (draw.choice(MANAGERS), profile)

    def left(self) -> Command:
        return (self.draw.choice(MANAGERS),)

    def away_to(self) -> Command:
        return (self.draw.choice(MANAGERS),)

    def client(self) -> Command:
        draw = self.draw
        snapshot = {
            "segment": draw.choice(("sme", "sme", "retail")),
            "tier": draw.choice(("standard", "standard", "vip")),
            "industry": draw.choice((None, "agro", "it")),
            "group_id": draw.choice((None, None, "G1", "G2")),
            "manager_id": self.manager_or_none(),
            "backup_manager_id": self.manager_or_none(),
            "language": draw.choice((None, "ru", "en")),
        }
        return (draw.choice(CLIENTS), snapshot)

    def forget(self) -> Command:
        return (self.draw.choice(CLIENTS),)

    def tick(self) -> Command:
        return ()

    def policy(self) -> Command:
        return (self.draw.randrange(len(POLICIES)),)


_WEIGHTS = {
    "open": 34,
    "close": 24,
    "abandon": 4,
    "accept": 3,
    "move": 5,
    "presence": 16,
    "manager": 4,
    "left": 0.5,
    "away_to": 0.3,
    "client": 9,
    "forget": 1,
    "tick": 3,
    "policy": 1,
}


def drawn(seed: int, length: int) -> list[Step]:
    """So many steps, the same for the same seed."""
    drawing = _Drawing(seed)
    return [drawing.step() for _ in range(length)]


histories = st.builds(drawn, st.integers(0, 2**32), st.integers(10, 150))


def opening() -> list[Step]:
    """Some staff to begin with, and clients in their plans."""
    profile = {
        "grade": 2,
        "capacity": 4,
        "languages": ["ru", "en"],
        "industries": ["agro"],
        "segments": ["sme", "retail"],
    }
    steps: list[Step] = []
    for desk in DESKS:
        steps += [(0.0, 0.0, desk, ("manager", name, profile)) for name in MANAGERS]
        steps += [(0.0, 0.0, desk, ("presence", name, "available", None)) for name in MANAGERS]
    drawing = _Drawing(1)
    return steps + [(0.0, 0.0, "D", ("client", *drawing.client())) for _ in CLIENTS]
