"""What the CRM says about a contact."""

from typing import Annotated

from pydantic import Field

from models.messages.fields import Channel, Code, DeskId, Id, Said, Text


class RequiredSkill(Said):
    """A skill the contact asks for; preferred only, where `mandatory` is false."""

    skill: Code
    min_level: Annotated[int, Field(ge=0, le=5)] = 1
    """The level he must have."""
    mandatory: bool = True
    """False: preferred, and never refused for."""


class ContactOpened(Said):
    """A client got in touch."""

    contact_id: Id
    client_id: Id
    channel: Channel
    purpose: Code | None = None
    """What the client wants, in the bank's words."""
    product: Code | None = None
    """What it is about, in the bank's words."""
    language: Code | None = None
    """Where left out, the client's."""
    complexity: Annotated[int, Field(ge=1, le=5)] = 1
    """1 simple to 5 complex; weighs by the policy."""
    priority: Annotated[int, Field(ge=0, le=9)] = 0
    """Added to the priority of the policy's line."""
    required_skills: Annotated[tuple[RequiredSkill, ...], Field(strict=False)] = ()
    requested_manager_id: Id | None = None
    """Whom the client chose."""
    desk_id: DeskId | None = None
    """Where left out, the client's."""


class ContactAccepted(Said):
    """The manager took the contact (or, where offers are off, answered it)."""

    contact_id: Id
    manager_id: Id
    reservation_id: Id | None = None


class ContactDeclined(Said):
    """The manager turned the offered contact down."""

    contact_id: Id
    manager_id: Id
    reservation_id: Id | None = None
    reason: Text | None = None


class ContactClosed(Said):
    """The service is over."""

    contact_id: Id
    outcome: Text | None = None


class ContactAbandoned(Said):
    """The client left before being served."""

    contact_id: Id


class ContactMoved(Said):
    """A person moved the contact in the CRM (`contact.reassigned` on `crm.contacts`)."""

    contact_id: Id
    manager_id: Id
    by: Id
