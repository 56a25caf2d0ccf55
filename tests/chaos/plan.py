"""What is done in a round: written down whole before it begins."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    fault: str
    seed: int
    gap_s: float
    """How long to wait after it."""
    calm: bool
    """Whether then to wait until the workers are ready again."""


@dataclass(frozen=True)
class Plan:
    seed: int
    brokers: int
    rate: float
    bursty: bool
    cleaner: bool
    """An aggressive log cleaner works on the journals."""
    lease: bool
    launched: tuple[bool, ...]
    """The workers at the start; whether each has a launcher."""
    steps: tuple[Step, ...]
    batch: int | None = None
    """The most records of a batch; None is the workers' own choice."""
    tariffs: bool = False
    """The installation keeps tariffs, and the bank says what they depend on."""
    mutant: str | None = None
    """A deliberate mistake in all workers."""

    def told(self) -> dict[str, Any]:
        return asdict(self)
