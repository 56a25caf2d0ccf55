"""What the CRM says about a manager."""

from typing import Annotated, Literal

from pydantic import Field

from models.messages.fields import (
    Channel,
    Code,
    Codes,
    Count,
    DeskId,
    FullDate,
    Grade,
    Id,
    Ids,
    Instant,
    Level,
    Presence,
    Said,
    Text,
    Units,
)


class Service(Said):
    """One service of a dossier's catalogue."""

    code: Code
    provider: Literal["bank", "partner"]
    fee_minor: Count
    """To the bank or the partner."""
    partner_discount_ppm: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    """What the partner takes off."""


class Dossier(Said):
    """What a client may be shown of a manager: bank-checked facts."""

    title: Text
    years: Annotated[int, Field(ge=0, le=100)]
    certificates: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    industries: Codes = ()
    services: Annotated[tuple[Service, ...], Field(strict=False)] = ()
    choice_fee_minor: Count = 0
    """What the bank asks for choosing him."""
    published: bool = True
    """Whether clients may be shown it."""


class ManagerUpdated(Said):
    """The whole of what routing needs to know of a manager; replaces what was known."""

    manager_id: Id
    desk_id: DeskId
    segments: Codes
    """Whom he may serve."""
    industries: Codes = ()
    skills: dict[Code, Level] = Field(default_factory=dict)
    """Level 0 to 5 by skill."""
    languages: Codes = ()
    grade: Grade = 1
    """1 to 5; the policy asks VIP clients for more."""
    head: bool = False
    """Whether he heads the desk."""
    deputy: bool = False
    """Whether he stands in for the head."""
    capacity: Units | None = None
    """Units; left out: the policy's default."""
    channels: dict[Channel, Units] = Field(default_factory=dict)
    """Most contacts of a channel at a time; a channel that is left out has no limit."""
    dossier: Dossier | None = None
    interests: Ids = ()
    """Partners, clients or coverages he has an interest in."""
    approval_levels: Codes = ()
    """At which levels he may approve tariffs."""


class ManagerPresence(Said):
    """The manager is there, or is not."""

    manager_id: Id
    state: Presence
    until: Instant | None = None
    """Until when he is away, where that is known."""


class ManagerNotice(Said):
    """The manager will leave; his coverages are handed over by `last_day`."""

    manager_id: Id
    last_day: FullDate


class ManagerLeft(Said):
    """The manager is gone."""

    manager_id: Id
