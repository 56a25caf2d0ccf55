"""Random policies for the desk rules: many keys varied, within what is built."""

from random import Random

from tests.oracle import built
from tests.oracle.records import Data

WORDS = ("chosen", "incumbent", "plan", "backup", "specialist", "anyone")
USUAL = [
    {"after_s": 0, "who": ["chosen", "incumbent", "plan"]},
    {"after_s": 20, "who": ["backup", "specialist", "anyone"]},
]


def random_policy(random: Random, *, cooling_off_s: int, crowded: bool = False) -> Data:
    """One policy as plain data; `crowded`: one under which soon somebody waits past the bound."""
    policy: Data = {"name": "random", "lines": [*_lines(random), _line(random, {})]}
    sections: Data = {
        "contact_weight": {"channel": {"phone": random.choice((1, 2, 3))}, "complexity": [1, 1, 2, 2, 3]},
        "wrap_up_s": {"phone": random.choice((10, 60)), "chat": random.choice((0, 5))},
        "default_capacity": random.choice((1, 4, 6)),
        "queue": {"ageing_s": random.choice((10, 60)), "bound_s": random.choice((30, 120, 600))},
        "presence": {
            "debounce_s": random.choice((0, 2, 5)),
            "silent_after_s": random.choice((60, 300)),
            "when_silent": random.choice(("last_known", "nobody")),
        },
        "incumbent_memory_s": random.choice((0, 30, 2_592_000)),
        "coverage": {"backup_share_ppm": random.choice((0, 500_000, 1_000_000))},
        "offer": _offer(random),
        "ramp_up": {"new_contacts_per_hour": random.choice((1, 2)), "for_hours": 1} if built.RAMP_UP else {},
        "desks": {"D2": {"default_capacity": 3, "wrap_up_s": {"phone": 0, "web": 7}}},
    }
    policy |= {"walls": _walls(random, cooling_off_s)}
    policy |= {key: value for key, value in sections.items() if random.random() < 0.5}
    return policy | {"queue": {"ageing_s": 10, "bound_s": random.choice((0, 5, 20))}} if crowded else policy


def _offer(random: Random) -> Data:
    return {
        "enabled": built.OFFERS and random.random() < 0.8,
        "timeout_s": random.choice((5, 20, 60)),
        "decline_limit": random.choice((1, 2, 5)),
        "missed_in_a_row": random.choice((1, 2, 3)),
    }


def _walls(random: Random, cooling_off_s: int) -> Data:
    unknown = random.choice(("closed", "closed", "open")) if built.WALLS else "closed"
    return {"cooling_off_s": cooling_off_s, "unknown_client": unknown}


def _lines(random: Random) -> list[Data]:
    whens: list[Data] = [
        {"tier": "vip"},
        {"segment": ["sme"], "channel": ["phone", "chat"]},
        {"industry": "oil"},
        {"language": "en"},
        {"planned": True},
        {"product": "card", "purpose": "deposit"},
    ]
    return [_line(random, when) for when in random.sample(whens, random.choice((0, 1, 2)))]


def _line(random: Random, when: Data) -> Data:
    keys: Data = {
        "priority": random.choice((0, 3, 9)),
        "min_grade": random.choice((1, 2, 4)),
        "mandatory": random.choice((["segment", "language"], [], ["industry"], ["language"])),
        "steps": _steps(random),
        "max_load_ppm": random.choice((1_000_000, 850_000, 500_000)),
        "escalate_after_s": random.choice((None, 0, 20, 300)),
        "introduce": "head" if built.INTRODUCTIONS else "none",
        "open_when": {"expected_wait_s": random.choice((0, 10, 60))} if built.HEALTH else None,
    }
    return {"when": when} | {key: value for key, value in keys.items() if random.random() < 0.5}


def _steps(random: Random) -> list[Data]:
    if random.random() < 0.4:
        return USUAL
    words, steps, after_s = random.sample(WORDS, k=len(WORDS)), [], 0
    for size in random.choice(((6,), (2, 4), (1, 2, 3), (1, 1, 1, 1, 2), (3, 3))):
        steps.append({"after_s": after_s, "who": words[:size]})
        words = words[size:]
        after_s += random.choice((5, 20, 30, 90))
    return steps
