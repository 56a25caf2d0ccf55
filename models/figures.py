"""What a desk looks like at one moment, for the metrics page: told when asked, never counted along the way."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol, runtime_checkable

EMPTY: Final[Mapping[str, int]] = MappingProxyType({})


class DeskFigures(NamedTuple):
    """One desk as it stands; derived from its rows, so it cannot drift from them."""

    desk_id: str
    waiting: Mapping[int, int]
    """Contacts waiting, by index of their line in the policy; lines where nobody waits may be left out."""
    oldest_waiting_ms: int | None
    """Since when the contact waiting longest waits, UTC milliseconds; None when nobody waits."""
    load: int
    """Units in use by all managers of the desk, wrap-up included."""
    capacity: int
    """Units of all managers of the desk who are present now; 0 when nobody is."""
    present: int
    """Managers who can be given a contact by their presence."""
    managers: int
    """Managers employed at the desk."""
    policy_version: str | None
    """`sha256:...` of the policy in force; None before the first."""
    expected_wait_s: int | None = None
    """Expected wait of the contact that is first in the queue; 0 when nobody waits, None when it is not known."""
    jain: float | None = None
    """How evenly present managers who can stand in for each other are loaded now; None where no two can."""
    gini: float | None = None
    in_time: Mapping[str, int] = EMPTY
    """Contacts by the method of their service level, since the desk was taken over; every method its lines name."""
    late: Mapping[str, int] = EMPTY
    incumbent: int = 0
    """Contacts with an incumbent given to him by the rules, since the desk was taken over."""
    another: int = 0
    """The same, given to another."""
    refused: Mapping[str, int] = EMPTY
    """Managers refused by first reason, in decisions that gave or queued a contact, since the desk was taken over."""


@runtime_checkable
class TellsFigures(Protocol):
    """A fold that can be asked how its desks stand, between two records and in at most a few milliseconds."""

    def figures(self) -> Iterable[DeskFigures]:
        """One item for each desk of the partition, by desk id."""


@runtime_checkable
class TellsAgreements(Protocol):
    """A fold that can be asked how many versions of agreements it has in each state."""

    def agreements_by_state(self) -> Mapping[str, int]:
        """State to number; states in which there is none may be left out."""
