"""What a manager still has at a desk where he works no more, as the desk where he works now was told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import orjson

from rules.desk.contact import ASSIGNED

WRAP_UP: Final = "wrap_up"


class Held(NamedTuple):
    """A contact that holds units of his there."""

    contact_id: str
    client_id: str
    channel: str
    complexity: int
    state: str
    """`assigned`, `offered`, or `wrap_up`: it is over, and its wrap-up is not."""


@dataclass(slots=True, eq=False)
class Stay:
    """At one such desk."""

    clients: dict[str, int] = field(default_factory=dict)
    """Clients he serves there on, each with the record in which that began."""
    coverages: dict[str, int] = field(default_factory=dict)
    """The same of coverages."""
    held: tuple[Held, ...] = ()

    def serves(self, client_id: str) -> bool:
        """Whether he has an assigned contact of a client there; being asked to take one is less."""
        return any(each.client_id == client_id and each.state == ASSIGNED for each in self.held)

    @property
    def over(self) -> bool:
        """Whether there is nothing left."""
        return not (self.clients or self.coverages or self.held)


def encode_stay(stay: Stay) -> bytes:
    """Its row."""
    row = {"clients": dict(sorted(stay.clients.items())), "coverages": dict(sorted(stay.coverages.items()))}
    return orjson.dumps(row | {"held": [tuple(each) for each in stay.held]})


def decode_stay(row: Mapping[str, Any]) -> Stay:
    """The stay of a row."""
    return Stay(dict(row["clients"]), dict(row["coverages"]), tuple(Held(*each) for each in row["held"]))
