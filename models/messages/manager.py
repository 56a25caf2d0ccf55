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
    partner_discount_ppm: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class Dossier(Said):
    """What a client may be shown of a manager: bank-checked facts."""

    title: Text
    years: Annotated[int, Field(ge=0, le=100)]
    certificates: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    industries: Codes = ()
    services: Annotated[tuple[Service, ...], Field(strict=False)] = ()
    choice_fee_minor: Count = 0
    published: bool = True


class ManagerUpdated(Said):
    """The whole of what routing needs to know of a manager; replaces what was known."""

    manager_id: Id
    desk_id: DeskId
    segments: Codes
    industries: Codes = ()
    skills: dict[Code, Level] = Field(default_factory=dict)
    languages: Codes = ()
    grade: Grade = 1
    head: bool = False
    deputy: bool = False
    capacity: Units | None = None
    channels: dict[Channel, Units] = Field(default_factory=dict)
    dossier: Dossier | None = None
    interests: Ids = ()
    approval_levels: Codes = ()


class ManagerPresence(Said):
    """The manager is there, or is not."""

    manager_id: Id
    state: Presence
    until: Instant | None = None


class ManagerNotice(Said):
    """The manager will leave; his coverages are handed over by `last_day`."""

    manager_id: Id
    last_day: FullDate


class ManagerLeft(Said):
    """The manager is gone."""

    manager_id: Id
