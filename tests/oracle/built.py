"""Which features the rules have: only those are asked for and compared, each from the day it lands."""

from typing import Any, Final

from models.policy import Policy
from rules.policy.not_built import missing_in

LAST: Final[dict[str, Any]] = {"when": {}}


def _is_built(**keys: Any) -> bool:
    """Whether nothing that these keys of a policy ask for is missing."""
    return not list(missing_in(Policy.from_canonical({"name": "probe", "lines": [LAST], **keys})))


OFFERS: Final = _is_built(offer={"enabled": True})
INTRODUCTIONS: Final = _is_built(lines=[LAST | {"introduce": "head"}])
HEALTH: Final = _is_built(lines=[LAST | {"open_when": {"expected_wait_s": 60}}])
RAMP_UP: Final = _is_built(ramp_up={"new_contacts_per_hour": 3})
HELD_BACK: Final = _is_built(queue={"bound_s": 30})

WALLS: Final = True
"""Rivals, classes and consents are made in histories; whoever lands walls turns it on."""
RELAX: Final = True
"""`explanation.relax` is compared."""
EXPECTED_WAIT: Final = True
"""`expected_wait_s` is compared."""
ALERTS: Final[frozenset[str]] = frozenset(
    {"act_refused", "presence_silent", "queue_over_bound", "manager_set_aside", "wall_breach", "wall_infeasible"}
)
"""Kinds of alert that are compared; whoever lands one adds it."""
