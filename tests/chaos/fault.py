"""What a fault is: an entry of the catalogue, with a sentence and what it needs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.chaos.round import Round

Act = Callable[["Round", Random], None]
"""Does it. All it chooses comes from the `Random`, which the round's seed gives it."""


class Missed(Exception):  # noqa: N818  # reason: nothing is wrong
    """There was nobody to do it to, or it did not come about: it does not count."""


CLUSTER = "three brokers"
ALONE = "a round of its own"


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    family: str
    sentence: str
    act: Act
    weight: float = 1.0
    """How often it is drawn, beside the others."""
    needs: frozenset[str] = field(default_factory=frozenset)
    seconds: float = 1.0
    """About how long it takes; so a round's plan knows when it is full."""
