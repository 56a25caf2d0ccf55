"""Which features the rules have: only those are asked for and compared, each from the day it lands."""

from typing import Final

OFFERS: Final = True
INTRODUCTIONS: Final = True
HEALTH: Final = True
RAMP_UP: Final = True
HELD_BACK: Final = True

WALLS: Final = True
"""Rivals, classes and consents are made in histories; whoever lands walls turns it on."""
RELAX: Final = True
"""`explanation.relax` is compared."""
EXPECTED_WAIT: Final = True
"""`expected_wait_s` is compared."""
ALERTS: Final[frozenset[str]] = frozenset(
    {
        "act_refused",
        "presence_silent",
        "queue_over_bound",
        "manager_set_aside",
        "skill_nobody_has",
        "wall_breach",
        "wall_infeasible",
    }
)
"""Kinds of alert that are compared; whoever lands one adds it."""
