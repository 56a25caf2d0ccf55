"""One history in the making: desk commands as the intake would send them."""

from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from models.instants import format_instant
from tests.oracle.records import Data

START: Final = 1_764_000_000_000
PAUSES: Final = (
    0,
    0,
    0,
    1,
    250,
    999,
    1_000,
    2_000,
    2_000,
    3_000,
    5_000,
    5_000,
    10_000,
    20_000,
    30_000,
    60_000,
    130_000,
)


@dataclass
class History:
    """What the maker of one history remembers, so that it stays plausible."""

    random: Random
    desks: tuple[str, ...]
    now: int = START
    clock: int = START
    crowded: bool = False
    """Few suited managers, present, with little room: what counts is who waits, and for whom."""
    number: int = 0
    cooling_off_s: int = 31_536_000
    """The same in all its policies: what is past its cooling-off is forgotten, no longer one brings it back."""
    commands: list[Data] = field(default_factory=list)
    managers: dict[str, str] = field(default_factory=dict)
    """Employed ones and their desks."""
    former: dict[str, set[str]] = field(default_factory=dict)
    """Desks where they worked before."""
    presences: dict[str, Data] = field(default_factory=dict)
    """The presence in force of each, with its `at`."""
    clients: dict[str, Data] = field(default_factory=dict)
    sent: set[tuple[str, str]] = field(default_factory=set)
    """Which desk has which client's snapshot."""
    contacts: dict[str, str] = field(default_factory=dict)
    """Live ones and their desks."""

    def some(self, values: Any) -> Any:
        return self.random.choice(list(values))

    def chance(self, of_hundred: int) -> bool:
        return self.random.randrange(100) < of_hundred

    def wait(self) -> None:
        self.now += self.some(PAUSES)
        if self.random.randrange(200) == 0:
            self.now += 3_700_000

    def send(self, kind: str, desk_id: str | None, data: Data, *, at: int | None = None, **more: Any) -> None:
        self.number += 1
        at = self.now if at is None else at
        # What was kept until now was heard before, and the intake's clock with it.
        self.clock = max(self.clock, at, *(each["at"] for each in more.get("early", ())))
        said = format_instant(at)
        cause = {"source": "crm/test", "id": f"e{self.number}", "type": kind, "at": said}
        if kind == "tick":
            cause = {"source": "kontor", "id": f"tick/{desk_id}/{said}", "type": "tick", "at": said}
        head = {"type": kind, "desk_id": desk_id, "at": at, "clock": self.clock, "cause": cause}
        if desk_id is None:
            head.pop("desk_id")
        self.commands.append({**head, "data": data, **more})

    def worked_at(self, manager_id: str, desk_id: str | None) -> set[str]:
        """Where somebody has worked so far, this desk among them."""
        if desk_id is not None:
            self.former.setdefault(manager_id, set()).add(desk_id)
        return self.former.get(manager_id, set())

    def late(self) -> int:
        """An event's own time, sometimes before that of others."""
        return self.now - self.some((1, 700, 5_000, 45_000)) if self.chance(8) else self.now
