"""What the oracle writes down of managers, contacts and coverages: plain records, nothing counted along."""

from dataclasses import dataclass, field
from typing import Any

Data = dict[str, Any]


@dataclass
class Manager:
    """All that is known of one manager at this desk."""

    id: str
    snapshot: Data
    snapshot_at: int
    employed: bool = True
    elsewhere: bool = False
    left_at: int | None = None
    leaving: bool = False
    """He gave notice."""
    state: str | None = None
    state_since: int = 0
    until: int | None = None
    presence_at: int | None = None
    last_seq: int | None = None
    last_assigned_at: int | None = None
    missed: int = 0
    set_aside: bool = False
    move: int = 0
    awaits: list[str] = field(default_factory=list)
    """Former desks that have not told yet what he did there."""
    brought: "dict[str, Brought]" = field(default_factory=dict)
    first_heard_at: int = 0
    gentle_from: int | None = None
    """Since when his ramp-up runs."""
    given_at: list[int] = field(default_factory=list)
    """When the router gave or offered him something."""


@dataclass
class Brought:
    """What one former desk of his has told of a manager."""

    clients: list[tuple[str, tuple[int, int, int | None]]]
    """Clients he serves or served there: record and instant of the beginning, instant of the end."""
    coverages: list[tuple[str, tuple[int, int, int | None]]]
    held: list[tuple[str, int, bool]]
    """Channel and complexity of what holds units of his there; whether it is a wrap-up."""


@dataclass
class HandOver:
    """What is known of a leaver's hand-over."""

    plans: int = 0
    plan_id: str | None = None
    """Of the plan in force."""
    steps: list[Data] = field(default_factory=list)
    looked: int = 0
    """How many of the steps were looked at."""
    taken: list[Data] = field(default_factory=list)
    refused: list[Data] = field(default_factory=list)
    nobody: list[str] = field(default_factory=list)
    """What nobody could take when that was asked."""
    again: bool = True
    """Somebody might now."""


@dataclass
class Service:
    """A manager has a client in his plan, or leads a coverage."""

    manager_id: str
    subject: str
    record: int
    at: int
    ended: int | None = None
    """The record that ended it."""
    ended_at: int | None = None


@dataclass
class Membership:
    """A client counts for a coverage, by the desk's log."""

    coverage_id: str
    record: int
    at: int
    ended: int | None = None
    ended_at: int | None = None


@dataclass
class Holding:
    """One manager had one contact."""

    manager_id: str
    seq: int
    since: int
    ended_at: int | None = None
    end_order: int = 0
    record: int = 0
    """The record of the desk's log that began it; of an accepted offer, the one that offered."""
    began_at: int = 0
    ended: int | None = None
    """The record that ended it."""
    ended_by: int | None = None
    """And the `at` of that record."""


@dataclass
class Offer:
    """Somebody is asked to take a contact."""

    manager_id: str
    reservation_id: str
    made_at: int
    expires_at: int
    record: int
    repeated: Data
    """What the accept says once more."""
    word: str


@dataclass
class Contact:
    """One contact, also after its end."""

    id: str
    data: Data
    start: int
    status: str = "waiting"
    attempt: int = 1
    holdings: list[Holding] = field(default_factory=list)
    answered_at: int | None = None
    first_held_at: int | None = None
    """When it was first assigned since it last entered the queue: the end of its waiting."""
    origin: str | None = None
    step: int | None = None
    split_reason: str | None = None
    explanation: Data | None = None
    entered: bool = False
    refused_said: Data | None = None
    open_before: tuple[int, ...] = ()
    escalated: bool = False
    wrap_up: tuple[str, int, int] | None = None
    """Who is held, from when, until when."""
    offer: Offer | None = None
    turned_down: set[str] = field(default_factory=set)
    """Who declined it or let an offer of it pass."""
    tries: int = 0
    """How often."""
    served_ms: int | None = None
    """How long it held its units, when it was served to its end."""
    served_order: int = 0

    @property
    def holder(self) -> str | None:
        """Who has it now."""
        return self.holdings[-1].manager_id if self.status == "assigned" else None

    @property
    def taker(self) -> str | None:
        """Who has it, or is asked to take it."""
        return self.offer.manager_id if self.offer is not None else self.holder


@dataclass
class Record:
    """The lead and the backup on record of a coverage; the backup outlives the lead."""

    lead: str | None
    backup: str | None
    origin: str | None = None
    since: int = 0
    """When the lead became it; of a copy that came with a client, until when he had held a contact before."""
