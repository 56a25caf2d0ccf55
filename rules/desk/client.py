"""Clients and coverages as the desk knows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from rules.desk.contact import Contact


class Served(NamedTuple):
    """Who last held an assigned contact of a client that has ended."""

    manager_id: str
    seq: int
    """The decision that ended it: the order of endings."""
    at: int


class Past(NamedTuple):
    """A service that is over, at least in one way."""

    began: int
    """The desk's record in which it began, unbroken."""
    at: int
    """When it ended, UTC milliseconds."""


@dataclass(slots=True, eq=False)
class Client:
    """One client; `data` None: nobody knows him (yet, or any more)."""

    id: str
    at: int = 0
    data: Mapping[str, Any] | None = None
    served: Served | None = None
    margins: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By month `YYYY-MM`: what the bank earned with him, minor units, and the currency."""
    plan_since: int = 0
    """The desk's record that put him into the plan he is in."""
    past: dict[str, Past] = field(default_factory=dict)
    """Who held contacts of his that ended within the cooling-off: it counts wherever he belongs."""

    @property
    def coverage_id(self) -> str:
        """His holding, else himself."""
        return self.id if self.data is None else self.data["group_id"] or self.id


@dataclass(slots=True, eq=False)
class Coverage:
    """A client or a whole holding at this desk; `clients` and `contacts` are derived."""

    id: str
    lead: str | None = None
    """The lead on record."""
    backup: str | None = None
    """The backup on record."""
    origin: str | None = None
    """Of the assignment that started it."""
    free_since: int | None = None
    """`at` at which the lead's last contact of it ended; None while he holds one."""
    recorded: bool = False
    """Whether lead and backup are on record: it was started, or copied, here."""
    led_by: str | None = None
    """Its lead, on record or by plans."""
    led_since: int | None = None
    """Since when without a break, by `at`."""
    rotation_since: int | None = None
    """Since when its rotation is due, where that was told."""
    lead_since: int = 0
    """The desk's record that made the lead it."""
    lead_at: int = 0
    """The desk's clock then: he is not without a contact of it since before."""
    past: dict[str, Past] = field(default_factory=dict)
    """Services of which something has ended, until the cooling-off is over."""
    breaches: dict[str, tuple[str | None, int]] = field(default_factory=dict)
    """Managers whose it is not though they serve it: the rival that was told (None: he is unknown), and since when."""

    serving: dict[str, int] = field(default_factory=dict)
    """Who serves it or served it within the cooling-off, since which of the desk's records, unbroken."""

    clients: dict[str, Client] = field(default_factory=dict)
    """Known clients, and unknown ones somebody served."""
    known: int = 0
    """How many of them are known."""
    votes: dict[str, int] = field(default_factory=dict)
    """In whose plan how many of them are, whether he works here or not."""
    served: Served | None = None
    """Who served one of them last."""
    contacts: "dict[str, Contact]" = field(default_factory=dict)
    """Live ones."""
    held: "dict[str, Contact]" = field(default_factory=dict)
    """Of these, those that somebody has or is asked to take: few, however many wait."""
    noted: int | None = None
    """The end of a cooling-off that stands among the lapses."""
    booked: tuple[str, int] | None = None
    """Whose book it stands in, and with how many clients."""
    signature: tuple[object, ...] | None = None
    """What `incumbent` and `backup` of its contacts follow from, as last told to those who wait."""

    def enter(self, client: Client) -> None:
        """Count a client in."""
        self.clients[client.id] = client
        self._count(client, 1)
        self.end(client.served)

    def leave(self, client: Client) -> None:
        """Count him out."""
        del self.clients[client.id]
        self._count(client, -1)
        if client.served is self.served:
            self.served = None
            for other in self.clients.values():
                self.end(other.served)

    def end(self, served: Served | None) -> None:
        """Somebody's service of one of them ended."""
        if served is not None and (self.served is None or served[1:] > self.served[1:]):
            self.served = served

    def _count(self, client: Client, sign: int) -> None:
        if client.data is None:
            return
        self.known += sign
        owner = client.data["manager_id"]
        if owner is not None:
            self.votes[owner] = self.votes.get(owner, 0) + sign
            if not self.votes[owner]:
                del self.votes[owner]
