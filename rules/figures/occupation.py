"""How much of their capacity managers held, over time, told from the records on `kontor.manager-loads`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.instants import parse_instant

_ON_DUTY = frozenset({"available", "busy", "wrap_up"})


@dataclass(slots=True)
class Occupation:
    """One manager: unit-milliseconds held and on offer so far, and what he has now."""

    desk_id: str
    since_ms: int
    load: int = 0
    capacity: int = 0
    on_duty: bool = False
    held: int = 0
    offered: int = 0

    def until(self, at_ms: int) -> None:
        """Let time pass: capacity is on offer while he is on duty or still holds something."""
        passed = max(0, at_ms - self.since_ms)
        self.held += passed * self.load
        if self.on_duty or self.load:
            self.offered += passed * max(self.capacity, self.load)
        self.since_ms = max(self.since_ms, at_ms)

    @property
    def utilisation(self) -> float:
        """Share of the units on offer that were held; 0 when none were on offer."""
        return self.held / self.offered if self.offered else 0.0


class Occupations:
    """Folds `manager.load` messages (absolute, in the order of each manager) into occupations."""

    def __init__(self) -> None:
        self.by_manager: dict[str, Occupation] = {}
        self._seq: dict[str, int] = {}

    def load(self, data: Mapping[str, Any]) -> None:
        """One `manager.load`; one with a smaller `seq` than the last (said again after a crash) is left out."""
        manager, at_ms = data["manager_id"], parse_instant(data["at"])
        if data["seq"] < self._seq.get(manager, 0):
            return
        self._seq[manager] = data["seq"]
        known = self.by_manager.get(manager)
        if known is None:
            known = self.by_manager[manager] = Occupation(data["desk_id"], at_ms)
        known.until(at_ms)
        known.load, known.capacity = data["load"], data["capacity"]
        known.on_duty = data["presence"] in _ON_DUTY

    def until(self, at_ms: int) -> None:
        """Close the books at `at_ms`."""
        for occupation in self.by_manager.values():
            occupation.until(at_ms)

    def utilisation(self) -> float:
        """Share of all units on offer that were held."""
        offered = sum(each.offered for each in self.by_manager.values())
        return sum(each.held for each in self.by_manager.values()) / offered if offered else 0.0
