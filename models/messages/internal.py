"""What Kontor tells itself through the intake's inbox; no contract with anybody."""

from typing import Annotated, Literal

from pydantic import Field

from models.messages.fields import Channel, Code, DeskId, Id, Instant, JsonObject, Said

Number = Annotated[int, Field(ge=0)]


class Tick(Said):
    """An instant of a desk is reached at which time alone changes something."""

    desk_id: DeskId


class CoverageTick(Said):
    """A business date begins at which time alone changes something in a coverage's tariffs."""

    coverage_id: Id


class AuditTick(Said):
    """A business date begins at which the audit compares coverages."""


class Started(Said):
    """A worker came up; contacts before `start` are history."""

    start: Instant


class OverflowAsked(Said):
    """A desk offers a contact that nobody there can take to another one."""

    contact_id: Id
    client_id: Id
    home: DeskId
    """The desk that asks."""
    to: DeskId
    ask: Number
    """Which offer of this contact to another desk it is."""
    moves: Number
    """How many acts of people the desk had heard of it."""
    contact: JsonObject
    """The contact whole, as the desk's rows hold it."""


class OverflowAnswered(Said):
    """A desk has taken a contact of another one, or has nobody for it."""

    contact_id: Id
    home: DeskId
    to: DeskId
    """The desk that answers."""
    ask: Number
    manager_id: Id | None
    """Who took it."""


class ContactGiven(Said):
    """A manager has got a contact for the first time: he will speak to the client."""

    contact_id: Id
    client_id: Id
    manager_id: Id
    channel: Channel
    product: Code | None
    purpose: Code | None
    language: Code | None


class PlannedStep(Said):
    """One coverage of a hand-over plan, and who is to take it."""

    coverage_id: Id
    to: Id
    backup: Id | None


class HandOverPlanned(Said):
    """What the search for a leaver's successors has found."""

    desk_id: DeskId
    plan_id: Id
    leaver: Id
    number: Number
    """Which plan for him it is at this desk, 1 first."""
    steps: Annotated[tuple[PlannedStep, ...], Field(strict=False)]
    nobody: Annotated[tuple[Id, ...], Field(strict=False)]
    """Coverages that nobody can take."""


class HandOverContinued(Said):
    """The next steps of a plan in force are to be taken."""

    desk_id: DeskId
    plan_id: Id
    leaver: Id
    step: Number
    """How many of its steps were looked at before."""


Outcome = Literal["taken", "nobody", "void"]
"""What became of an offer; void: something was said of the contact before it, and it does not hold."""
