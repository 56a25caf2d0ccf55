"""Whether by today's plans a wall would leave somebody with nobody at a desk."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from models.policy import Policy
from rules.policy.finding import WALLED_OFF, Finding
from rules.policy.people import Person


class Client(Protocol):
    """What is looked at of a client: a part of his snapshot."""

    @property
    def client_id(self) -> str: ...  # noqa: D102
    @property
    def group_id(self) -> str | None: ...  # noqa: D102
    @property
    def desk_id(self) -> str: ...  # noqa: D102
    @property
    def manager_id(self) -> str | None: ...  # noqa: D102
    @property
    def rivals(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def conflict_classes(self) -> Sequence[str]: ...  # noqa: D102


class Clients(NamedTuple):
    """Today's clients, and which rivals may share a manager all the same."""

    known: Sequence[Client] = ()
    consents: frozenset[frozenset[str]] = frozenset()
    """Pairs of coverages both sides of which consent for good."""


def walled_off(policy: Policy, people: Sequence[Person], clients: Clients) -> Iterator[Finding]:
    """
    Find, desk by desk, whom nobody there is free of walls for, were he to get in touch now.

    By the plans alone: whom managers serve and served otherwise, no recording of clients says. So a
    desk may be worse off than this, never better.
    """
    walls = _Walls(clients)
    for desk_id in sorted({person.desk_id for person in people}):
        here = sorted(person.manager_id for person in people if person.desk_id == desk_id)
        own = policy.for_desk(desk_id)
        place = f"desks.{desk_id}.walls" if own.walls != policy.walls else "walls"
        for said in _said_of(walls, desk_id, here, closed=own.walls.unknown_client == "closed"):
            yield Finding(WALLED_OFF, place, said)


class _Walls:
    """Who may not share a manager, and who has whom in his plan."""

    def __init__(self, clients: Clients) -> None:
        self.coverage_of = {each.client_id: each.group_id or each.client_id for each in clients.known}
        self.classes: dict[str, set[str]] = {}
        """Class to its coverages."""
        self.homes: dict[str, set[str]] = {}
        """Desk to the coverages with a client whose home it is."""
        self.rivals: dict[str, set[str]] = {}
        self.plans: dict[str, set[str]] = {}
        """Manager to the coverages of those in his plan."""
        for client in clients.known:
            mine = self.coverage_of[client.client_id]
            self.homes.setdefault(client.desk_id, set()).add(mine)
            if client.manager_id is not None:
                self.plans.setdefault(client.manager_id, set()).add(mine)
            for code in client.conflict_classes:
                self.classes.setdefault(code, set()).add(mine)
            for name in client.rivals:
                self._part(mine, self.coverage_of.get(name, name))
        self.consents = clients.consents

    def _part(self, one: str, other: str) -> None:
        if one != other:
            self.rivals.setdefault(one, set()).add(other)
            self.rivals.setdefault(other, set()).add(one)

    @property
    def walled(self) -> set[str]:
        """Coverages that have or are named as a rival, or are of a class."""
        return set(self.rivals).union(*self.classes.values())

    def apart(self, coverage_id: str) -> set[str]:
        """Its rivals, by name and by class, but for those of whom both sides consent."""
        alike = (others for others in self.classes.values() if coverage_id in others)
        found = self.rivals.get(coverage_id, set()).union(*alike) - {coverage_id}
        return {each for each in found if frozenset((coverage_id, each)) not in self.consents}


def _said_of(walls: _Walls, desk_id: str, here: Sequence[str], *, closed: bool) -> Iterator[str]:
    plans: Mapping[str, set[str]] = {manager_id: walls.plans.get(manager_id, set()) for manager_id in here}
    if closed and all(plan & walls.walled for plan in plans.values()):
        yield f"nobody at {desk_id} may serve a client nobody knows: each has a coverage with rivals in his plan"
    for code in sorted(walls.classes):
        if all(plan & walls.classes[code] for plan in plans.values()):
            yield f"nobody at {desk_id} may serve one more coverage of {code}: each has one of them in his plan"
    shut = [
        coverage_id
        for coverage_id in sorted(walls.homes.get(desk_id, ()))
        if (apart := walls.apart(coverage_id))
        and all(coverage_id not in plan and plan & apart for plan in plans.values())
    ]
    if shut:
        count = "coverage" if len(shut) == 1 else f"one of {len(shut)} coverages, the first"
        yield f"nobody at {desk_id} may serve {count} {shut[0]}: each has a rival of it in his plan"
